import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { type Dispatcher, Pool } from 'undici'
import type { InterceptedRequest, MadeAnswer } from '../faults/request.ts'
import type { SeenAnswer } from '../intruder/answer.ts'
import { type HeaderList, headerOf } from '../token/headers.ts'
import { collecting } from './collecting.ts'

/** A request on its way through a proxy, with its response. */
export type ProxiedExchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly intercepted: InterceptedRequest
  /** Receives the status and headers of the answer, before its body. */
  answered(status: number, headers: Readonly<IncomingHttpHeaders>): void
  /** Called if the answer is missing or cut off: the upstream failed, or the client hung up. */
  lost(): void
  /** Body of the request if its reading has begun already. */
  readonly body?: Buffer | Readable | null
  /** Receives the answer's body, up to a limit; `null` if nobody needs it. */
  readonly ended: ((answer: SeenAnswer) => void) | null
}

/** The server behind a proxy. Its connections are kept alive. */
export type Upstream = {
  /** Streams request and answer, each no faster than the receiver reads. */
  forward(exchange: ProxiedExchange, headers: HeaderList): void
  /** Reads the whole answer, for faults that change it. Cuts it off at one mebibyte. */
  read(exchange: ProxiedExchange): Promise<MadeAnswer>
  close(): Promise<void>
}

/** Headers of one connection only (RFC 9110 section 7.6.1), and `host`, which the upstream has its own of. */
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

const maxRewrittenBytes = 1_048_576

export function openUpstream(origin: string): Upstream {
  const pool = new Pool(new URL(origin).origin, { connections: 256, allowH2: false, headersTimeout: 0, bodyTimeout: 0 })
  return {
    forward(exchange, headers) {
      // `dispatch` with a handler, because the streams and promises of `request` cost more than everything else here.
      pool.dispatch(optionsOf(exchange, headers), streamingInto(exchange))
    },
    async read(exchange) {
      const {
        statusCode: status,
        headers,
        body,
      } = await pool.request(optionsOf(exchange, exchange.intercepted.headers))
      const bytes = Buffer.from(await body.arrayBuffer()).subarray(0, maxRewrittenBytes)
      exchange.ended?.({ status, headers, body: bytes })
      const single = Object.entries(kept(headers)).filter(([name]) => name !== 'content-length')
      return { status, headers: Object.fromEntries(single.map(([name, value]) => [name, String(value)])), body: bytes }
    },
    close: () => pool.destroy(),
  }
}

function optionsOf(
  { request, intercepted, body = null }: ProxiedExchange,
  headers: HeaderList,
): Dispatcher.DispatchOptions {
  const hasBody =
    headerOf(intercepted.headers, 'content-length') !== undefined || request.headers['transfer-encoding'] !== undefined
  return {
    path: request.url ?? '/',
    // The boundary with Node's HTTP parser, which accepts no other methods.
    method: intercepted.method as Dispatcher.HttpMethod,
    headers: headers.flatMap(([name, value]) => (hopByHop.has(name.toLowerCase()) ? [] : [name, value])),
    body: hasBody ? (body ?? request) : null,
  }
}

/** Streams the upstream's answer to the client. */
function streamingInto({ response, intercepted, answered, lost, ended }: ProxiedExchange): Dispatcher.DispatchHandler {
  const seen = ended === null ? null : collecting(ended, intercepted.plane === 'api' ? endlessMs : null)
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
      // An informational answer (1xx) is followed by the real one.
      if (status < 200) return
      answered(status, headers)
      seen?.began(status, headers)
      response.sendDate = false
      response.writeHead(status, kept(headers))
    },
    onResponseData(given, chunk) {
      seen?.add(chunk)
      if (!response.write(chunk)) given.pause()
    },
    onResponseEnd() {
      seen?.end()
      response.end()
    },
    onResponseError() {
      seen?.cut()
      lost()
    },
  }
}

/** An answer that goes on for longer is judged by its beginning: the caller may never read its end. */
const endlessMs = 1_000

function kept(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const end: Record<string, string | string[]> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined && !hopByHop.has(name)) end[name] = value
  }
  return end
}
