import { type Capabilities, mintingCapabilities } from '../../model/capabilities.ts'
import type { Credential } from '../../model/credential.ts'
import type { RotationGrants } from '../../model/ours.ts'
import { introspect } from '../../probe/oauth/introspection.ts'
import type { Send } from '../../probe/oauth/over-network.ts'
import { refresh } from '../../probe/oauth/refresh-token.ts'
import { callsOfNoMint, type Rotator } from '../rotator.ts'
import { isReachable } from './http.ts'
import { notIssuedBy } from './outcome.ts'

/** Reusing a refresh token that was rotated revokes its family (RFC 9700 section 4.14.2): a replay is safe inside of a grace alone. */
function capabilitiesOf({ rotates, graceSeconds }: RotationGrants['refresh_token']): Capabilities {
  const safe = mintingCapabilities('refresh_static')
  if (!rotates) return safe
  const replay = graceSeconds > 0 ? 'within_grace' : 'destructive'
  return { ...safe, class: 'refresh_rotating', replay, graceMs: graceSeconds * 1_000 }
}

/** Access tokens by a refresh token that is kept beside them (RFC 6749 section 6). */
export function refreshTokenRotator(
  grant: RotationGrants['refresh_token'],
  { present, client }: { readonly present: Credential; readonly client: Credential },
  send: Send,
  now: () => number,
): Rotator {
  const { introspectionUrl } = grant
  return {
    ...callsOfNoMint,
    capabilities: capabilitiesOf(grant),
    async issue() {
      const outcome = await refresh(grant, { present, client }, send)
      if (outcome.kind === 'spent') return { kind: 'consumed', code: 'invalid_grant' }
      if (outcome.kind === 'unreadable') return { kind: 'lost', code: 'unreadable_answer' }
      if (outcome.kind === 'answer' || outcome.kind === 'failure') return notIssuedBy(outcome)
      const { credential, roles, expiresInSeconds } = outcome
      const expiresAt = expiresInSeconds === null ? null : Math.floor(now() / 1_000) + expiresInSeconds
      return { kind: 'issued', roles, credential, id: null, expiresAt }
    },
    isAlive:
      introspectionUrl === null ? null : () => introspect({ ...grant, introspectionUrl }, { present, client }, send),
    reachable: () => isReachable(new URL(grant.tokenUrl), send),
  }
}
