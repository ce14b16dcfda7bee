import type { OAuthServer } from '../../local/oauth/server.ts'
import type { Driver } from '../faults/driver.ts'
import { resources, type ServiceIdentity, stranger } from './services.ts'

/** The registration of the fleet's OAuth client at the authorization server. */
export type Registration = Pick<ServiceIdentity, 'clientId' | 'format' | 'ttlSeconds'> & { readonly scopes: string[] }

export type IdentityDriver = Pick<
  Driver,
  'setTtl' | 'scopes' | 'setScopes' | 'revokeAll' | 'rotateKeys' | 'foreignToken'
> & {
  /** Returns the registration with all changes so far. */
  registered(): Registration
}

/** Expiry of an expired token, in seconds from now: earlier than any clock leeway. */
const expiredSeconds = -120

/** Lifetime of a token that is made for a fault: longer than the fault. */
const workingTtlSeconds = 3_600

export type IdentityDriverOptions = {
  readonly oauth: OAuthServer
  readonly service: Omit<ServiceIdentity, 'secretId' | 'tokenSecretId'>
  /** Resource of the service's tokens; none for the default resource of their format. */
  readonly audience?: string | null
  /** Sends the API a token, as any client could, so that it sees the token's key. */
  showToken(accessToken: string): Promise<void>
}

/** Drives the authorization server. */
export function createIdentityDriver(options: IdentityDriverOptions): IdentityDriver {
  const { oauth, service, audience: own = null, showToken } = options
  const { clientId, format } = service
  const ownAudience = own === null ? {} : { audience: own }
  let registered: Registration = { clientId, format, ttlSeconds: service.ttlSeconds, scopes: [...service.scopes] }
  return {
    registered: () => registered,
    async setTtl(ttlSeconds) {
      const before = registered.ttlSeconds
      registered = { ...registered, ttlSeconds }
      oauth.setTtl(clientId, ttlSeconds)
      return before
    },
    scopes: () => registered.scopes,
    async setScopes(scopes) {
      const before = registered.scopes
      registered = { ...registered, scopes: [...scopes] }
      oauth.setScopes(clientId, scopes)
      return before
    },
    revokeAll: () => oauth.revokeAllOf(clientId),
    async rotateKeys() {
      await oauth.rotateKeys({ dropOld: true })
      const scope = registered.scopes.join(' ')
      const { accessToken } = await oauth.mint({
        clientId,
        scope,
        format,
        ...ownAudience,
        ttlSeconds: workingTtlSeconds,
      })
      await showToken(accessToken)
    },
    async foreignToken(kind) {
      const owner = kind === 'environment' ? stranger : { clientId, scopes: service.scopes }
      const audience = kind === 'audience' ? { audience: resources.elsewhere[format] } : ownAudience
      const ttlSeconds = kind === 'expired' ? expiredSeconds : workingTtlSeconds
      const scope = owner.scopes.join(' ')
      return (await oauth.mint({ clientId: owner.clientId, scope, format, ...audience, ttlSeconds })).accessToken
    },
  }
}
