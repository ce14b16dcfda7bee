import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TokenFormat } from '../oauth/clients.ts'
import { type OAuthListener, startListener } from '../oauth/listener.ts'
import type { OAuthServer } from '../oauth/server.ts'
import type { AccessToken, Validate } from './access-token.ts'
import { introspectAt } from './introspection.ts'
import { jwtPattern, verifyAgainst } from './jwt.ts'
import { rememberBriefly } from './recent.ts'
import { insufficientScope, invalidToken, noCredential, refuse, sendJson, undecided } from './refusal.ts'

/** A small product API on loopback. It accepts the tokens of an authorization server, and fails on request. */
export type Api = OAuthListener & {
  /** Refuses this share of good tokens with `invalid_token`, as providers do in outages. `recover` ends it. */
  falseRejects(ratio: number, random: () => number): void
  /** Idempotency keys by the order that they placed. Two keys mean that the order was placed twice. */
  readonly orders: ReadonlyMap<string, ReadonlySet<string>>
}

/** Handler for a request with a good token. */
type Route = {
  /** `GET` includes `HEAD`. */
  readonly method: 'GET' | 'POST'
  readonly scope: string | null
  readonly answer: (token: AccessToken, request: IncomingMessage) => unknown
}

/** Starts an API; several may share one authorization server. `name` tells their clients apart there. */
export async function startApi(options: {
  readonly oauth: OAuthServer
  readonly environment: 'production' | 'staging'
  readonly name?: string
  /** Resource that tokens must be for, by their format. Any token is accepted by default. */
  readonly audiences?: Readonly<Record<TokenFormat, string>>
}): Promise<Api> {
  const validate = validatorFor(options)
  const orders = new Map<string, Set<string>>()
  const routes = routesOf(options.environment, orders)
  let isFalselyRejected = () => false

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const route = routes.get(request.url?.split('?')[0] ?? '/')
    if (route === undefined) return sendJson(response, 404, { error: 'not_found' })
    if ((request.method === 'HEAD' ? 'GET' : request.method) !== route.method)
      return sendJson(response, 405, { error: 'not_allowed' })
    const credential = /^Bearer +(\S.*)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (credential === undefined) return refuse(response, noCredential)
    const token = await validate(credential)
    if (token === 'undecided') return refuse(response, undecided)
    if (token === 'inactive' || isFalselyRejected()) return refuse(response, invalidToken)
    if (route.scope !== null && !token.scopes.includes(route.scope))
      return refuse(response, insufficientScope(route.scope))
    sendJson(response, 200, route.answer(token, request))
  }
  const listener = await startListener(serve)
  return {
    ...listener,
    orders,
    falseRejects: (ratio, random) => {
      isFalselyRejected = () => random() < ratio
    },
    recover: () => {
      isFalselyRejected = () => false
      listener.recover()
    },
  }
}

/** Validates JWTs by their signature and other tokens by introspection. Known revocations take effect at once. */
function validatorFor({ oauth, name = 'api', audiences }: Parameters<typeof startApi>[0]): Validate {
  const opaque = rememberBriefly(introspectAt(oauth, name, audiences?.opaque))
  const signed = verifyAgainst(oauth, audiences?.jwt)
  oauth.onRevoked(opaque.forget)
  return (token) => (jwtPattern.test(token) ? signed(token) : opaque.validate(token))
}

function routesOf(environment: string, orders: Map<string, Set<string>>): ReadonlyMap<string, Route> {
  const whoAmI = (token: AccessToken) => ({
    login: token.login,
    environment: token.environment ?? environment,
    scope: token.scopes.join(' '),
    expires_at: new Date(token.expiresAt * 1_000).toISOString(),
    token_type: token.tokenType,
  })
  const invoices = () => ({ invoices: [{ id: 'inv-1', amount: 120 }] })
  const placeOrder = (_token: AccessToken, { headers, url = '' }: IncomingMessage) => {
    const key = headers['idempotency-key']?.toString() ?? randomUUID()
    const order = new URLSearchParams(url.split('?')[1]).get('reference') ?? key
    orders.set(order, new Set(orders.get(order)).add(key))
    return { order }
  }
  return new Map<string, Route>([
    ['/me', { method: 'GET', scope: null, answer: whoAmI }],
    ['/invoices', { method: 'GET', scope: 'invoices:read', answer: invoices }],
    ['/orders', { method: 'POST', scope: 'orders:write', answer: placeOrder }],
  ])
}
