import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import { portOf } from '../../local/loopback.ts'
import type { FaultAction, InterceptedRequest, MadeAnswer, Plane } from '../faults/request.ts'
import { headerPairsOf } from '../token/headers.ts'
import { rewritingEndpoints } from './discovery.ts'
import type { Injection, InjectionPoint } from './injection.ts'
import { bodyToForward } from './request-body.ts'
import { openUpstream, type ProxiedExchange, type Upstream } from './upstream.ts'
import { callerOf, type WireEntry } from './wire.ts'

export type ProxyOptions = {
  /** Origin to forward requests to, such as `https://api.example`. */
  readonly upstream: string
  /** Plane of all requests, or of those to a path. */
  readonly plane: Plane | ((path: string) => Plane)
  readonly injection: Injection
  /** 0 takes a free port. */
  readonly port?: number
  /** PEM key and certificate. If they are given, clients connect over TLS. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

/** Larger than the header that the fault `header.malformed` oversizes, so that the API refuses it and not this proxy. */
const maxHeaderSize = 65_536

/** Starts a reverse proxy on loopback. It streams both ways, keeps connections, and carries out what its injection decides. */
export async function startProxy({
  upstream,
  injection,
  port = 0,
  tls,
  ...rest
}: ProxyOptions): Promise<InjectionPoint> {
  const target = openUpstream(upstream)
  const planeOf = typeof rest.plane === 'function' ? rest.plane : constantly(rest.plane)
  let url = ''
  const ending = new AbortController()
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const plane = planeOf(pathOf(request))
    const body = readsBodies.has(plane) || hasEffect.has(request.method) ? await bodyToForward(request) : null
    const intercepted = interceptedFrom(plane, request, body?.text)
    const { action, entry } = injection.decide(intercepted)
    const exchange: ProxiedExchange = {
      request,
      response,
      intercepted,
      body: body?.forwarded ?? null,
      ended: injection.wantsAnswer(intercepted, entry) ? (answer) => injection.ended(intercepted, entry, answer) : null,
      answered: (status, headers) => injection.answered(intercepted, entry, status, headers['retry-after']),
      lost: () => lose(response, entry),
    }
    const carried = action.kind === 'pass' ? rewritingEndpoints(intercepted, { from: upstream, to: url }) : action
    await carryOut(carried, exchange, { target, signal: ending.signal }).catch(exchange.lost)
  }
  const listener: RequestListener = (request, response) => {
    serve(request, response).catch(() => response.destroy())
  }
  const server =
    tls === undefined ? createServer({ maxHeaderSize }, listener) : createTlsServer({ ...tls, maxHeaderSize }, listener)
  await once(server.listen(port, '127.0.0.1'), 'listening')
  url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${portOf(server)}`
  return {
    url,
    async close() {
      ending.abort()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await Promise.all([closed, target.close()])
    },
  }
}

const constantly = (plane: Plane) => (): Plane => plane

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?')[0] ?? '/'

function interceptedFrom(
  plane: Plane,
  { method = 'GET', url = '/', rawHeaders, headers }: IncomingMessage,
  body: string | undefined,
): InterceptedRequest {
  const query = url.indexOf('?')
  const path = query < 0 ? url : url.slice(0, query)
  return {
    plane,
    method,
    path,
    query: query < 0 ? '' : url.slice(query + 1),
    headers: headerPairsOf(rawHeaders),
    caller: callerOf(headers['user-agent']),
    ...(body === undefined ? {} : { body }),
  }
}

/** Planes whose requests hold credentials, or tokens to ask about, in their bodies. */
const readsBodies: ReadonlySet<Plane> = new Set(['idp', 'validation'])

/** Requests whose repetition has an effect of its own. */
const hasEffect: ReadonlySet<string | undefined> = new Set(['POST', 'PATCH'])

type Carrying = { readonly target: Upstream; readonly signal: AbortSignal }

async function carryOut(action: FaultAction, exchange: ProxiedExchange, { target, signal }: Carrying): Promise<void> {
  const { request, response, intercepted } = exchange
  switch (action.kind) {
    case 'pass':
      return target.forward(exchange, intercepted.headers)
    case 'mutate':
      return target.forward(exchange, action.headers)
    case 'delay':
      await wait(action.delayMs, undefined, { signal, ref: false })
      return target.forward(exchange, intercepted.headers)
    case 'answer':
      request.resume()
      return send(exchange, action)
    case 'rewrite':
      return send(exchange, action.rewrite(await target.read(exchange)))
    case 'reset':
      request.socket.resetAndDestroy()
      return
    case 'hang':
      // Never answered: the connection ends when the client gives up or the proxy closes.
      request.resume()
      response.on('error', () => undefined)
      return
  }
}

function send({ response, answered }: ProxiedExchange, { status, headers, body }: MadeAnswer): void {
  answered(status, headers)
  response.writeHead(status, headers).end(body)
}

/** Answers 502 if the upstream gave no answer. If the answer has begun already, the connection is dropped. */
function lose(response: ServerResponse, entry: WireEntry): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  entry.status = 502
  response.writeHead(502, { 'content-type': 'application/json' }).end('{"error":"bad_gateway"}')
}
