import { mintingCapabilities } from '../../model/capabilities.ts'
import type { Credential } from '../../model/credential.ts'
import type { RotationGrants } from '../../model/ours.ts'
import { mint } from '../../probe/oauth/client-credentials.ts'
import type { Send } from '../../probe/oauth/over-network.ts'
import type { Rotator } from '../rotator.ts'
import { endAfter, minted, mintingRotator } from './minting.ts'
import { notIssuedBy } from './outcome.ts'

/** Minting another access token ends no other one (RFC 6749 section 4.4). */
const capabilities = mintingCapabilities('client_credentials')

/** Mints access tokens with client credentials that another secret holds. */
export function clientCredentialsRotator(
  grant: RotationGrants['client_credentials'],
  client: Credential,
  send: Send,
  now: () => number,
): Rotator {
  return mintingRotator(grant.tokenUrl, send, {
    capabilities,
    async issue() {
      const outcome = await mint(grant, client, send)
      if (outcome.kind !== 'minted') return notIssuedBy(outcome)
      return minted(outcome.credential, ['token'], endAfter(outcome.expiresInSeconds, now()))
    },
  })
}
