import { type OAuthClient, type Steps, type Token, TokenRefused } from './steps.ts'

/** No token is available; `why` names the cause. */
export class NoToken extends Error {
  override readonly name = 'NoToken'
  readonly why: string

  constructor(why: string) {
    super('no token is available')
    this.why = why
  }
}

/** Returns a function that requests a token. It keeps the client secret, and reads it again once if it is refused. */
export function createMinter(steps: Steps): () => Promise<Token> {
  let secret: OAuthClient | null = null
  const readSecret = async (): Promise<OAuthClient> => {
    try {
      secret = await steps.readSecret()
      return secret
    } catch (error) {
      throw new NoToken(secretCause(error))
    }
  }
  return async () => {
    const held = secret ?? (await readSecret())
    try {
      return await steps.mint(held)
    } catch (error) {
      if (!(error instanceof TokenRefused) || error.status >= 429) throw new NoToken('idp_unavailable')
      const latest = await readSecret()
      if (latest.secret === held.secret) throw new NoToken('client_rejected')
      return await steps.mint(latest)
    }
  }
}

function secretCause(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  if (error instanceof SyntaxError) return 'secret_malformed'
  if (name === 'AccessDeniedException' || name === 'DecryptionFailure') return 'secret_denied'
  if (name === 'ResourceNotFoundException' || name === 'InvalidRequestException') return 'secret_missing'
  return 'secret_store_unavailable'
}
