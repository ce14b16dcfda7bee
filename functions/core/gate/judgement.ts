import { cadenceOf } from '../model/cadences.ts'
import type { Check, CheckKey, GateMode, ProofMode } from '../model/check.ts'
import type { Expiry } from '../model/expiry.ts'
import type { Reason, Standing } from '../model/reason.ts'
import type { Probed } from '../probe/probe.ts'
import type { Suppression } from '../state/active-conditions.ts'
import type { CheckState } from '../state/state.ts'

/** A judgement of one check, for the gate: names, numbers and sentences of Tokenwatch. Instants are epoch milliseconds unless noted. */
export type GateJudgement = {
  readonly check: CheckKey
  readonly id: string
  readonly environment: string
  /** The name of the provider in silences and alert storms. */
  readonly provider: string
  readonly profile: string
  readonly tags: readonly string[]
  readonly gate: GateMode
  readonly proof: ProofMode
  readonly cadence: string
  readonly everySeconds: number
  readonly impact: string
  readonly owner: string | null
  readonly runbook: string | null
  readonly usedBy: readonly string[]
  readonly standing: Standing
  readonly reason: Reason
  /** The sentence of the worst finding; empty when healthy. */
  readonly detail: string
  /** Instant at which the present reason was first found; null if unknown. */
  readonly since: number | null
  /** In epoch seconds. */
  readonly expiry: Expiry
  readonly latencyMs: number | null
  readonly versionId: string | null
  /** True if a deployment would read that version now; null if this was not looked up, or there is no version. */
  readonly isCurrent: boolean | null
  /** The source: the records of the monitor, a probe made for this answer, or neither. */
  readonly from: 'recorded' | 'fresh' | 'nothing'
  readonly judgedAt: number | null
  /** The silence or maintenance window that suppresses alerts at present. It does not change the decision of the gate. */
  readonly suppression: Suppression | null
}

/** A judgement without its suppression. */
export type GateJudged = Omit<GateJudgement, 'suppression'>

type Facts = Omit<
  GateJudged,
  'standing' | 'reason' | 'detail' | 'since' | 'expiry' | 'latencyMs' | 'versionId' | 'isCurrent' | 'from' | 'judgedAt'
>

function factsOf(check: Check): Facts {
  const { key, id, environment, provider, profile, tags, gate, proof, everySeconds, impact, owner, runbook, usedBy } =
    check
  return {
    check: key,
    id,
    environment,
    provider,
    profile,
    tags,
    gate,
    proof,
    cadence: cadenceOf(check),
    everySeconds,
    impact,
    owner,
    runbook,
    usedBy,
  }
}

/** Makes a judgement from a new probe. `previous` says since when its reason holds. */
export function probedJudgement(check: Check, { verdict }: Probed, previous: CheckState | null): GateJudged {
  const { standing, reason, findings, evidence, at } = verdict
  return {
    ...factsOf(check),
    standing,
    reason,
    detail: findings.find((finding) => finding.reason === reason)?.detail ?? '',
    since: previous?.reason === reason ? previous.since : at,
    expiry: evidence.expiry,
    latencyMs: evidence.latencyMs,
    versionId: evidence.versionId,
    isCurrent: evidence.versionId === null ? null : true,
    from: 'fresh',
    judgedAt: at,
  }
}

/** Makes a judgement from a stored state. `judgedAt` is the end of the batch that last confirmed it. */
export function recordedJudgement(
  check: Check,
  state: CheckState,
  { judgedAt, isCurrent }: Pick<GateJudgement, 'judgedAt' | 'isCurrent'>,
): GateJudged {
  const { standing, reason, detail, since, expiry, versionId } = state
  return {
    ...factsOf(check),
    standing,
    reason,
    detail,
    since,
    expiry,
    versionId,
    isCurrent,
    judgedAt,
    latencyMs: null,
    from: 'recorded',
  }
}

/** Makes the judgement of a check that was not judged; `detail` says why. */
export function unjudged(check: Check, detail: string): GateJudged {
  return {
    ...factsOf(check),
    standing: 'unknown',
    reason: 'not_run',
    detail,
    since: null,
    expiry: null,
    latencyMs: null,
    versionId: null,
    isCurrent: null,
    from: 'nothing',
    judgedAt: null,
  }
}
