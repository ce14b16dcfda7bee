import { request } from 'undici'
import type { Driver } from '../faults/driver.ts'
import { resources, type ServiceIdentity, stranger } from './services.ts'
import type { World } from './world.ts'

/** The registration of the fleet's OAuth client at the authorization server. */
export type Registration = Pick<ServiceIdentity, 'clientId' | 'format' | 'ttlSeconds'> & { readonly scopes: string[] }

export type IdentityDriver = Pick<Driver, 'setTtl' | 'setScopes' | 'revokeAll' | 'rotateKeys' | 'foreignToken'> & {
  /** Returns the registration with all changes so far. */
  registered(): Registration
}

/** Expiry of an expired token, in seconds from now: earlier than any clock leeway. */
const expiredSeconds = -120

/** Lifetime of a token that is made for a fault: longer than the fault. */
const workingTtlSeconds = 3_600

/** Drives the authorization server. */
export function createIdentityDriver({ oauth, api, service }: World): IdentityDriver {
  const { clientId, format } = service
  let registered: Registration = { clientId, format, ttlSeconds: service.ttlSeconds, scopes: [...service.scopes] }
  return {
    registered: () => registered,
    async setTtl(ttlSeconds) {
      const before = registered.ttlSeconds
      registered = { ...registered, ttlSeconds }
      oauth.setTtl(clientId, ttlSeconds)
      return before
    },
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
      const { accessToken } = await oauth.mint({ clientId, scope, format, ttlSeconds: workingTtlSeconds })
      const headers = { authorization: `Bearer ${accessToken}` }
      await (await request(`${api.url}/me`, { headers })).body.dump()
    },
    async foreignToken(kind) {
      const owner = kind === 'environment' ? stranger : { clientId, scopes: service.scopes }
      const audience = kind === 'audience' ? { audience: resources.elsewhere[format] } : {}
      const ttlSeconds = kind === 'expired' ? expiredSeconds : workingTtlSeconds
      const scope = owner.scopes.join(' ')
      return (await oauth.mint({ clientId: owner.clientId, scope, format, ...audience, ttlSeconds })).accessToken
    },
  }
}
