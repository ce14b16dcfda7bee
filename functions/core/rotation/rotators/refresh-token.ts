import { type Capabilities, mintingCapabilities } from '../../model/capabilities.ts'
import type { Credential } from '../../model/credential.ts'
import type { RotationGrants } from '../../model/ours.ts'
import { introspect } from '../../probe/oauth/introspection.ts'
import type { Send } from '../../probe/oauth/over-network.ts'
import { refresh } from '../../probe/oauth/refresh-token.ts'
import { asWireAnswer } from '../received-answer.ts'
import type { Rotator } from '../rotator.ts'
import { mintingRotator } from './minting.ts'
import { tokensIn } from './token-answer.ts'

/** Allows a replay only within the grace: reusing a rotated refresh token revokes its family (RFC 9700 section 4.14.2). */
function capabilitiesOf({ rotates, graceSeconds }: RotationGrants['refresh_token']): Capabilities {
  const safe = mintingCapabilities('refresh_static')
  if (!rotates) return safe
  const replay = graceSeconds > 0 ? 'within_grace' : 'destructive'
  return { ...safe, class: 'refresh_rotating', replay, graceMs: graceSeconds * 1_000 }
}

/** Gets access tokens with a refresh token that the same secret holds (RFC 6749 section 6). */
export function refreshTokenRotator(
  grant: RotationGrants['refresh_token'],
  { present, client }: { readonly present: Credential; readonly client: Credential },
  send: Send,
  now: () => number,
): Rotator {
  const { introspectionUrl } = grant
  return mintingRotator(grant.tokenUrl, send, {
    capabilities: capabilitiesOf(grant),
    issue: async () => tokensIn(await refresh(grant, { present, client }, send), [present, client], now()),
    reread: (answer) => tokensIn(asWireAnswer(answer), [present, client], answer.at),
    isAlive:
      introspectionUrl === null ? null : () => introspect({ ...grant, introspectionUrl }, { present, client }, send),
  })
}
