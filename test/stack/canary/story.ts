import { type CheckInput, secret } from '../../../functions/config.ts'
import type { Behaviour, ReceivedRequest, Script } from '../../support/hostile-server.ts'
import { aWatch } from '../../support/stack.ts'
import type { Tokens } from './tokens.ts'

/** One way for a token to leak: a check, the server that it asks, and the values of its secrets. */
export type CanaryStory = {
  readonly id: string
  readonly script: (tokens: Tokens) => Script
  readonly check: (url: string, secretOf: (name: string) => string) => CheckInput
  /** By the names that `check` asks for. */
  readonly secrets: (tokens: Tokens) => Readonly<Record<string, string | Uint8Array>>
}

/** A bearer token in a JSON secret, beside a second one that the check does not use. */
export function aStory(id: string, script: Script, overrides: Parameters<typeof aWatch>[2] = {}): CanaryStory {
  return {
    id,
    script: () => script,
    check: (url, secretOf) => aWatch(id, url, { secret: secret(secretOf(id), 'access_token'), ...overrides }),
    secrets: (tokens) => ({
      [id]: JSON.stringify({ access_token: tokens.opaque(id), refresh_token: tokens.opaque(`${id}, the other field`) }),
    }),
  }
}

export const jsonAnswer = (body: unknown, status = 200): Behaviour => ({ kind: 'json', status, body })

/** The token, or the client's Basic pair, that came with a request. */
export const received = ({ headers }: ReceivedRequest): string =>
  String(headers['authorization']).replace('Bearer ', '')

/** Fields in the secret of an OAuth client. */
export const clientFields = { clientId: 'id', clientSecret: 'secret' }

export const aClient = (tokens: Tokens, name: string): string =>
  JSON.stringify({ id: 'acme-client', secret: tokens.opaque(name) })

export const impact = 'Nobody can order'
