import type { Probing } from '../alerting/incidents/judged-probing.ts'
import { watchProviders } from '../alerting/incidents/provider-watch.ts'
import { leftOpen } from '../alerting/incidents/removed.ts'
import { forgetOpenings, noteOpening } from '../alerting/incidents/stateless-paging.ts'
import type { Check, CheckKey } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { isUnasked } from '../probe/host-circuit-breaker.ts'
import type { Probed } from '../probe/probe.ts'
import type { BatchMessage, BatchRecord, RecordStore } from '../state/batch-record.ts'
import type { ConditionStore } from '../state/conditions.ts'
import { withBeside } from './beside.ts'
import { conclude, judgementsOf } from './conclusion.ts'
import { countingPages } from './counted-pages.ts'
import { type KeepHistoryDependencies, keepHistory } from './keep-history.ts'
import { lastKept, notKeptNow } from './last-kept.ts'
import { type BatchRun, loadState } from './load-state.ts'
import type { CheckOutcome } from './outcome.ts'
import { type ProbingDependencies, probeAll } from './probing.ts'
import { openReadingLog, type ReadingLog } from './reading-log.ts'
import type { SaveStateDependencies } from './save-state.ts'
import { summarize } from './summarize.ts'
import { turned } from './turn.ts'

/** Everything that one batch needs from outside. */
export type BatchDependencies = Omit<ProbingDependencies, 'readingLog'> &
  SaveStateDependencies &
  Pick<KeepHistoryDependencies, 'history'> & {
    readonly deployment: Deployment
    readonly records: RecordStore
    readonly conditions: ConditionStore
  }

/** Milliseconds that a tick may lie ahead: clocks of two functions differ. The record of a later one would block the ticks after it. */
const aheadMs = 60_000

/**
 * Runs one batch: probes every check, compares each verdict with the stored state, notifies people of changes, and writes a record.
 * A message that arrives after its own record or after a newer one costs nothing. One that arrives again because its run ended without a
 * record leads to the same state. Returns `null` if the message is refused.
 */
export async function runBatch(message: BatchMessage, given: BatchDependencies): Promise<BatchRecord | null> {
  const { counting, pagesSent } = countingPages(given)
  const dependencies = { ...counting, unmarked: given.statelessPager.unmarked }
  const { records, deployment, now } = dependencies
  const last = await records.readBatch(message.cadence, message.batch).catch(() => null)
  if (last !== null && last.tick >= message.tick) return null
  if (message.tick > now() + aheadMs) return null
  noteSent(last, dependencies)
  const checks = checksOf(message, deployment, last?.unasked ?? [])
  const loaded = isFresh(message, checks, now()) ? await loadState(checks, { message, last }, dependencies) : null
  const kept = await lastKept(checks, { message, last, states: loaded?.states ?? null }, records)
  const { outcomes, unasked } =
    loaded === null ? notRunAtAll(checks) : await judgeAll(checks, { message, last, kept, ...loaded }, dependencies)
  const summary = summarize(message, { deployment, checks, outcomes, pagesSent: pagesSent() }, now())
  const notRun = checks.filter((_, index) => outcomes[index] === null)
  const open = [...summary.open, ...leftOpen(last, notRun, deployment, loaded?.activeConditions ?? null)]
  const before = notKeptNow(checks, outcomes, { last, kept })
  const record = withBeside({ ...summary, open, unasked, ...before }, { message, last, loaded }, dependencies)
  await records.writeBatch(record)
  await keepHistory(outcomes, dependencies)
  return record
}

/** Takes note of the pages that another container sent, and that the table took no state of. */
function noteSent(last: BatchRecord | null, { statelessPager, now }: BatchDependencies): void {
  forgetOpenings(statelessPager, now())
  for (const { check, versionId, reason, pagedAt: at } of last?.unkept ?? [])
    if (at !== undefined) noteOpening(statelessPager, { check, versionId, reason, at })
}

type JudgedChecks = { readonly outcomes: readonly (CheckOutcome | null)[]; readonly unasked: readonly CheckKey[] }

const notRunAtAll = (checks: readonly Check[]): JudgedChecks => ({
  outcomes: checks.map(() => null),
  unasked: checks.map(({ key }) => key),
})

/** Probes all checks at once, then concludes each as soon as its own probe, or those of its provider, are done. */
async function judgeAll(
  checks: readonly Check[],
  run: BatchRun,
  dependencies: BatchDependencies,
): Promise<JudgedChecks> {
  const readingLog = openReadingLog(run, dependencies)
  const probing = probeAll(checks, run, { ...dependencies, readingLog })
  const asking = whenProbed(probing, readingLog)
  const judgedOf = judgementsOf(run, dependencies.profileOf, dependencies.deployment)
  const providers = watchProviders(probing, run.activeConditions, { ...dependencies, judgedOf })
  const outcomes = await Promise.all(probing.map((one) => conclude(one, { ...run, judgedOf, providers }, dependencies)))
  const asked = await asking
  return { outcomes, unasked: checks.filter((_, index) => asked[index] === false).map(({ key }) => key) }
}

/** Logs the readings once all are probed: nobody waits for messages to be sent. Returns for each check if it was asked. */
async function whenProbed(probing: readonly Probing[], readingLog: ReadingLog): Promise<readonly boolean[]> {
  const asked = await Promise.all(probing.map(async (one) => wasAsked(await one.probed)))
  readingLog.close()
  return asked
}

const wasAsked = (probed: Probed | null): boolean => probed !== null && !isUnasked(probed)

/**
 * The checks of a message that the config still has. Those that were not asked the last time come first; the others begin at another one
 * in each tick, so that a deadline never cuts off the same.
 */
function checksOf(message: BatchMessage, deployment: Deployment, unasked: readonly CheckKey[]): readonly Check[] {
  const wanted = new Set(message.checks)
  const checks = deployment.checks.filter((check) => wanted.has(check.key))
  const inTurn = turned(checks, message.tick, checks[0]?.everySeconds ?? 1)
  const late = new Set(unasked)
  return [...inTurn.filter(({ key }) => late.has(key)), ...inTurn.filter(({ key }) => !late.has(key))]
}

/** A tick is probed until its due time plus the interval, or plus a minute for shorter intervals. */
function isFresh({ tick }: BatchMessage, checks: readonly Check[], nowMs: number): boolean {
  const intervalMs = Math.max(60_000, ...checks.map((check) => check.everySeconds * 1_000))
  return nowMs <= tick + intervalMs
}
