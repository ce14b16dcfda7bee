/**
 * An API that accepts everything, in a process of its own. It reads hardly more of a request than its end, so that the client is always
 * the slower side. Arguments: the number of ports. Prints the ports as JSON; ends with its parent.
 */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { portOf } from '../../../local/loopback.ts'

const body = JSON.stringify({
  login: 'ci-bot',
  environment: 'production',
  scope: 'invoices:read reports:read',
  expires_at: '2099-01-01T00:00:00Z',
})
const answer = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
const endOfHead = '\r\n\r\n'

/** Requests without a body, one at a time on each connection. */
function serve(socket: Socket): void {
  let head = ''
  socket.setNoDelay(true).setEncoding('latin1')
  socket.on('error', () => socket.destroy())
  socket.on('data', (text: string) => {
    head += text
    if (!head.endsWith(endOfHead)) return
    // A plugin of Nagios reads until the server ends the connection, as it asks.
    const isLast = head.includes('onnection: close')
    head = ''
    socket.write(answer)
    if (isLast) socket.end()
  })
}

async function listen(): Promise<number> {
  const server = createServer(serve)
  await once(server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }), 'listening')
  return portOf(server)
}

process.stdin.on('close', () => process.exit()).resume()
const ports = await Promise.all(Array.from({ length: Number(process.argv[2] ?? 1) }, listen))
process.stdout.write(`${JSON.stringify(ports)}\n`)
