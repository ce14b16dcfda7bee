import { connect } from 'node:net'
import { Agent, type Dispatcher, request } from 'undici'
import { type HostileServer, type Script, startHostileServer } from './hostile-server.ts'

/** Credential of every visitor. */
export const credential = 'Bearer marked-7f3a'

/** Longer than any visit takes. */
const giveUpAfterMs = 10_000

/** A plain client of a hostile server. */
export type Visitor = {
  ask(signal?: AbortSignal): Promise<Dispatcher.ResponseData>
  /** Resolves with the bytes on the wire as soon as they are enough. An HTTP client would hide them. */
  readWire(isEnough: (seen: string) => boolean): Promise<string>
}

/** Starts a server, visits it and closes both in any case. */
export async function visiting(
  script: Script,
  visit: (visitor: Visitor, server: HostileServer) => Promise<void>,
): Promise<void> {
  const server = await startHostileServer(script)
  const dispatcher = new Agent({ connections: 1 })
  const headers = { authorization: credential }
  const ask: Visitor['ask'] = (signal = AbortSignal.timeout(giveUpAfterMs)) =>
    request(server.url, { headers, dispatcher, signal })
  try {
    await visit({ ask, readWire: (isEnough) => readWire(server.port, isEnough) }, server)
  } finally {
    await dispatcher.destroy()
    await server.close()
  }
}

async function readWire(port: number, isEnough: (seen: string) => boolean): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.setTimeout(giveUpAfterMs, () => socket.destroy())
  socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${credential}\r\n\r\n`)
  let seen = ''
  for await (const chunk of socket.setEncoding('latin1')) {
    seen += chunk
    if (isEnough(seen)) break
  }
  return seen
}
