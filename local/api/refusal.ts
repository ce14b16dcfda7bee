import type { ServerResponse } from 'node:http'

/** A refusal: the code for programs in the challenge (RFC 6750 section 3), the sentence for people in the body. */
export type ApiRefusal = {
  readonly status: number
  readonly challenge: string | null
  readonly error: string
  readonly description: string
}

/** Refusal of a request without a token. This is no error, so the challenge carries no code. */
export const noCredential: ApiRefusal = {
  status: 401,
  challenge: 'Bearer',
  error: 'unauthorized',
  description: 'Send an access token as a bearer token',
}

/** Refusal of a bad token. It does not say what is wrong with it. */
export const invalidToken: ApiRefusal = {
  status: 401,
  challenge: 'Bearer error="invalid_token"',
  error: 'invalid_token',
  description: 'The access token is unknown, expired or revoked',
}

/** Refusal when the authorization server could not be asked. The token may be good. */
export const undecided: ApiRefusal = {
  status: 503,
  challenge: null,
  error: 'temporarily_unavailable',
  description: 'Access tokens can not be validated right now',
}

/** Refusal of a good token that lacks a permission. */
export function insufficientScope(scope: string): ApiRefusal {
  return {
    status: 403,
    challenge: `Bearer error="insufficient_scope", scope="${scope}"`,
    error: 'insufficient_scope',
    description: `This needs the scope ${scope}`,
  }
}

/** Sends a refusal. */
export function refuse(response: ServerResponse, { status, challenge, error, description }: ApiRefusal): void {
  if (challenge !== null) response.setHeader('www-authenticate', challenge)
  sendJson(response, status, { error, error_description: description })
}

/** Sends a JSON body. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
