import { unusableBecause } from '../core/gate/decide.ts'
import type { GateJudgement } from '../core/gate/judgement.ts'
import { adviceFor } from '../core/model/advice.ts'
import type { CheckKey, Rotation } from '../core/model/check.ts'
import type { Expiry } from '../core/model/expiry.ts'
import type { Compared } from '../core/model/reading.ts'
import type { Reason, Standing } from '../core/model/reason.ts'
import type { ScopeComparison } from '../core/model/scopes.ts'
import { isUnproved } from '../core/model/verdict.ts'
import type { DeploymentFacts, ShownReading } from './facts.ts'
import { type HistoryView, historyView } from './history-view.ts'
import type { OpenIncident } from './open-incidents.ts'

/** Standing as a person may rely on it: `waiting` before the first verdict, `stale` if the last one is no evidence any more. */
export type ShownStanding = Standing | 'waiting' | 'stale'

/** Every shown standing, worst first. */
export const shownStandings: readonly ShownStanding[] = [
  'invalid',
  'misconfigured',
  'unknown',
  'stale',
  'waiting',
  'valid',
]

/** Way to the next credential: it rotates itself, a person has to, or an older probe did not say. */
export type RotatedBy = 'itself' | 'person' | 'unknown'

/** One check on a page. Instants are epoch milliseconds. */
export type CheckView = {
  readonly key: CheckKey
  readonly id: string
  readonly environment: string
  readonly provider: string
  readonly profile: string
  readonly tags: readonly string[]
  readonly shown: ShownStanding
  readonly reason: Reason
  readonly detail: string
  /** Sentence that says why the last verdict is no evidence now; `null` if it is. */
  readonly staleBecause: string | null
  readonly since: number | null
  readonly judgedAt: number | null
  readonly everySeconds: number
  readonly impact: string
  readonly owner: string | null
  readonly runbook: string | null
  readonly usedBy: readonly string[]
  readonly gate: GateJudgement['gate']
  /** Further reasons beside the worst one. */
  readonly also: readonly Reason[]
  readonly identity: Compared | null
  readonly scopes: ScopeComparison | null
  readonly expiry: Expiry
  readonly rotation: Rotation['by'] | null
  readonly rotatedBy: RotatedBy
  readonly versionId: string | null
  readonly lastGood: number | null
  readonly readings: readonly ShownReading[]
  readonly incident: OpenIncident | null
  /** `null` if it could not be read. */
  readonly history: HistoryView | null
  /** Sentence about the silence or maintenance window; `null` without one. */
  readonly suppressed: string | null
  /** The next step; `null` if none is needed. */
  readonly todo: string | null
}

/** Makes the view of one check from what is known of it. */
export function checkView(
  judgement: GateJudgement,
  incident: OpenIncident | null,
  { states, readings, histories }: Pick<DeploymentFacts, 'states' | 'readings' | 'histories'>,
  nowMs: number,
): CheckView {
  const state = states.get(judgement.check) ?? null
  const months = histories.get(judgement.check)
  const stale = judgement.from === 'nothing' ? null : unusableBecause(judgement, { maxAgeSeconds: null }, nowMs)
  const { check: key, reason, suppression } = judgement
  const rotation = judgement.rotation ?? null
  return {
    key,
    ...picked(judgement),
    shown: shownStandingOf(judgement, stale),
    staleBecause: stale,
    also: (state?.reasons ?? []).filter((one) => one !== reason),
    identity: state?.evidence.identity ?? null,
    scopes: state?.evidence.scopes ?? null,
    rotation,
    rotatedBy: rotatedByOf(rotation),
    lastGood: state?.lastGood ?? null,
    readings: readings.get(key) ?? [],
    incident,
    history: months === undefined ? null : historyView(months, { state: state ?? judgement, judgement }, nowMs),
    suppressed: suppression === null ? null : suppressionWords(suppression),
    todo: todoFor(judgement, stale),
  }
}

function picked(judgement: GateJudgement) {
  const { id, environment, provider, profile, tags, reason, detail, since, judgedAt, everySeconds } = judgement
  const { impact, owner, runbook, usedBy, gate, expiry, versionId } = judgement
  const named = { id, environment, provider, profile, tags, impact, owner, runbook, usedBy, gate }
  return { ...named, reason, detail, since, judgedAt, everySeconds, expiry, versionId }
}

function shownStandingOf({ from, standing }: GateJudgement, stale: string | null): ShownStanding {
  if (from === 'nothing') return 'waiting'
  return stale === null ? standing : 'stale'
}

function rotatedByOf(rotation: Rotation['by'] | null): RotatedBy {
  if (rotation === null) return 'unknown'
  return rotation === 'manual' ? 'person' : 'itself'
}

function suppressionWords({ by, reason }: NonNullable<GateJudgement['suppression']>): string {
  return by === null ? `maintenance: "${reason}"` : `silenced by ${by}: "${reason}"`
}

function todoFor({ from, reason, standing }: GateJudgement, stale: string | null): string | null {
  if (from === 'nothing') return 'wait for the first tick'
  if (stale !== null) return 'wait for the next tick, and look at the monitor itself if none comes'
  const isQuiet = reason === 'healthy' || reason === 'slow' || isUnproved({ standing, reason })
  return isQuiet ? null : adviceFor(reason)
}

/** Returns true for a check that a person should look at: not proved good, and something was asked that could prove it. */
export function isBad({ shown, reason }: Pick<CheckView, 'shown' | 'reason'>): boolean {
  if (shown === 'valid' || shown === 'waiting') return false
  return shown === 'stale' || !isUnproved({ standing: shown, reason })
}
