import type { Check } from '../model/check.ts'
import { type Expiry, hasPassed } from '../model/expiry.ts'
import type { Answered, Failed, FailedAssertion, Reading } from '../model/reading.ts'
import { type Reason, standingOf } from '../model/reason.ts'
import type { SecondCause } from '../model/second-cause.ts'
import { tokenIssued } from '../model/token-issued.ts'
import type { Finding } from '../model/verdict.ts'
import { withHint } from './answer-hints.ts'
import { expiryFindings, sayExpiry, sunsetFindings, unreadableFindings } from './date-findings.ts'
import { claimFindings, knownFindings } from './known-findings.ts'
import { offlineProof } from './offline-proof.ts'
import { wayOutOf } from './ways-out.ts'

/** Finds everything that is wrong in one reading, in no particular order. If nothing is: empty, or what a proof did not show. */
export function findingsOf(reading: Reading, check: Check, expiry: Expiry, nowSeconds: number): readonly Finding[] {
  if (reading.kind === 'failed') return [failure(reading), ...claimFindings(reading, check)]
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
    const said = needSays[meaning] ?? 'this need was not proved'
    const wayOut = needWaysOut[meaning]
    return [{ reason: meaning, detail: `${asked}: ${said}, ${shown}${wayOut === undefined ? '' : `; ${wayOut}`}` }]
  })
}

const needSays: { readonly [Meaning in Reason]?: string } = {
  under_scoped: 'refused for a missing permission',
  ping_forbidden: 'refused for a missing permission, which is optional',
  unrecognized: 'refused although the credential is accepted',
}

const needWaysOut: { readonly [Meaning in Reason]?: string } = {
  under_scoped: 'allow the credential this request, or mark this one of `needs` as `{ optional: true }`',
  unrecognized: 'declare what it means in `answers`',
}

function failure({ reason, code, phase, about }: Failed): Finding {
  const said = about ?? wayOutOf(code)
  return { reason, detail: `${code} (${phase})${said === null ? '' : `; ${said}`}` }
}

/** Returns the finding of the answer itself. A token that is refused after its known expiry has expired. */
function answerFinding(reading: Answered, expiry: Expiry, nowSeconds: number): Finding | null {
  const { meaning, rule, status } = reading
  if (meaning === 'alive') return null
  const shown = status === null ? rule : `${rule} (HTTP ${status})`
  const known = comparedWith(reading) ?? reading.about ?? null
  const answered = known === null ? withHint(shown, rule, meaning) : `${shown}: ${known}`
  const isOver = meaning === 'rejected' && expiry !== null && hasPassed(expiry, nowSeconds)
  return isOver
    ? { reason: 'expired', detail: `${answered}, ${sayExpiry(expiry, nowSeconds)}` }
    : { reason: meaning, detail: answered }
}

const unlikeBrokenSays =
  "a broken credential is refused otherwise, so this one may live and lack a permission; if so, declare it in answers (status: 401, when: ..., means: 'under_scoped'), or ask what every credential may ask"

const changedForAllSays =
  'a broken credential is refused so too, and was refused otherwise while this one lived, so the API has changed for all'

const uncomparedSays =
  'only a standard describes this refusal, not the provider, and no broken credential was refused beside it: look at the credential, or set `controls: true` to have them compared'

/** Names both causes of an answer, and the step that tells them apart. */
const saysBoth = ({ cause, wayOut }: SecondCause): string => `the credential is dead, or ${cause}: ${wayOut}`

/** Says what an answer was compared with. */
function comparedWith(answered: Answered): string | null {
  const { wasAllowed, forbidsBroken, likeBrokenSinceMs, unlikeBroken, changedForAll, uncompared } = answered
  if (answered.secondCause !== undefined && answered.meaning === 'unrecognized') return saysBoth(answered.secondCause)
  if (likeBrokenSinceMs !== undefined)
    return `answers like a broken one since ${new Date(likeBrokenSinceMs).toISOString().slice(0, 19)}Z`
  if (forbidsBroken === true) return 'a broken or missing credential is answered so too, so it proves nothing'
  if (unlikeBroken === true) return unlikeBrokenSays
  if (changedForAll === true) return changedForAllSays
  if (uncompared === true) return uncomparedSays
  return wasAllowed === true ? 'it was allowed to ask this before' : null
}

/** Sentences for what was left unproved, by rule. */
const unprovedBy: Readonly<Record<string, string>> & { readonly otherwise: string } = {
  claims: 'only its claims were read, its signature was not verified and no API was asked',
  declared: 'nothing was asked, only the declared dates are known',
  'certificate-not-required': 'the host also answers a client without a certificate',
  'certificate-read': 'the certificate was only read, no host was asked that requires it',
  [tokenIssued]:
    'a token was issued, and the issuer may give one to everybody: name a `ping` that needs the token, or set `controls: true`',
  otherwise: 'nothing was asked that could prove it',
}

function expectationFindings(reading: Answered, check: Check): readonly Finding[] {
  return [...knownFindings(reading, check), ...assertionFindings(reading), ...slowness(reading, check)]
}

/**
 * Absence proves nothing. So an assertion that states an absence counts only in an answer that has what the others read: an error beside
 * no data is no wrong answer.
 */
function assertionFindings({ failedAssertions, identity, blamesOther = false }: Answered): readonly Finding[] {
  const isBare = identity?.seen === null || failedAssertions.some(({ because }) => because === 'absent')
  return failedAssertions.map(({ expression, because, statesAbsence }: FailedAssertion): Finding => {
    if (because === 'absent')
      return { reason: 'unrecognized', detail: `the answer lacks what is asserted: ${expression}` }
    if (because === 'not_boolean') return { reason: 'check_invalid', detail: `${neither}: ${expression}; ${sayWhat}` }
    return {
      reason: blamesOther || (isBare && statesAbsence) ? 'unrecognized' : 'wrong_answer',
      detail: `assertion failed: ${expression}${blamesOther ? ', in an answer that reports trouble, a limit or a lock' : ''}`,
    }
  })
}

const neither = 'an assertion is neither true nor false'
const sayWhat = "say what it has to be, such as status == 'active'"

function slowness({ timings }: Answered, { expect }: Check): readonly Finding[] {
  if (expect.slowAfterMs === null || timings.totalMs <= expect.slowAfterMs) return []
  return [
    { reason: 'slow', detail: `answered after ${Math.round(timings.totalMs)} ms, slow after ${expect.slowAfterMs} ms` },
  ]
}
