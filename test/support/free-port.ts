import { once } from 'node:events'
import { createServer } from 'node:net'
import { portOf } from '../../local/oauth/listener.ts'

/** A port of 127.0.0.1 where nothing listens: it was free a moment ago, and the kernel does not hand it out again soon. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const port = portOf(server)
  await once(server.close(), 'close')
  return port
}
