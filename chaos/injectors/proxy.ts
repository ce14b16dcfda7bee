import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { type Dispatcher, Pool } from 'undici'
import type { MadeAnswer, Passing, Plane, Strike } from '../faults/passing.ts'
import { type HeaderList, headerOf, pairsOf } from '../token/headers.ts'
import type { Injection, InjectionPoint } from './injection.ts'
import { callerOf, type WireEntry } from './wire.ts'

export type ProxyOptions = {
  /** Origin of what stands behind, such as `https://api.example`. */
  readonly upstream: string
  readonly plane: Plane
  readonly injection: Injection
  /** 0 takes a free port. */
  readonly port?: number
  /** PEM key and certificate: TLS is spoken to clients where they are given. */
  readonly tls?: { readonly key: string; readonly cert: string }
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

/** Above the largest header of the fault that oversizes one, so that it is the API that judges it. */
const maxHeaderSize = 65_536

/** A reverse proxy on loopback: streams both ways, keeps connections, and strikes what its injection says. */
export async function startProxy({ upstream, plane, injection, port = 0, tls }: ProxyOptions): Promise<InjectionPoint> {
  const pool = new Pool(new URL(upstream).origin, {
    connections: 256,
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  const ending = new AbortController()
  const serve: RequestListener = (request, response) => {
    const passing = passingOf(plane, request)
    const { strike, entry } = injection.strike(passing)
    const answered = (status: number, headers: Readonly<Record<string, unknown>>) => {
      const retryAfter = headers['retry-after']
      injection.answered(passing, entry, status, typeof retryAfter === 'string' ? retryAfter : undefined)
    }
    const exchange = { request, response, passing, pool, signal: ending.signal, answered }
    void carryOut(strike, exchange).catch(() => lose(response, entry))
  }
  const server =
    tls === undefined ? createServer({ maxHeaderSize }, serve) : createTlsServer({ ...tls, maxHeaderSize }, serve)
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${portOf(server)}`,
    async close() {
      ending.abort()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await Promise.all([closed, pool.destroy()])
    },
  }
}

function portOf(server: Server): number {
  // A TCP server that listens has no other kind of address.
  return (server.address() as AddressInfo).port
}

function passingOf(plane: Plane, { method = 'GET', url = '/', rawHeaders, headers }: IncomingMessage): Passing {
  const query = url.indexOf('?')
  const path = query < 0 ? url : url.slice(0, query)
  return { plane, method, path, headers: pairsOf(rawHeaders), caller: callerOf(headers['user-agent']) }
}

type Exchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly passing: Passing
  readonly pool: Pool
  readonly signal: AbortSignal
  readonly answered: (status: number, headers: Readonly<Record<string, unknown>>) => void
}

async function carryOut(strike: Strike, exchange: Exchange): Promise<void> {
  const { request, response, passing, signal } = exchange
  switch (strike.kind) {
    case 'pass':
      return forward(exchange, passing.headers)
    case 'mutate':
      return forward(exchange, strike.headers)
    case 'delay':
      await wait(strike.delayMs, undefined, { signal, ref: false })
      return forward(exchange, passing.headers)
    case 'answer':
      request.resume()
      return send(exchange, strike)
    case 'rewrite':
      return forwardRewritten(exchange, strike.rewrite)
    case 'reset':
      request.socket.resetAndDestroy()
      return
    case 'hang':
      // Answered never: whoever asked has to give up, or the proxy closes.
      request.resume()
      response.on('error', () => undefined)
      return
  }
}

/** Struck or not, the client gets what the upstream said, as it comes. */
async function forward(exchange: Exchange, headers: HeaderList): Promise<void> {
  const { response, answered } = exchange
  const answer = await ask(exchange, headers)
  answered(answer.statusCode, answer.headers)
  response.writeHead(answer.statusCode, flat(answer.headers))
  await pipeline(answer.body, response)
}

async function forwardRewritten(exchange: Exchange, rewrite: (answer: MadeAnswer) => MadeAnswer): Promise<void> {
  const { statusCode: status, headers, body } = await ask(exchange, exchange.passing.headers)
  const bytes = Buffer.from(await body.arrayBuffer()).subarray(0, rewrittenBytes)
  const kept = Object.entries(headers).filter(([name]) => name !== 'content-length' && !hopByHop.has(name))
  const single = Object.fromEntries(kept.map(([name, value]) => [name, String(value)]))
  send(exchange, rewrite({ status, headers: single, body: bytes }))
}

function ask({ request, passing, pool, signal }: Exchange, headers: HeaderList): Promise<Dispatcher.ResponseData> {
  const hasBody =
    headerOf(passing.headers, 'content-length') !== undefined || request.headers['transfer-encoding'] !== undefined
  const kept = headers.filter(([name]) => !hopByHop.has(name.toLowerCase()))
  return pool.request({
    path: request.url ?? '/',
    // The boundary with Node's parser, which takes no other methods.
    method: passing.method as Dispatcher.HttpMethod,
    headers: kept.flat(),
    body: hasBody ? request : null,
    signal,
  })
}

function send({ response, answered }: Exchange, { status, headers, body }: MadeAnswer): void {
  answered(status, headers)
  response.writeHead(status, headers).end(body)
}

function flat(headers: Dispatcher.ResponseData['headers']): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !hopByHop.has(name)) kept[name] = value
  return kept
}

/** The upstream is away, or somebody hung up: a gateway says so where it still can. */
function lose(response: ServerResponse, entry: WireEntry): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  entry.status = 502
  response.writeHead(502, { 'content-type': 'application/json' }).end('{"error":"bad_gateway"}')
}
