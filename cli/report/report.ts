import type { Decision, Ruled, Ruling } from '../../functions/core/gate/decide.ts'
import type { GateAnswer } from '../../functions/core/gate/question.ts'
import type { GateSelection } from '../../functions/core/gate/selection.ts'
import type { GateMode } from '../../functions/core/model/check.ts'
import type { Reason, Standing } from '../../functions/core/model/reason.ts'
import type { Suppression } from '../../functions/core/state/active-conditions.ts'
import { exitCodes } from '../framework/exit-codes.ts'
import { questionOf } from '../selection.ts'

/** One check, as every reporter shows it. Instants are ISO 8601. */
export type ReportedCheck = {
  readonly check: string
  readonly gate: GateMode
  readonly ruling: Ruling
  readonly standing: Standing
  readonly reason: Reason
  readonly because: string
  readonly todo: string | null
  readonly since: string | null
  readonly expiresAt: string | null
  readonly expirySource: string | null
  readonly latencyMs: number | null
  readonly owner: string | null
  readonly runbook: string | null
  readonly impact: string
  readonly usedBy: readonly string[]
  readonly versionId: string | null
  readonly evidence: 'recorded' | 'fresh' | 'nothing'
  readonly judgedAt: string | null
  /** Silence or maintenance window that suppresses notifications now. A maintenance window has neither `until` nor `by`. */
  readonly suppressed: { readonly until: string | null; readonly by: string | null; readonly reason: string } | null
}

/** Result of `check` and `gate`: the input of every reporter, and `data` of the envelope. */
export type CommandReport = {
  readonly command: 'check' | 'gate'
  readonly question: string
  readonly deployment: string
  /** Source of the answer: the deployed probe, or this machine. */
  readonly source: 'deployed' | 'local'
  readonly at: string
  readonly ruling: Ruling
  readonly exitCode: number
  /** Override against the ruling. `recorded` is true if the deployment has stored it. */
  readonly override: { readonly reason: string; readonly recorded: boolean } | null
  /** Reasons why nobody answered, so that an override stands alone; empty if there is an answer. */
  readonly unanswered: readonly string[]
  /** Reasons why the monitor counts as dead; empty if it is alive or was not asked. */
  readonly monitor: readonly string[]
  readonly checks: readonly ReportedCheck[]
}

export function reportOf(
  answer: Pick<GateAnswer, 'deployment' | 'at'>,
  { ruling, ruled, dead }: Decision,
  about: Pick<CommandReport, 'command' | 'source' | 'override'> & { readonly selection: GateSelection },
): CommandReport {
  const { command, source, override, selection } = about
  return {
    command,
    question: questionOf(selection),
    deployment: answer.deployment,
    source,
    at: iso(answer.at),
    ruling,
    exitCode: override === null ? exitCodeOf(ruling) : exitCodes.ok,
    override,
    unanswered: [],
    monitor: dead.map(({ because }) => because),
    checks: ruled.map(reported),
  }
}

/** Returns the report of an override that nobody answered. An instant is in epoch milliseconds. */
export function unansweredReport(
  unanswered: readonly string[],
  about: Pick<CommandReport, 'deployment' | 'source'> & {
    readonly at: number
    readonly reason: string
    readonly selection: GateSelection
  },
): CommandReport {
  const { deployment, source, at, reason, selection } = about
  return {
    command: 'gate',
    question: questionOf(selection),
    deployment,
    source,
    at: iso(at),
    ruling: 'cannot_tell',
    exitCode: exitCodes.ok,
    override: { reason, recorded: false },
    unanswered,
    monitor: [],
    checks: [],
  }
}

/** Command that failed before it had an answer. */
export type FailedCommand = Pick<CommandReport, 'command' | 'deployment' | 'source'>

/** Describes a failure, such as wrong usage or missing credentials, in the shape of a report. It could not tell. */
export function failedReport(
  { lines, exitCode }: { readonly lines: readonly string[]; readonly exitCode: number },
  about: FailedCommand,
  at: number,
): CommandReport {
  const nothing = { override: null, monitor: [], checks: [] }
  const question = 'May a deployment rely on its credentials?'
  return { ...about, question, at: iso(at), ruling: 'cannot_tell', exitCode, unanswered: lines, ...nothing }
}

function exitCodeOf(ruling: Ruling): number {
  switch (ruling) {
    case 'pass':
      return exitCodes.ok
    case 'refuse':
      return exitCodes.refused
    case 'cannot_tell':
      return exitCodes.undecided
  }
}

function reported({ judgement, ruling, because, todo }: Ruled): ReportedCheck {
  const { expiry, since, judgedAt, from, gate, standing, reason, latencyMs } = judgement
  const { check, owner, runbook, impact, usedBy, versionId, suppression } = judgement
  return {
    check,
    gate,
    ruling,
    standing,
    reason,
    because,
    todo,
    latencyMs,
    owner,
    runbook,
    impact,
    usedBy,
    versionId,
    since: since === null ? null : iso(since),
    expiresAt: expiry === null ? null : expiry.at === 'never' ? 'never' : iso(expiry.at * 1_000),
    expirySource: expiry?.source ?? null,
    evidence: from,
    judgedAt: judgedAt === null ? null : iso(judgedAt),
    suppressed: suppressedOf(suppression),
  }
}

/** Returns a suppression for programs. */
export function suppressedOf(suppression: Suppression | null): ReportedCheck['suppressed'] {
  return suppression === null
    ? null
    : { ...suppression, until: suppression.until === null ? null : iso(suppression.until) }
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString()
