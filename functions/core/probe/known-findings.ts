import type { Check } from '../model/check.ts'
import type { Answered, Compared, Failed } from '../model/reading.ts'
import type { Reason } from '../model/reason.ts'
import type { Finding } from '../model/verdict.ts'

/** Meanings with which all that a check declares has to be read: the credential was accepted, or only read. */
const readMeanings: ReadonlySet<Answered['meaning']> = new Set(['alive', 'ping_forbidden', 'unproved'])

/** Compares everything that any source names. Claims count even if the request was refused. */
export function knownFindings(reading: Answered, check: Check): readonly Finding[] {
  return [
    ...compared('wrong_identity', 'identity', reading.identity, { reading, check }),
    ...compared('wrong_environment', 'environment', reading.environment, { reading, check }),
    ...unreadIdentity(reading, check),
    ...scopeFindings(reading, check),
  ]
}

/** Compares what the claims of a token name, whose request failed. What they do not name is no finding: nothing was accepted. */
export function claimFindings({ claims }: Failed, check: Check): readonly Finding[] {
  if (claims === undefined) return []
  const reading = { meaning: 'unrecognized', scopes: claims.scopes } as const
  return [
    ...compared('wrong_identity', 'identity', claims.identity, { reading, check }),
    ...compared('wrong_environment', 'environment', claims.environment, { reading, check }),
    ...scopeFindings(reading, check),
  ]
}

/** A permission refusal proves life, and leaves a declared identity unread. */
function unreadIdentity({ meaning, identity }: Answered, { expect }: Check): readonly Finding[] {
  if (meaning !== 'ping_forbidden' || expect.identity === null || identity !== null) return []
  return [
    { reason: 'unrecognized', detail: `the request was refused, so the identity ${expect.identity} was not read` },
  ]
}

function compared(
  reason: Reason,
  what: 'identity' | 'environment',
  seen: Compared | null,
  {
    reading: { meaning },
    check,
  }: { readonly reading: Pick<Answered, 'meaning'>; readonly check: Pick<Check, 'paths'> },
): readonly Finding[] {
  if (seen === null || seen.matches) return []
  if (seen.seen === null && !readMeanings.has(meaning)) return []
  if (seen.seen === null) {
    const nothing = nothingAt(what, check)
    return [{ reason: 'unrecognized', detail: `the answer names no ${what}, expected ${seen.expected}${nothing}` }]
  }
  return [{ reason, detail: `expected ${what} ${seen.expected}, the answer says ${seen.seen}` }]
}

/** Names the place of the check's own that was empty; empty text if the place is the profile's. */
function nothingAt(what: 'identity' | 'environment' | 'scopes', { paths }: Pick<Check, 'paths'>): string {
  const place = paths[what]
  if (place === null) return ''
  return `: \`read.${what}\` found nothing at ${typeof place === 'string' ? place : `the header ${place.header}`}`
}

function scopeFindings({ scopes, meaning }: Pick<Answered, 'scopes' | 'meaning'>, check: Check): readonly Finding[] {
  const { require, forbid } = check.expect.scopes
  if (scopes === null) {
    const unread = readMeanings.has(meaning) && (require.length > 0 || forbid.length > 0)
    const detail = `the answer names no scopes, the check declares some${nothingAt('scopes', check)}`
    return unread ? [{ reason: 'unrecognized', detail }] : []
  }
  const missing: Finding[] =
    scopes.missing.length > 0
      ? [{ reason: 'under_scoped', detail: `missing scopes: ${scopes.missing.join(', ')}` }]
      : []
  const over: Finding[] =
    scopes.forbidden.length > 0
      ? [{ reason: 'over_scoped', detail: `forbidden scopes granted: ${scopes.forbidden.join(', ')}` }]
      : []
  return [...missing, ...over]
}
