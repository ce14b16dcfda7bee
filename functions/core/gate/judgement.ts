import { cadenceOf } from '../model/cadences.ts'
import type { Check, CheckKey, GateMode } from '../model/check.ts'
import type { Expiry } from '../model/expiry.ts'
import type { Reason, Standing } from '../model/reason.ts'
import type { Probed } from '../probe/probe.ts'
import type { Suppression } from '../state/active-conditions.ts'
import type { CheckState } from '../state/state.ts'

/** What is known of one check, and how: names, numbers and sentences of ours. Instants are epoch milliseconds unless they say otherwise. */
export type GateJudgement = {
  readonly check: CheckKey
  readonly id: string
  readonly environment: string
  /** As silences and floods name it. */
  readonly provider: string
  readonly profile: string
  readonly tags: readonly string[]
  readonly gate: GateMode
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
  /** When the present reason was first found, as far as anybody remembers. */
  readonly since: number | null
  /** Its instant is in epoch seconds. */
  readonly expiry: Expiry
  readonly latencyMs: number | null
  readonly versionId: string | null
  /** Whether that is the version that a deployment would read now; null where nobody looked, or there is no version. */
  readonly isCurrent: boolean | null
  /** From the monitor's records, from a probe made for this answer, or nothing to go by. */
  readonly from: 'recorded' | 'fresh' | 'nothing'
  readonly judgedAt: number | null
  /** Why people are not told of it at present; it changes nothing about what the gate decides. */
  readonly suppression: Suppression | null
}

/** A judgement of the token alone. */
export type GateJudged = Omit<GateJudgement, 'suppression'>

type Facts = Omit<
  GateJudged,
  'standing' | 'reason' | 'detail' | 'since' | 'expiry' | 'latencyMs' | 'versionId' | 'isCurrent' | 'from' | 'judgedAt'
>

function factsOf(check: Check): Facts {
  const { key, id, environment, provider, profile, tags, gate, everySeconds, impact, owner, runbook, usedBy } = check
  return {
    ...{ check: key, id, environment, provider, profile, tags },
    ...{ gate, cadence: cadenceOf(check), everySeconds, impact, owner, runbook, usedBy },
  }
}

/** What a probe has just shown; the records say since when it is so. */
export function probedJudgement(check: Check, { verdict }: Probed, previous: CheckState | null): GateJudged {
  const { standing, reason, findings, evidence, at } = verdict
  return {
    ...factsOf(check),
    ...{ standing, reason },
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

/** What the monitor has recorded; `judgedAt` is the end of the batch that confirmed it last. */
export function recordedJudgement(
  check: Check,
  state: CheckState,
  { judgedAt, isCurrent }: Pick<GateJudgement, 'judgedAt' | 'isCurrent'>,
): GateJudged {
  const { standing, reason, detail, since, expiry, versionId } = state
  return {
    ...factsOf(check),
    ...{ standing, reason, detail, since, expiry, versionId, isCurrent, judgedAt },
    latencyMs: null,
    from: 'recorded',
  }
}

/** Nobody has judged the check, or nobody had the time to. */
export function unjudged(check: Check, detail: string): GateJudged {
  return {
    ...factsOf(check),
    ...{ standing: 'unknown', reason: 'not_run', detail },
    ...{
      since: null,
      expiry: null,
      latencyMs: null,
      versionId: null,
      isCurrent: null,
      from: 'nothing',
      judgedAt: null,
    },
  }
}
