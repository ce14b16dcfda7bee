import type { Check } from '../model/check.ts'
import { formatDuration } from '../model/duration.ts'
import { type Expiry, type ExpiryEvidence, hasPassed, zoneWords } from '../model/expiry.ts'
import type { Answered, Compared, Failed, FailedAssertion, Reading } from '../model/reading.ts'
import { type Reason, standingOf } from '../model/reason.ts'
import type { Finding } from '../model/verdict.ts'
import { forbiddenUndocumented } from './forbidden.ts'
import { wayOutOf } from './network/failure.ts'
import { offlineProof } from './offline-proof.ts'
import { refutedBy } from './trusted-expiry.ts'

/** Finds everything that is wrong in one reading, in no particular order. If nothing is: empty, or what a proof did not show. */
export function findingsOf(reading: Reading, check: Check, expiry: Expiry, nowSeconds: number): readonly Finding[] {
  if (reading.kind === 'failed') return [failure(reading)]
  if (reading.meaning === 'unproved') return unprovedFindings(reading, check, expiry, nowSeconds)
  const answer = answerFinding(reading, expiry, nowSeconds)
  const dead = answer !== null && standingOf(answer.reason) !== 'valid'
  const unmet = answer === null ? expectationFindings(reading, check) : knownFindings(reading, check)
  const dates = dead
    ? []
    : [...expiryFindings(reading, check, expiry, nowSeconds), ...unreadableFindings(reading, nowSeconds)]
  const end = dead ? [] : sunsetFindings(check, nowSeconds)
  const known = [...unmet, ...needFindings(reading), ...dates, ...end]
  return [...(answer === null ? offlineProof(reading, check) : [answer]), ...known]
}

/** Finds what is known of a credential that nothing was asked about. What is wrong with it outweighs that it is unproved. */
function unprovedFindings(
  reading: Answered & Reading,
  check: Check,
  expiry: Expiry,
  nowSeconds: number,
): readonly Finding[] {
  const known = [
    ...expectationFindings(reading, check),
    ...expiryFindings(reading, check, expiry, nowSeconds),
    ...unreadableFindings(reading, nowSeconds),
    ...sunsetFindings(check, nowSeconds),
  ]
  if (known.some(({ reason }) => standingOf(reason) !== 'valid')) return known
  return [...known, { reason: 'unproved', detail: unprovedBy[reading.rule] ?? unprovedBy.otherwise }]
}

/** Finds the needs that were not met. A credential that lives and may not do its work is no good one. */
function needFindings({ needs = [] }: Answered): readonly Finding[] {
  return needs.flatMap(({ asked, status, rule, meaning }) => {
    if (meaning === 'alive') return []
    const shown = status === null ? rule : `${rule} (HTTP ${status})`
    const said = needSays[meaning] ?? 'what it needs was not proved'
    return [{ reason: meaning, detail: `${asked}: ${said}, ${shown}` }]
  })
}

const needSays: { readonly [Meaning in Reason]?: string } = {
  under_scoped: 'refused for a missing permission',
  ping_forbidden: 'refused for a missing permission, which is optional',
  unrecognized: 'refused although the credential is accepted; declare what it means in answers',
}

function failure({ reason, code, phase }: Failed): Finding {
  const wayOut = wayOutOf(code)
  return { reason, detail: `${code} (${phase})${wayOut === null ? '' : `; ${wayOut}`}` }
}

const undocumented = 'a living and a dead credential may both be answered so; declare what it means in answers'

/** Returns the finding of the answer itself. A token that is refused after its known expiry has expired. */
function answerFinding(reading: Answered, expiry: Expiry, nowSeconds: number): Finding | null {
  const { meaning, rule, status } = reading
  if (meaning === 'alive') return null
  const shown = status === null ? rule : `${rule} (HTTP ${status})`
  const known = comparedWith(reading)
  const answered = known === null ? shown : `${shown}: ${known}`
  const isOver = meaning === 'rejected' && expiry !== null && hasPassed(expiry, nowSeconds)
  return isOver
    ? { reason: 'expired', detail: `${answered}, ${sayExpiry(expiry, nowSeconds)}` }
    : { reason: meaning, detail: answered }
}

/** Says what an answer was compared with. */
function comparedWith({ rule, wasAllowed, forbidsBroken, likeBrokenSinceMs }: Answered): string | null {
  if (likeBrokenSinceMs !== undefined)
    return `answers like a broken one since ${new Date(likeBrokenSinceMs).toISOString().slice(0, 19)}Z`
  if (forbidsBroken === true) return 'a broken credential is answered so too, so it proves nothing'
  if (wasAllowed === true) return 'it was allowed to ask this before'
  return rule === forbiddenUndocumented.name ? undocumented : null
}

/** Sentences for what was left unproved, by rule. */
const unprovedBy: Readonly<Record<string, string>> & { readonly otherwise: string } = {
  claims: 'only its claims were read, its signature was not verified and no API was asked',
  declared: 'nothing was asked, only the declared dates are known',
  'certificate-not-required': 'the host also answers a client without a certificate',
  'certificate-read': 'the certificate was only read, no host was asked that requires it',
  otherwise: 'nothing was asked that could prove it',
}

function expectationFindings(reading: Answered, check: Check): readonly Finding[] {
  return [...knownFindings(reading, check), ...assertionFindings(reading), ...slowness(reading, check)]
}

/**
 * Absence proves nothing. So an assertion that states an absence counts only in an answer that has what the others read: an error beside
 * no data is no wrong answer.
 */
function assertionFindings({ failedAssertions, identity }: Answered): readonly Finding[] {
  const isBare = identity?.seen === null || failedAssertions.some(({ because }) => because === 'absent')
  return failedAssertions.map(({ expression, because, statesAbsence }: FailedAssertion): Finding => {
    if (because === 'absent')
      return { reason: 'unrecognized', detail: `the answer lacks what is asserted: ${expression}` }
    if (because === 'not_boolean') return { reason: 'check_invalid', detail: `${neither}: ${expression}; ${sayWhat}` }
    return {
      reason: isBare && statesAbsence ? 'unrecognized' : 'wrong_answer',
      detail: `assertion failed: ${expression}`,
    }
  })
}

const neither = 'an assertion is neither true nor false'
const sayWhat = "say what it has to be, such as status == 'active'"

/** Meanings with which all that a check declares has to be read: the credential was accepted, or only read. */
const readMeanings: ReadonlySet<Answered['meaning']> = new Set(['alive', 'ping_forbidden', 'unproved'])

/** Compares everything that any source names. Claims count even if the request was refused. */
function knownFindings(reading: Answered, check: Check): readonly Finding[] {
  return [
    ...compared('wrong_identity', 'identity', reading.identity, reading),
    ...compared('wrong_environment', 'environment', reading.environment, reading),
    ...unreadIdentity(reading, check),
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
  what: string,
  seen: Compared | null,
  { meaning }: Pick<Answered, 'meaning'>,
): readonly Finding[] {
  if (seen === null || seen.matches) return []
  if (seen.seen === null && !readMeanings.has(meaning)) return []
  if (seen.seen === null)
    return [{ reason: 'unrecognized', detail: `the answer names no ${what}, expected ${seen.expected}` }]
  return [{ reason, detail: `expected ${what} ${seen.expected}, the answer says ${seen.seen}` }]
}

function scopeFindings({ scopes, meaning }: Answered, { expect }: Check): readonly Finding[] {
  const { require, forbid } = expect.scopes
  if (scopes === null) {
    const unread = readMeanings.has(meaning) && (require.length > 0 || forbid.length > 0)
    return unread ? [{ reason: 'unrecognized', detail: 'the answer names no scopes, the check declares some' }] : []
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

function slowness({ timings }: Answered, { expect }: Check): readonly Finding[] {
  if (expect.slowAfterMs === null || timings.totalMs <= expect.slowAfterMs) return []
  return [
    { reason: 'slow', detail: `answered after ${Math.round(timings.totalMs)} ms, slow after ${expect.slowAfterMs} ms` },
  ]
}

/** A token that works past its expiry is `overdue`, since the answer outweighs the date. If nothing was asked, the date decides. */
function expiryFindings(
  { status, meaning }: Answered,
  check: Check,
  expiry: Expiry,
  nowSeconds: number,
): readonly Finding[] {
  if (expiry === null || expiry.at === 'never') return []
  if (expiry.at - nowSeconds > check.warnSeconds) return []
  const detail = sayExpiry(expiry, nowSeconds)
  if (hasPassed(expiry, nowSeconds))
    return [{ reason: status === null || meaning === 'unproved' ? 'expired' : 'overdue', detail }]
  return [{ reason: 'expiring', detail }]
}

/** Finds what stands in the place of an expiry and is none: no instant at all, or an end that the provider itself disproves. */
function unreadableFindings(reading: Answered & Reading, nowSeconds: number): readonly Finding[] {
  const unread = reading.expiries.flatMap((said) =>
    said.at === 'unreadable' ? [`${said.found} stands where the expiry is expected (${said.source})`] : [],
  )
  const refuted = refutedBy(reading, nowSeconds).map(
    (end) => `${sayExpiry(end, nowSeconds)}, and the provider still accepts it: this is not its end`,
  )
  return [...unread, ...refuted].map((detail): Finding => ({ reason: 'expiry_unreadable', detail }))
}

/** Warns of the day on which the provider ends this kind of credential. */
function sunsetFindings({ sunset, warnSeconds }: Check, nowSeconds: number): readonly Finding[] {
  if (sunset === null || sunset.at - nowSeconds > warnSeconds) return []
  const day = new Date(sunset.at * 1_000).toISOString().slice(0, 10)
  return [{ reason: 'type_sunset', detail: `${sunset.what}: the provider ends them on ${day}` }]
}

function sayExpiry(expiry: ExpiryEvidence, nowSeconds: number): string {
  const { at, source, latest = at } = expiry
  if (at === 'never' || latest === 'never') return 'never expires'
  const when = `${new Date(at * 1_000).toISOString().slice(0, 19)}Z (${source})${zoneWords(expiry)}`
  if (latest <= nowSeconds) return `expired ${formatDuration(nowSeconds - at)} ago, at ${when}`
  return at <= nowSeconds ? `expires now, at ${when}` : `expires in ${formatDuration(at - nowSeconds)}, at ${when}`
}
