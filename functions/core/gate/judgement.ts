import { cadenceOf } from '../model/cadences.ts'
import {
  type Check,
  type CheckKey,
  expiryFieldOf,
  type GateMode,
  type ProofMode,
  type Rotation,
} from '../model/check.ts'
import type { Expiry, ExpiryField } from '../model/expiry.ts'
import { isDeath, type Reason, type Standing, standingOf } from '../model/reason.ts'
import type { Probed } from '../probe/probe.ts'
import type { Suppression } from '../state/active-conditions.ts'
import type { UnkeptVerdict } from '../state/batch-record.ts'
import type { CheckState } from '../state/state.ts'

/** Grounds on which a record is no evidence: its state was not kept, or the check or its rules have changed since. */
export type Unfit = 'not_kept' | 'other_question'

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
  /** The sentence of the worst finding. When healthy: what a proof did not show, mostly empty. */
  readonly detail: string
  /** Instant at which the present reason was first found; null if unknown. */
  readonly since: number | null
  /** In epoch seconds. */
  readonly expiry: Expiry
  /** The field of the check that names where its expiry stands; `null` if none does, absent from a probe of an earlier version. */
  readonly expiryField?: ExpiryField | null
  /** Way in which the credential is rotated; absent from a probe of an earlier version. */
  readonly rotation?: Rotation['by']
  /** Names of the consumers that are observed; absent from a probe of an earlier version. */
  readonly consumers?: readonly string[]
  readonly latencyMs: number | null
  readonly versionId: string | null
  /** True if a deployment would read that version now; null if this was not looked up, or there is no version. */
  readonly isCurrent: boolean | null
  /** The source: the records of the monitor, a probe made for this answer, or neither. */
  readonly from: 'recorded' | 'fresh' | 'nothing'
  readonly judgedAt: number | null
  /** `null` for a record of this very question, and for a new probe. */
  readonly unfit: Unfit | null
  /** True for a refusal that no incident has confirmed, of a provider that has lately refused valid tokens. */
  readonly unconfirmed: boolean
  /** The silence or maintenance window that suppresses alerts at present. It does not change the decision of the gate. */
  readonly suppression: Suppression | null
}

/** A judgement without its suppression. */
export type GateJudged = Omit<GateJudgement, 'suppression'>

type Facts = Omit<
  GateJudged,
  | 'standing'
  | 'reason'
  | 'detail'
  | 'since'
  | 'expiry'
  | 'latencyMs'
  | 'versionId'
  | 'isCurrent'
  | 'from'
  | 'judgedAt'
  | 'unfit'
  | 'unconfirmed'
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
    expiryField: expiryFieldOf(check),
    rotation: check.rotation.by,
    consumers: check.consumers.map(({ name }) => name),
  }
}

/** Facts known besides a probe: the stored state, and true if the provider has lately refused valid tokens. */
export type Known = { readonly previous: CheckState | null; readonly unreliable: boolean }

/** Makes a judgement from a new probe. The stored state says since when its reason holds. */
export function probedJudgement(check: Check, { verdict }: Probed, { previous, unreliable }: Known): GateJudged {
  const { standing, reason, findings, evidence, at } = verdict
  const { status, versionId } = evidence
  const isRefusal = isDeath(reason) && status !== null
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
    unfit: null,
    unconfirmed: unreliable && isRefusal && !isConfirmed(previous, versionId),
  }
}

/** Returns true if an incident is open about a refusal of this version: enough answers in a row have confirmed it. */
function isConfirmed(state: CheckState | null, versionId: string | null): boolean {
  const incident = state?.incident ?? null
  return incident !== null && standingOf(incident.reason) === 'invalid' && state?.versionId === versionId
}

/** The origin of a stored state: its batch, and true if the provider has lately refused valid tokens. */
export type RecordOrigin = Pick<GateJudgement, 'judgedAt' | 'isCurrent' | 'unfit'> & Pick<Known, 'unreliable'>

/** Makes a judgement from a stored state, or from a later verdict that was not kept. */
export function recordedJudgement(
  check: Check,
  state: CheckState,
  unkept: UnkeptVerdict | null,
  { judgedAt, isCurrent, unfit, unreliable }: RecordOrigin,
): GateJudged {
  const { expiry } = state
  const { standing, reason, detail, versionId } = unkept ?? state
  const since = unkept === null || state.reason === unkept.reason ? state.since : unkept.at
  const isRefusal = isDeath(reason) && (unkept !== null || state.evidence.status !== null)
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
    unfit,
    unconfirmed: unreliable && isRefusal && !isConfirmed(state, versionId),
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
    unfit: null,
    unconfirmed: false,
  }
}
