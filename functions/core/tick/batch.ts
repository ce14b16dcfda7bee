import { type Probing, watchProviders } from '../alerting/incidents/provider-watch.ts'
import { leftOpen } from '../alerting/incidents/removed.ts'
import { isUnreliable } from '../alerting/incidents/unreliable-provider.ts'
import type { JudgedCheck } from '../alerting/transition.ts'
import { type Check, hostOf } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import type { Finding } from '../model/verdict.ts'
import { proofs } from '../probe/assess.ts'
import type { AttemptDependencies } from '../probe/attempt.ts'
import { openLedger } from '../probe/calls/ledger.ts'
import { lookForVacuity, withControl } from '../probe/controlled.ts'
import { hostCircuitBreaker } from '../probe/host-circuit-breaker.ts'
import { logReadings } from '../probe/log-readings.ts'
import { type Probed, probe } from '../probe/probe.ts'
import type { ActiveConditions } from '../state/active-conditions.ts'
import type { AlertContext } from '../state/alert-context.ts'
import type { BatchMessage, BatchRecord, RecordStore } from '../state/batch-record.ts'
import type { ConditionStore } from '../state/conditions.ts'
import { hostLimits } from '../state/host-limits.ts'
import { reviewFindingsOf } from '../state/review-findings.ts'
import type { CheckState } from '../state/state.ts'
import { type LoadedState, loadState, readable } from './load-state.ts'
import type { CheckOutcome } from './outcome.ts'
import { keep, type SaveStateDependencies } from './save-state.ts'
import { summarize } from './summarize.ts'

/** What one batch needs from outside. */
export type BatchDependencies = AttemptDependencies &
  SaveStateDependencies & {
    readonly deployment: Deployment
    readonly records: RecordStore
    readonly conditions: ConditionStore
    /** Milliseconds until the invocation is cut off. */
    remainingMs(): number
  }

/** Probes at once, in one batch: over all hosts, and to any one of them. */
export const concurrency = { total: 64, perHost: 8 }

/** A check is not begun with less time left than two attempts, the pause between them, two controls, a look at other versions and the record take. */
export const reserveMs = 34_000

/** Clocks of two functions differ a little. A tick further ahead was not enqueued by ours, and its record would silence those that follow. */
const aheadMs = 60_000

/**
 * One batch: probe every check, compare each verdict with what was known, tell people of what changed, and leave a record.
 * A message that comes twice, late or after a newer one ends in the same state.
 */
export async function runBatch(message: BatchMessage, dependencies: BatchDependencies): Promise<BatchRecord | null> {
  const { records, deployment } = dependencies
  const last = await records.readBatch(message.cadence, message.batch).catch(() => null)
  if (last !== null && last.tick > message.tick) return null
  if (message.tick > dependencies.now() + aheadMs) return null
  const wanted = new Set(message.checks)
  const checks = turned(
    deployment.checks.filter((check) => wanted.has(check.key)),
    message.tick,
  )
  const fresh = isFresh(message, checks, dependencies.now())
  const recalled = fresh ? await loadState(checks, dependencies) : null
  const outcomes =
    recalled === null ? checks.map(() => null) : await judgeAll(checks, message, { last, ...recalled }, dependencies)
  const judged = summarize(message, { deployment, checks, outcomes }, dependencies.now())
  const notRun = checks.filter((_, index) => outcomes[index] === null)
  const left = leftOpen(last, notRun, deployment, recalled?.active ?? null)
  const record = { ...judged, open: [...judged.open, ...left] }
  await records.writeBatch(record)
  return record
}

/** The order turns with every tick, so that a deadline never cuts off the same checks. */
function turned(checks: readonly Check[], tick: number): readonly Check[] {
  const start = checks.length === 0 ? 0 : Math.floor(tick / 1_000) % checks.length
  return [...checks.slice(start), ...checks.slice(0, start)]
}

/** A tick is worth probing until its due time plus the interval, or a minute where the interval is shorter. */
function isFresh({ tick }: BatchMessage, checks: readonly Check[], nowMs: number): boolean {
  const intervalMs = Math.max(60_000, ...checks.map((check) => check.everySeconds * 1_000))
  return nowMs <= tick + intervalMs
}

async function judgeAll(
  checks: readonly Check[],
  message: BatchMessage,
  { last, states, active }: LoadedState & { readonly last: BatchRecord | null },
  uncounted: BatchDependencies,
): Promise<readonly (CheckOutcome | null)[]> {
  const dependencies = { ...uncounted, mayAsk: openLedger(uncounted.deployment, checks, uncounted.log) }
  const limits = hostLimits(concurrency)
  const watch = hostCircuitBreaker()
  const probing = checks.map((check): Probing => {
    const previous = readable(states?.get(check.key))
    const probeNow = async (): Promise<Probed | null> => {
      if (dependencies.remainingMs() < reserveMs) return null
      const pauseMs = watch.pauseMs(check, dependencies.now())
      if (pauseMs > 0) await dependencies.sleep(pauseMs)
      const known = {
        previous,
        message,
        unreliable: isUnreliable(active.unreliableOf(check.provider), dependencies.now()),
        reviewFindings: await reviewFindingsFor(check, message.tick, active, dependencies),
      }
      const probed =
        watch.giveUp(check, dependencies.now()) ??
        (await withControl(check, await probeOne(check, known, dependencies), previous, dependencies))
      watch.saw(check, probed)
      logReadings(check, probed, message.tick, dependencies.log)
      return probed
    }
    const probed = limits.run(hostOf(check), () => unlessThrown(check, 'probe', probeNow, dependencies))
    return { check, previous, probed }
  })
  const judgedOf = (check: Check, { verdict }: Probed, alertContext: AlertContext): JudgedCheck => {
    return { check, verdict, tick: message.tick, judgedBefore: last?.finishedAt ?? null, alertContext }
  }
  const providers = watchProviders(probing, active, { ...dependencies, judgedOf })
  const conclude = async ({ check, previous, probed: probing }: Probing): Promise<CheckOutcome | null> => {
    const probed = await probing
    if (probed === null) return null
    const judged = judgedOf(check, probed, await providers.alertContextOf(check, probed, previous))
    logSuppression(judged, active, dependencies)
    const stored = states?.get(check.key) ?? null
    const saved = await keep(judged, { previous: stored, known: states !== null }, dependencies)
    const { onPurpose } = judged.alertContext
    return { check, verdict: probed.verdict, firstReadingAt: firstReadingAt(probed), onPurpose, ...saved }
  }
  return Promise.all(probing.map((one) => unlessThrown(one.check, 'conclude', () => conclude(one), dependencies)))
}

/** A throw is a bug of ours: it costs the check that it is about, which counts as not run, and none of those beside it. */
async function unlessThrown<Result>(
  { key }: Check,
  where: 'probe' | 'conclude',
  doing: () => Promise<Result>,
  { log }: Pick<BatchDependencies, 'log'>,
): Promise<Result | null> {
  try {
    return await doing()
  } catch {
    log({ event: 'fault', where, code: 'threw', check: key })
    return null
  }
}

/** What is known besides; with what a broken credential shows now, where it is the check's turn. */
async function reviewFindingsFor(
  check: Check,
  tick: number,
  { conditions }: ActiveConditions,
  dependencies: BatchDependencies,
): Promise<readonly Finding[]> {
  const seen = await lookForVacuity(check, tick, dependencies)
  const known = (except?: 'controls') => reviewFindingsOf(conditions, check.key, dependencies.now(), except)
  return seen === null ? known() : [...known('controls'), ...seen]
}

const firstReadingAt = ({ verdict, readings }: Probed): number => readings[0]?.at ?? verdict.at

type Known = {
  readonly previous: CheckState | null
  readonly message: BatchMessage
  readonly unreliable: boolean
  /** What reviews have found. */
  readonly reviewFindings: readonly Finding[]
}

/**
 * A token that was proved bad is asked once a tick, with a fresh read where the sweep does not say whether it was replaced. A provider
 * that has lately been wrong has to prove it anew, and better.
 */
function probeOne(
  check: Check,
  { previous, message, unreliable, reviewFindings }: Known,
  dependencies: BatchDependencies,
): Promise<Probed> {
  const versionId = message.versionIds[check.key]
  const wasProven = previous?.standing === 'invalid'
  const proven = wasProven && !unreliable ? { versionId: previous.versionId } : null
  const needed = unreliable ? proofs.inDoubt : proofs.usual
  const wanted = { versionId, fresh: wasProven && versionId === undefined }
  return probe(check, dependencies, wanted, proven, needed, reviewFindings)
}

function logSuppression(
  { check, alertContext }: JudgedCheck,
  active: ActiveConditions,
  { log, now }: BatchDependencies,
): void {
  if (!alertContext.suppressed) return
  const { until = null, by: author = null } = active.suppressionOf(check, now()) ?? {}
  log({ event: 'suppressed', check: check.key, by: author === null ? 'maintenance' : 'silence', until })
}
