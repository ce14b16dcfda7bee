import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { TlsOptions } from 'node:tls'
import { portOf } from '../../local/loopback.ts'
import { behave } from './hostile-server-answers.ts'
import type { Behaviour, ReceivedRequest, Script } from './hostile-server-behaviour.ts'

export type { Behaviour, ReceivedRequest, Script } from './hostile-server-behaviour.ts'

/** A server on 127.0.0.1 that misbehaves in a given way, and records its requests. */
export type HostileServer = {
  /** URL with `localhost` as its host name for TLS, because certificates are issued for that name. */
  readonly url: string
  readonly port: number
  /** Complete requests, in order. */
  readonly requests: readonly ReceivedRequest[]
  /** TCP connections accepted. */
  connections(): number
  /** Bytes that clients sent; under TLS only what came after a completed handshake. */
  bytesReceived(): number
  /** Behaves differently from the next request on. */
  become(script: Script): void
  close(): Promise<void>
}

/** `TLSv1.1` requires a cipher list that allows it; Node refuses it by default. */
export const onlyTls11: TlsOptions = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }

/** Starts on a free port. With `tls`, options of `node:tls`, all connections use TLS. */
export async function startHostileServer(
  initial: Script,
  options: { readonly tls?: TlsOptions } = {},
): Promise<HostileServer> {
  let script = initial
  const requests: ReceivedRequest[] = []
  const tcp = new Set<Socket>()
  const readable = new Set<Socket>()

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const received = await receive(request).catch(() => null)
    if (received === null) return
    requests.push(received)
    behave(behaviourFor(script, received, requests.length), received, response, request.socket)
  }
  const server = options.tls === undefined ? createServer(serve) : createTlsServer(options.tls, serve)
  server.on('connection', (socket: Socket) => {
    tcp.add(socket)
    if (isHangUp(script)) socket.destroy()
  })
  server.on(options.tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    readable.add(socket)
    // Every test here has a client that leaves in the middle of an endless body.
    socket.on('error', () => undefined)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const port = portOf(server)

  return {
    url: options.tls === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`,
    port,
    requests,
    connections: () => tcp.size,
    bytesReceived: () => [...readable].reduce((sum, socket) => sum + socket.bytesRead, 0),
    become: (next) => {
      script = next
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of tcp) socket.destroy()
      await closed
    },
  }
}

/** Rejects if the client left before its request was complete. */
async function receive(request: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  const { method = '', url = '', headers } = request
  return { method, url, headers, body: Buffer.concat(chunks).toString('utf8') }
}

function behaviourFor(script: Script, received: ReceivedRequest, count: number): Behaviour {
  return typeof script === 'function' ? script(received, count) : script
}

function isHangUp(script: Script): boolean {
  return typeof script !== 'function' && script.kind === 'hang_up'
}
