import type { HeaderList } from '../token/headers.ts'

/** Receiver of a request: the API, the token endpoint, the endpoint where the API validates tokens, or the secret store. */
export const planes = ['api', 'idp', 'validation', 'secrets'] as const
export type Plane = (typeof planes)[number]

/** A request at an injection point. */
export type InterceptedRequest = {
  readonly plane: Plane
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query?: string
  readonly headers: HeaderList
  /** Body of a request to the token endpoint or about a token, if it is short. */
  readonly body?: string
  /** Instance that sent the request, from its user agent. */
  readonly caller: string
}

/** An answer made up at the injection point. */
export type MadeAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** Action of a fault on one request. */
export type FaultAction =
  | { readonly kind: 'pass' }
  /** Forwards the request with other headers. */
  | { readonly kind: 'mutate'; readonly headers: HeaderList }
  /** Answers the request without forwarding it. */
  | ({ readonly kind: 'answer' } & MadeAnswer)
  /** Forwards the request later. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** Forwards the request and changes the answer. */
  | { readonly kind: 'rewrite'; readonly rewrite: (answer: MadeAnswer) => MadeAnswer }
  /** Closes the connection with a TCP reset. */
  | { readonly kind: 'reset' }
  /** Never answers. */
  | { readonly kind: 'hang' }

export const pass: FaultAction = { kind: 'pass' }

/** Answers with JSON. */
export function answerJson(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): FaultAction {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}

/** Answers as an API does that refuses a token (RFC 6750 section 3.1). */
export const answerInvalidToken = (): FaultAction =>
  answerJson(401, { error: 'invalid_token' }, { 'www-authenticate': 'Bearer error="invalid_token"' })
