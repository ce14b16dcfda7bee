import { adviceFor } from '../model/advice.ts'
import { formatDuration } from '../model/duration.ts'
import { isRefused, isUnproved } from '../model/verdict.ts'
import type { GateJudgement, Unfit } from './judgement.ts'
import { ageLimitMs, type GateAnswer, type Pulse, silenceLimitMs } from './question.ts'

/** Requirements of a deployment besides working credentials. */
export type Terms = {
  /** Seconds that every credential with a known expiry must still be valid; null for no minimum. */
  readonly minTtlSeconds: number | null
  /** Rules an unknown expiry `cannot_tell` if true. */
  readonly requireExpiry: boolean
  /** Age at which a record is stale; null for two intervals of the check and a minute, two hours at most. */
  readonly maxAgeSeconds: number | null
}

/** The answer to one question: may this deployment rely on its credentials? */
export type Ruling = 'pass' | 'refuse' | 'cannot_tell'

/** One check with its ruling, the reason for it, and the next step. */
export type Ruled = {
  readonly judgement: GateJudgement
  readonly ruling: Ruling
  readonly because: string
  /** The next step; null if no action is needed. */
  readonly todo: string | null
}

/** The decision of the gate over all blocking checks and the monitor itself. `refuse` outranks `cannot_tell`, which outranks `pass`. */
export type Decision = {
  readonly ruling: Ruling
  readonly ruled: readonly Ruled[]
  readonly dead: readonly DeadPulse[]
}

/** A cadence whose last tick or verdict is too old: nobody would notice a token that fails after the deployment. */
export type DeadPulse = { readonly pulse: Pulse; readonly because: string }

/** Decides on an answer. Pure: the same literals give the same decision. */
export function decide(
  { at, pulses, judgements }: Pick<GateAnswer, 'at' | 'pulses' | 'judgements'>,
  terms: Terms,
): Decision {
  const ruled = judgements.map((judgement) => rule(judgement, terms, at))
  const dead = pulses.flatMap((pulse) => deadOf(pulse, at))
  const blocking = ruled.filter(({ judgement }) => judgement.gate === 'blocking').map(({ ruling }) => ruling)
  const rulings: readonly Ruling[] = dead.length > 0 ? [...blocking, 'cannot_tell'] : blocking
  return { ruling: worst(rulings), ruled, dead }
}

function worst(rulings: readonly Ruling[]): Ruling {
  if (rulings.includes('refuse')) return 'refuse'
  return rulings.includes('cannot_tell') ? 'cannot_tell' : 'pass'
}

function rule(judgement: GateJudgement, terms: Terms, at: number): Ruled {
  const { reason, detail } = judgement
  const found = detail === '' ? reason : `${reason}: ${detail}`
  const said = (ruling: Ruling, because: string, todo: string | null): Ruled => ({ judgement, ruling, because, todo })
  const unusable = unusableBecause(judgement, terms, at)
  if (unusable !== null)
    return said('cannot_tell', unusable, 'let the gate probe it (--evidence either), or wait for the next tick')
  if (judgement.unconfirmed)
    return said('cannot_tell', `${found}; but ${judgement.provider} has lately refused valid tokens`, waitForMore)
  if (isRefused(judgement)) return said('refuse', found, adviceFor(reason))
  const short = tooShort(judgement, terms, at)
  if (short !== null) return said('refuse', short, adviceFor('expiring'))
  const isDeclared = judgement.proof === 'declared' && isUnproved(judgement)
  if (judgement.standing !== 'valid' && !isDeclared) return said('cannot_tell', ...cannotTell(judgement, found))
  const unread = unreadExpiry(judgement, found)
  if (unread !== null) return said('cannot_tell', unread, adviceFor('expiry_unreadable'))
  if (terms.requireExpiry && judgement.expiry === null)
    return said('cannot_tell', 'its expiry is unknown, and --require-expiry is set', 'declare `expires` in the check')
  return said(
    'pass',
    found,
    reason === 'healthy' || reason === 'slow' || reason === 'unproved' ? null : adviceFor(reason),
  )
}

/** Returns the sentence about an expiry whose place the check names and that was not read, or null. */
function unreadExpiry({ expiry, expiryField, reason }: GateJudgement, found: string): string | null {
  if (expiry !== null || expiryField === undefined || expiryField === null) return null
  return reason === 'expiry_unreadable' ? found : `its expiry was not read, although \`${expiryField}\` names its place`
}

/** Returns the sentence and the next step. What else is known of an unproved credential does not say that it is unproved. */
function cannotTell(judgement: GateJudgement, found: string): readonly [because: string, todo: string] {
  const { reason } = judgement
  return isUnproved(judgement) && reason !== 'unproved'
    ? [`${found}; unproved: nothing was asked that could prove it`, adviceFor('unproved')]
    : [found, adviceFor(reason)]
}

const waitForMore = 'wait for the next ticks: three refusals in a row confirm it'

const unfitBecause: Readonly<Record<Unfit, string>> = {
  not_kept: 'not kept: its last verdict could not be written to the table',
  other_question: 'about another question: the check or its rules have changed since it was judged',
}

/** Returns the sentence that says why a judgement is no evidence, or null if it is. */
export function unusableBecause(
  { from, judgedAt, isCurrent, everySeconds, versionId, unfit }: GateJudgement,
  terms: Pick<Terms, 'maxAgeSeconds'>,
  at: number,
): string | null {
  if (from !== 'recorded') return null
  const limitMs = ageLimitMs({ everySeconds }, terms.maxAgeSeconds)
  if (judgedAt === null) return 'stale: its last batch did not judge it'
  if (unfit !== null && unfit in unfitBecause) return unfitBecause[unfit]
  if (at - judgedAt > limitMs)
    return `stale: last judged ${formatDuration((at - judgedAt) / 1_000)} ago, at most ${formatDuration(limitMs / 1_000)} are accepted`
  if (isCurrent !== false) return null
  return versionId === null
    ? 'stale: no version of its secret was judged'
    : `stale: version ${versionId} was judged, and nothing shows that the deployment would read it`
}

function tooShort({ expiry }: GateJudgement, { minTtlSeconds }: Terms, at: number): string | null {
  if (minTtlSeconds === null || expiry === null || expiry.at === 'never') return null
  const left = expiry.at - at / 1_000
  if (left >= minTtlSeconds) return null
  const when = left > 0 ? `expires in ${formatDuration(left)}` : `expired ${formatDuration(-left)} ago`
  return `${when} (${expiry.source}), --min-ttl requires ${formatDuration(minTtlSeconds)}`
}

function deadOf(pulse: Pulse, at: number): readonly DeadPulse[] {
  const { cadence, tickedAt, judgedAt } = pulse
  const limitMs = silenceLimitMs(pulse)
  const ago = (instant: number) => formatDuration((at - instant) / 1_000)
  const limit = formatDuration(limitMs / 1_000)
  if (tickedAt === null) return [{ pulse, because: `the monitor has never ticked for ${cadence}` }]
  if (at - tickedAt > limitMs)
    return [
      {
        pulse,
        because: `the monitor is down: its last tick for ${cadence} was ${ago(tickedAt)} ago, at most ${limit} are accepted`,
      },
    ]
  if (judgedAt === null)
    return [{ pulse, because: `the monitor ticks for ${cadence}, but has not judged anything yet` }]
  if (at - judgedAt > limitMs)
    return [
      {
        pulse,
        because: `the monitor is down: it ticks for ${cadence}, but its last verdicts are ${ago(judgedAt)} old`,
      },
    ]
  return []
}
