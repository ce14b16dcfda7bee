import type { ServerResponse } from 'node:http'

/** An answer that is no: the code for programs in the challenge (RFC 6750 section 3), the sentence for people in the body. */
export type ApiRefusal = {
  readonly status: number
  readonly challenge: string | null
  readonly error: string
  readonly description: string
}

/** Nothing was sent, which is no error: the challenge carries no code. */
export const noCredential: ApiRefusal = {
  status: 401,
  challenge: 'Bearer',
  error: 'unauthorized',
  description: 'Send an access token as a bearer token',
}

/** One answer for whatever is wrong with a token: nobody learns why by trying. */
export const invalidToken: ApiRefusal = {
  status: 401,
  challenge: 'Bearer error="invalid_token"',
  error: 'invalid_token',
  description: 'The access token is unknown, expired or revoked',
}

/** The authorization server could not be asked: the token may well be good. */
export const undecided: ApiRefusal = {
  status: 503,
  challenge: null,
  error: 'temporarily_unavailable',
  description: 'Access tokens can not be validated right now',
}

/** The token is good, but not for this. */
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
