import { once } from 'node:events'
import { createServer } from 'node:net'
import { succeeded } from '../../functions/core/model/succeeded.ts'

/** Below every system's range for port 0, from which all servers of the tests get theirs. */
const from = 20_000
const range = 10_000

/** A port of 127.0.0.1 on which no server listens, nor will another test's server. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 20; tries += 1) {
    const port = from + Math.floor(Math.random() * range)
    const server = createServer()
    server.listen(port, '127.0.0.1')
    const isFree = await succeeded(once(server, 'listening'))
    if (!isFree) continue
    await once(server.close(), 'close')
    return port
  }
  throw new Error('twenty ports were taken')
}
