import { mintingCapabilities } from '../../model/capabilities.ts'
import type { Credential } from '../../model/credential.ts'
import type { RotationGrants } from '../../model/ours.ts'
import { requestToken } from '../../probe/oauth/client-credentials.ts'
import type { Send } from '../../probe/oauth/over-network.ts'
import { asWireAnswer } from '../received-answer.ts'
import type { Issued, NotIssued, Rotator } from '../rotator.ts'
import { mintingRotator } from './minting.ts'
import { tokensIn } from './token-answer.ts'

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
    issue: async () => tokenAlone(tokensIn(await requestToken(grant, client, send), [client], now())),
    reread: (answer) => tokenAlone(tokensIn(asWireAnswer(answer), [client], answer.at)),
  })
}

/** Drops a refresh token, which this grant must not have (RFC 6749 section 4.4.3). No grant of the client is ever spent. */
function tokenAlone(outcome: Issued | NotIssued): Issued | NotIssued {
  if (outcome.kind === 'consumed') return { kind: 'refused', code: outcome.code }
  return outcome.kind === 'issued' ? { ...outcome, roles: ['token'] } : outcome
}
