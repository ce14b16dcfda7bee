import { mintingCapabilities } from '../../model/capabilities.ts'
import type { Credential } from '../../model/credential.ts'
import type { RotationGrants } from '../../model/ours.ts'
import { mint } from '../../probe/oauth/client-credentials.ts'
import type { Send } from '../../probe/oauth/over-network.ts'
import { callsOfNoMint, type Rotator } from '../rotator.ts'
import { isReachable } from './http.ts'
import { notIssuedBy } from './outcome.ts'

/** Nothing dies by minting another access token (RFC 6749 section 4.4). */
const capabilities = mintingCapabilities('client_credentials')

/** Access tokens by client credentials that are kept in another secret. */
export function clientCredentialsRotator(
  grant: RotationGrants['client_credentials'],
  client: Credential,
  send: Send,
  now: () => number,
): Rotator {
  return {
    ...callsOfNoMint,
    capabilities,
    async issue() {
      const outcome = await mint(grant, client, send)
      if (outcome.kind !== 'minted') return notIssuedBy(outcome)
      const { credential, expiresInSeconds } = outcome
      const expiresAt = expiresInSeconds === null ? null : Math.floor(now() / 1_000) + expiresInSeconds
      return { kind: 'issued', roles: ['token'], credential, id: null, expiresAt }
    },
    isAlive: null,
    reachable: () => isReachable(new URL(grant.tokenUrl), send),
  }
}
