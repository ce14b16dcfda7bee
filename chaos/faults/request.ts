import type { HeaderList } from '../token/headers.ts'

/** Which of a service's four conversations a request belongs to: its API, the token endpoint, the API's own questions about tokens, the secret store. */
export const planes = ['api', 'idp', 'validation', 'secrets'] as const
export type Plane = (typeof planes)[number]

/** One request on its way through an injection point. */
export type InterceptedRequest = {
  readonly plane: Plane
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly headers: HeaderList
  /** Who asks: the user agent, which is how the instances of a fleet tell themselves apart. */
  readonly caller: string
}

/** An answer made up at the injection point. */
export type MadeAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** What a fault does with one request. */
export type FaultAction =
  | { readonly kind: 'pass' }
  /** Goes on with other headers. */
  | { readonly kind: 'mutate'; readonly headers: HeaderList }
  /** Is answered here; the upstream never hears of it. */
  | ({ readonly kind: 'answer' } & MadeAnswer)
  /** Goes on later. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** Goes on, and what comes back is changed. */
  | { readonly kind: 'rewrite'; readonly rewrite: (answer: MadeAnswer) => MadeAnswer }
  /** The connection is torn down with a TCP reset. */
  | { readonly kind: 'reset' }
  /** Never answered. */
  | { readonly kind: 'hang' }

export const pass: FaultAction = { kind: 'pass' }

/** A JSON answer. */
export function answerJson(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): FaultAction {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}

/** What an API says of a token that it does not take (RFC 6750 section 3.1). */
export const invalidToken = (): FaultAction =>
  answerJson(401, { error: 'invalid_token' }, { 'www-authenticate': 'Bearer error="invalid_token"' })
