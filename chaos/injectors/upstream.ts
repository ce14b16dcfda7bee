import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { type Dispatcher, Pool } from 'undici'
import type { InterceptedRequest, MadeAnswer } from '../faults/request.ts'
import { type HeaderList, headerOf } from '../token/headers.ts'

/** A request on its way through a proxy, and where its answer goes. */
export type ProxiedExchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly intercepted: InterceptedRequest
  /** Told of the answer's head, before its body has come. */
  answered(status: number, headers: Readonly<IncomingHttpHeaders>): void
  /** There is no answer, or not all of it: the upstream is away, or somebody hung up. */
  lost(): void
}

/** What stands behind a proxy, over connections that are kept. */
export type Upstream = {
  /** Streams both ways, each no faster than the other side takes it. */
  forward(exchange: ProxiedExchange, headers: HeaderList): void
  /** The whole answer, for faults that change it; cut off at a mebibyte. */
  read(exchange: ProxiedExchange): Promise<MadeAnswer>
  close(): Promise<void>
}

/** Headers that speak of one connection only (RFC 9110 section 7.6.1); `host` is the upstream's own. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'expect',
])

/** Bodies that a fault rewrites are read whole, and no more of them than this. */
const rewrittenBytes = 1_048_576

export function openUpstream(origin: string): Upstream {
  const pool = new Pool(new URL(origin).origin, { connections: 256, allowH2: false, headersTimeout: 0, bodyTimeout: 0 })
  return {
    forward(exchange, headers) {
      // A handler and no `request`: its streams and promises cost more than all that the proxy does besides.
      pool.dispatch(asked(exchange, headers), streamingInto(exchange))
    },
    async read(exchange) {
      const { statusCode: status, headers, body } = await pool.request(asked(exchange, exchange.intercepted.headers))
      const bytes = Buffer.from(await body.arrayBuffer()).subarray(0, rewrittenBytes)
      const single = Object.entries(kept(headers)).filter(([name]) => name !== 'content-length')
      return { status, headers: Object.fromEntries(single.map(([name, value]) => [name, String(value)])), body: bytes }
    },
    close: () => pool.destroy(),
  }
}

function asked({ request, intercepted }: ProxiedExchange, headers: HeaderList): Dispatcher.DispatchOptions {
  const hasBody =
    headerOf(intercepted.headers, 'content-length') !== undefined || request.headers['transfer-encoding'] !== undefined
  return {
    path: request.url ?? '/',
    // The boundary with Node's parser, which takes no other methods.
    method: intercepted.method as Dispatcher.HttpMethod,
    headers: headers.flatMap(([name, value]) => (hopByHop.has(name.toLowerCase()) ? [] : [name, value])),
    body: hasBody ? request : null,
  }
}

/** Struck or not, the client gets what the upstream said, as it comes. */
function streamingInto({ response, answered, lost }: ProxiedExchange): Dispatcher.DispatchHandler {
  let controller: Dispatcher.DispatchController | null = null
  response.on('drain', () => controller?.resume())
  response.on('close', () => {
    if (!response.writableFinished) controller?.abort(new Error('the client hung up'))
  })
  return {
    onRequestStart(given) {
      controller = given
      if (response.destroyed) given.abort(new Error('the client hung up'))
    },
    onResponseStart(_controller, status, headers) {
      // Those below 200 announce another one.
      if (status < 200) return
      answered(status, headers)
      response.sendDate = false
      response.writeHead(status, kept(headers))
    },
    onResponseData(given, chunk) {
      if (!response.write(chunk)) given.pause()
    },
    onResponseEnd: () => void response.end(),
    onResponseError: () => lost(),
  }
}

function kept(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const end: Record<string, string | string[]> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined && !hopByHop.has(name)) end[name] = value
  }
  return end
}
