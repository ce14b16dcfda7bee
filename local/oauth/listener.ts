import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { portOf } from '../loopback.ts'

type Fault =
  | { readonly kind: 'stall'; readonly delayMs: number }
  | { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly headers: ResponseHeaders }

type ResponseHeaders = Readonly<Record<string, string>>

/** Breaks and repairs a service on loopback. */
export type FaultControl = {
  /** Stops listening and drops every connection: clients see connection refused. */
  down(): Promise<void>
  /** Listens again, on the same port. */
  up(): Promise<void>
  /** Every request waits this long before it is handled. */
  stall(delayMs: number): void
  /** Answers every request with this status. The body is sent as JSON. */
  failWith(status: number, body?: string, headers?: ResponseHeaders): void
  /** Ends `stall` and `failWith`; requests that were waiting are handled at once. */
  recover(): void
}

/** An HTTP server on 127.0.0.1 that can be broken on purpose. */
export type OAuthListener = FaultControl & {
  readonly url: string
  /** Requests by path since the start, faulty answers included; connections refused while down are not seen. */
  readonly requests: ReadonlyMap<string, number>
  close(): Promise<void>
}

/** Listens on a free port and keeps that port for its whole life. */
export async function startListener(handle: RequestListener): Promise<OAuthListener> {
  const requests = new Map<string, number>()
  let fault: Fault | null = null
  let stalls = new AbortController()

  const server = createServer(async (request, response) => {
    const path = request.url?.split('?')[0] ?? '/'
    requests.set(path, (requests.get(path) ?? 0) + 1)
    if (fault?.kind === 'answer') return answer(response, fault)
    if (fault?.kind === 'stall') await waitOrEnd(fault.delayMs, stalls.signal)
    handle(request, response)
  })
  const listen = (port: number) => once(server.listen(port, '127.0.0.1'), 'listening')
  await listen(0)
  const port = portOf(server)

  const recover = () => {
    fault = null
    stalls.abort()
    stalls = new AbortController()
  }
  const down = async () => {
    if (!server.listening) return
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    await closed
  }
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    down,
    up: async () => {
      if (!server.listening) await listen(port)
    },
    stall: (delayMs) => {
      fault = { kind: 'stall', delayMs }
    },
    failWith: (status, body = '{"error":"temporarily_unavailable"}', headers = {}) => {
      fault = { kind: 'answer', status, body, headers }
    },
    recover,
    close: async () => {
      recover()
      await down()
    },
  }
}

function answer(response: ServerResponse, fault: Extract<Fault, { kind: 'answer' }>): void {
  response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers }).end(fault.body)
}

async function waitOrEnd(delayMs: number, signal: AbortSignal): Promise<void> {
  await wait(delayMs, undefined, { signal, ref: false }).catch(() => undefined)
}
