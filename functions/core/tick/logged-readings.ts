import type { Check } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { scopeHash } from '../model/scope-hash.ts'
import type { Verdict } from '../model/verdict.ts'
import { logReadings } from '../probe/log-readings.ts'
import type { Probed } from '../probe/probe.ts'
import type { BatchMessage } from '../state/batch-record.ts'
import type { Log, ShortReading } from '../state/log.ts'
import type { CheckState } from '../state/state.ts'
import type { BatchRun } from './load-state.ts'
import type { CheckOutcome } from './outcome.ts'

type LoggedRun = Pick<BatchRun, 'message' | 'last' | 'states'>

type LogDependencies = { readonly deployment: Pick<Deployment, 'logs'>; readonly log: Log }

const hourMs = 3_600_000

/** Logs the readings of a check. With `logs: 'changes'`, one that repeats what is stored and logged is left to the line of its batch. */
export function logNews(
  check: Check,
  { probed, questionHash }: { readonly probed: Probed; readonly questionHash: string },
  run: LoggedRun,
  { deployment, log }: LogDependencies,
): void {
  const { key } = check
  const isLogged = run.last?.questions?.[key] === questionHash && isSameHour(run)
  const stored = run.states?.get(key)
  if (deployment.logs === 'changes' && isLogged && stored !== undefined && isRepeated(probed, stored)) return
  logReadings(check, probed, run.message.tick, log)
}

/** Logs one line for a batch: standing, latency and scopes of each judged check. With `logs: 'all'` the readings say it. */
export function logRound(
  { cadence, tick, batch }: BatchMessage,
  outcomes: readonly (Pick<CheckOutcome, 'verdict'> | null)[],
  { deployment, log }: LogDependencies,
): void {
  const judged = outcomes.filter((outcome) => outcome !== null)
  if (deployment.logs === 'all' || judged.length === 0) return
  log({ event: 'readings', cadence, tick, batch, readings: judged.map(({ verdict }) => shortReading(verdict)) })
}

/** Returns true if a reading is one good answer that repeats the stored verdict. Anything less certain is news. */
function isRepeated({ verdict, readings }: Probed, stored: CheckState): boolean {
  const { standing, reason, findings, evidence } = verdict
  return (
    standing === 'valid' &&
    readings.length === 1 &&
    readings.every(({ kind, retried }) => kind === 'answered' && !retried) &&
    stored.standing === standing &&
    stored.reason === reason &&
    stored.versionId === evidence.versionId &&
    stored.reasons.join() === findings.map((finding) => finding.reason).join() &&
    scopeHash(stored.evidence.scopes) === scopeHash(evidence.scopes)
  )
}

/** Returns true if the batch ran before in this hour of the clock, so that the reading of the hour is logged. */
function isSameHour({ message, last }: LoggedRun): boolean {
  return last !== null && Math.floor(last.tick / hourMs) === Math.floor(message.tick / hourMs)
}

function shortReading({ check, standing, evidence: { latencyMs, scopes } }: Verdict): ShortReading {
  const hash = scopeHash(scopes)
  return {
    check,
    standing,
    ...(latencyMs === null ? {} : { latencyMs: Math.round(latencyMs) }),
    ...(hash === null ? {} : { scopes: hash }),
  }
}
