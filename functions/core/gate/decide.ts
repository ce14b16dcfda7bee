import { formatDuration } from '../model/duration.ts'
import { isRefused } from '../model/verdict.ts'
import { adviceFor } from './advice.ts'
import type { GateJudgement } from './judgement.ts'
import { ageLimitMs, type GateAnswer, type Pulse } from './question.ts'
/** What a deployment insists on beyond credentials that work. */
export type Terms = {
  /** Every credential whose end is known has to live this much longer; null means no longer than now. */
  readonly minTtlSeconds: number | null
  /** Whether an unknown end is "cannot tell". */
  readonly requireExpiry: boolean
  readonly maxAgeSeconds: number | null
}

/** May this deployment rely on its credentials? */
export type Ruling = 'pass' | 'refuse' | 'cannot_tell'

/** One check with what the gate makes of it, and the sentences that say why and what to do. */
export type Ruled = {
  readonly judgement: GateJudgement
  readonly ruling: Ruling
  readonly because: string
  /** Null where nothing has to be done. */
  readonly todo: string | null
}

/** The gate's decision: `refuse` above `cannot_tell` above `pass`, over the checks that block and the monitor itself. */
export type Decision = {
  readonly ruling: Ruling
  readonly ruled: readonly Ruled[]
  readonly dead: readonly DeadPulse[]
}

/** A cadence whose last sign of life is too old: nobody would notice what goes wrong after the deployment. */
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
    return said('cannot_tell', unusable, 'let the gate probe anew (--evidence either), or wait for the next tick')
  if (isRefused(judgement)) return said('refuse', found, adviceFor(reason))
  const short = tooShort(judgement, terms, at)
  if (short !== null) return said('refuse', short, adviceFor('expiring'))
  if (judgement.standing !== 'valid') return said('cannot_tell', found, adviceFor(reason))
  if (terms.requireExpiry && judgement.expiry === null)
    return said(
      'cannot_tell',
      'nobody says when it expires, and --require-expiry wants to know',
      'declare `expires` in its check',
    )
  return said('pass', found, reason === 'healthy' || reason === 'slow' ? null : adviceFor(reason))
}

/** Why a judgement is no evidence, or null. */
function unusableBecause(
  { from, judgedAt, isCurrent, everySeconds, versionId }: GateJudgement,
  terms: Terms,
  at: number,
): string | null {
  if (from !== 'recorded') return null
  const limitMs = ageLimitMs({ everySeconds }, terms.maxAgeSeconds)
  if (judgedAt === null) return 'stale: the last batch with it did not judge it'
  if (at - judgedAt > limitMs)
    return `stale: last judged ${formatDuration((at - judgedAt) / 1_000)} ago, at most ${formatDuration(limitMs / 1_000)} are accepted`
  return isCurrent === false ? `stale: version ${versionId} was judged, the deployment would read another` : null
}

function tooShort({ expiry }: GateJudgement, { minTtlSeconds }: Terms, at: number): string | null {
  if (minTtlSeconds === null || expiry === null || expiry.at === 'never') return null
  const left = expiry.at - at / 1_000
  if (left >= minTtlSeconds) return null
  const when = left > 0 ? `expires in ${formatDuration(left)}` : `expired ${formatDuration(-left)} ago`
  return `${when} (${expiry.source}), --min-ttl wants ${formatDuration(minTtlSeconds)}`
}

function deadOf(pulse: Pulse, at: number): readonly DeadPulse[] {
  const { cadence, tickedAt, judgedAt } = pulse
  const limitMs = ageLimitMs(pulse, null)
  const ago = (instant: number) => formatDuration((at - instant) / 1_000)
  const limit = formatDuration(limitMs / 1_000)
  if (tickedAt === null) return [{ pulse, because: `the monitor has never ticked for ${cadence}` }]
  if (at - tickedAt > limitMs)
    return [
      {
        pulse,
        because: `the monitor is dead: its last tick for ${cadence} was ${ago(tickedAt)} ago, at most ${limit} are accepted`,
      },
    ]
  if (judgedAt !== null && at - judgedAt > limitMs)
    return [{ pulse, because: `the monitor is dead: it ticks for ${cadence}, and judged last ${ago(judgedAt)} ago` }]
  return []
}
