import { sharesOf } from '../alerting/incidents/outage.ts'
import type { Check, CheckKey } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import type { Reason } from '../model/reason.ts'
import { isUnproved, type Verdict } from '../model/verdict.ts'
import type { BatchMessage, BatchRecord, Counts, DueRotation, UnkeptVerdict } from '../state/batch-record.ts'
import { blockingOf } from './blocking.ts'
import { gaugesOf } from './gauges.ts'
import type { CheckOutcome } from './outcome.ts'
import { pagingOf } from './paging.ts'
import { askedAgain } from './unsettled.ts'

const secretReadReasons: ReadonlySet<Reason> = new Set([
  'secret_missing',
  'secret_denied',
  'secret_malformed',
  'secret_unavailable',
])

/** The checks of a batch with their outcomes; `null` for a check that was not run. */
export type JudgedBatch = {
  readonly deployment: Pick<Deployment, 'blocking' | 'perCheckMetrics'>
  readonly checks: readonly Check[]
  readonly outcomes: readonly (CheckOutcome | null)[]
  /** Pages that SNS accepted, of checks and of alert storms. */
  readonly pagesSent: number
}

/** Makes the record of a batch. */
export function summarize(
  message: BatchMessage,
  { deployment, checks, outcomes, pagesSent }: JudgedBatch,
  nowMs: number,
): BatchRecord {
  const judged = outcomes.filter((outcome) => outcome !== null)
  const latencies = judged.map(({ verdict }) => verdict.evidence.latencyMs).filter((latency) => latency !== null)
  return {
    cadence: message.cadence,
    batch: message.batch,
    tick: message.tick,
    finishedAt: nowMs,
    judged: judged.length,
    notRun: checks.length - judged.length,
    environments: Object.fromEntries(grouped(judged, ({ check }) => check.environment, counts)),
    providers: Object.fromEntries(grouped(judged, ({ check }) => check.profile, badCounts)),
    latenciesMs: latencies,
    secretReadFailures: judged.filter(({ verdict }) => secretReadReasons.has(verdict.reason)).length,
    pagesSent,
    ...pagingOf(judged),
    pending: keysOf(judged, ({ pending }) => pending > 0),
    notices: keysOf(judged, ({ state }) => state.pending.some(({ to }) => to === 'notice')),
    open: keysOf(judged, ({ state }) => state.incident !== null || state.flapping !== null),
    questions: Object.fromEntries(judged.map(({ check, questionHash }) => [check.key, questionHash])),
    unkept: judged.filter(({ saved }) => !saved).map(unkeptOf),
    again: askedAgain(checks, outcomes),
    outages: sharesOf(judged.filter(({ onPurpose }) => !onPurpose)),
    unsaved: judged.filter(({ saved }) => !saved).length,
    due: judged.flatMap(dueRotation),
    blocking: blockingOf(judged, deployment.blocking),
    gauges: gaugesOf(judged, deployment),
  }
}

function keysOf(outcomes: readonly CheckOutcome[], fits: (outcome: CheckOutcome) => boolean): readonly CheckKey[] {
  return outcomes.filter(fits).map(({ check }) => check.key)
}

function unkeptOf({ check, verdict, pagedAt }: CheckOutcome): UnkeptVerdict {
  const { standing, reason, findings, evidence, at } = verdict
  const detail = findings.find((finding) => finding.reason === reason)?.detail ?? ''
  const paged = pagedAt === undefined ? {} : { pagedAt }
  return { check: check.key, standing, reason, detail, versionId: evidence.versionId, at, ...paged }
}

function dueRotation({ check, verdict }: CheckOutcome): readonly DueRotation[] {
  const { versionId } = verdict.evidence
  return verdict.rotationDue && versionId !== null ? [{ check: check.key, versionId }] : []
}

function grouped<Group>(
  outcomes: readonly CheckOutcome[],
  keyOf: (outcome: CheckOutcome) => string,
  of: (outcomes: readonly CheckOutcome[]) => Group,
): readonly (readonly [string, Group])[] {
  return Object.entries(Object.groupBy(outcomes, keyOf)).map(([key, members]) => [key, of(members ?? [])])
}

function counts(outcomes: readonly CheckOutcome[]): Counts {
  const of = (standing: Verdict['standing']) => outcomes.filter(({ verdict }) => verdict.standing === standing).length
  return {
    checks: outcomes.length,
    valid: of('valid'),
    invalid: of('invalid'),
    unknown: of('unknown'),
    misconfigured: of('misconfigured'),
    expiring: outcomes.filter(({ verdict }) => verdict.reason === 'expiring').length,
  }
}

/** Counts for the metrics of a provider. A credential that nothing was asked about says nothing of its provider. */
function badCounts(outcomes: readonly CheckOutcome[]): { invalid: number; unknown: number } {
  const { invalid, unknown } = counts(outcomes.filter(({ verdict }) => !isUnproved(verdict)))
  return { invalid, unknown }
}
