import type { Check, CheckKey } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { wanderSeconds } from '../model/expiry.ts'
import type { Answered } from '../model/reading.ts'
import type { Verdict } from '../model/verdict.ts'
import { logReadings, scopeHash } from '../probe/log-readings.ts'
import type { Probed } from '../probe/probe.ts'
import type { BatchRecord } from '../state/batch-record.ts'
import type { Log, LogEvent } from '../state/log.ts'
import type { CheckState } from '../state/state.ts'
import type { BatchRun } from './load-state.ts'

/** Logs the readings of one batch. */
export type ReadingLog = {
  /** Logs the readings of one check, or keeps them for the line of the batch. */
  note(check: Check, probed: Probed, questionHash: string): void
  /** Writes the line of the batch, if it has one. */
  close(): void
}

type ReadingLogDependencies = { readonly deployment: Pick<Deployment, 'logs'>; readonly log: Log }

type Unchanged = Extract<LogEvent, { event: 'readings' }>['unchanged'][CheckKey]

/** Opens the log of a batch. With `logs: 'changes'`, a reading that says nothing new is a few characters in the line of its batch. */
export function openReadingLog(
  { message: { cadence, tick, batch }, last, states }: Pick<BatchRun, 'message' | 'last' | 'states'>,
  { deployment, log }: ReadingLogDependencies,
): ReadingLog {
  const unchanged = new Map<CheckKey, Unchanged>()
  return {
    note(check, probed, questionHash) {
      const known = { tick, last, state: states?.get(check.key) ?? null, questionHash }
      const reading = deployment.logs === 'changes' ? newsless(probed, known) : null
      if (reading === null) logReadings(check, probed, tick, log)
      else unchanged.set(check.key, [Math.round(reading.timings.totalMs), scopeHash(reading.scopes)])
    },
    close() {
      if (unchanged.size > 0) log({ event: 'readings', cadence, tick, batch, unchanged: Object.fromEntries(unchanged) })
    },
  }
}

type KnownBefore = {
  readonly tick: number
  readonly last: BatchRecord | null
  /** State of the check as it is stored; `null` where nothing is, or the table could not be read. */
  readonly state: CheckState | null
  /** Hash of what is asked and judged now. */
  readonly questionHash: string
}

/**
 * Returns the one reading of a check that says nothing new, or `null`. It is valid at the first attempt, and all that it shows is stored
 * of this check already. Whatever is not certain is news, and so is the first reading of each hour.
 */
export function newsless({ verdict, readings }: Probed, known: KnownBefore): Answered | null {
  const { state } = known
  const [reading, second] = readings
  if (reading?.kind !== 'answered' || second !== undefined || reading.retried) return null
  if (verdict.standing !== 'valid' || state === null || !isStored(verdict, state)) return null
  return wasLoggedThisHour(verdict.check, known) ? reading : null
}

const hourMs = 3_600_000

/** Returns true if a tick of the same hour judged the check by the same question, and its verdict was kept. */
function wasLoggedThisHour(check: CheckKey, { tick, last, questionHash }: KnownBefore): boolean {
  if (last?.questions?.[check] !== questionHash || last.unkept?.some((one) => one.check === check)) return false
  return Math.floor(last.tick / hourMs) === Math.floor(tick / hourMs)
}

/** Returns true if a stored state shows the same as a verdict. Expiries may wander by seconds, as in the state itself. */
function isStored({ standing, reason, findings, evidence }: Verdict, state: CheckState): boolean {
  const { status, rule, identity, environment, scopes, versionId, expiry } = evidence
  const shown = [standing, reason, findings.map((finding) => finding.reason), versionId]
  const stored = [state.standing, state.reason, state.reasons, state.versionId]
  const seen = { status, rule, identity, environment, scopes }
  return isEqual(shown, stored) && isEqual(seen, storedEvidence(state)) && isSameEnd(expiry?.at, state.expiry?.at)
}

const storedEvidence = ({ evidence: { status, rule, identity, environment, scopes } }: CheckState) => ({
  status,
  rule,
  identity,
  environment,
  scopes,
})

/** Compares data whose fields are written in the same order. A difference in the order alone is only one line more. */
const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

type End = number | 'never' | undefined

const isSameEnd = (a: End, b: End): boolean =>
  a === b || (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= wanderSeconds)
