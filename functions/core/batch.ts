import type { AttemptDependencies } from './attempt.ts'
import type { BatchMessage, BatchRecord, RecordStore } from './batch-record.ts'
import { type Check, hostOf } from './check.ts'
import type { Deployment } from './deployment.ts'
import { hostLimits } from './host-limits.ts'
import { logReadings } from './log-readings.ts'
import { type PayDependencies, pay } from './pay.ts'
import { type Probed, probe } from './probe.ts'
import type { CheckState } from './state.ts'
import { type Outcome, summarize } from './summarize.ts'
import { transition } from './transition.ts'
import { hostWatch } from './unanswering.ts'

/** What one batch needs from outside. */
export type BatchDependencies = AttemptDependencies &
  PayDependencies & {
    readonly deployment: Deployment
    readonly records: RecordStore
    /** Milliseconds until the invocation is cut off. */
    remainingMs(): number
  }

/** Probes at once, in one batch: over all hosts, and to any one of them. */
export const concurrency = { total: 64, perHost: 8 }

/** A check is not begun with less time left than two attempts, the pause between them and the record take. */
export const reserveMs = 25_000

/** Clocks of two functions differ a little. A tick further ahead was not enqueued by ours, and its record would silence those that follow. */
const aheadMs = 60_000

/**
 * One batch: probe every check, compare each verdict with what was known, tell people of what changed, and leave a record.
 * A message that comes twice, late or after a newer one ends in the same state.
 */
export async function runBatch(message: BatchMessage, dependencies: BatchDependencies): Promise<BatchRecord | null> {
  const { records, deployment } = dependencies
  const last = await records.readBatch(message.cadence, message.batch)
  if (last !== null && last.tick > message.tick) return null
  if (message.tick > dependencies.now() + aheadMs) return null
  const wanted = new Set(message.checks)
  const checks = turned(
    deployment.checks.filter((check) => wanted.has(check.key)),
    message.tick,
  )
  const fresh = isFresh(message, checks, dependencies.now())
  const outcomes = fresh ? await judgeAll(checks, message, last, dependencies) : checks.map(() => null)
  const record = summarize(message, { deployment, checks, outcomes }, dependencies.now())
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
  last: BatchRecord | null,
  dependencies: BatchDependencies,
): Promise<readonly (Outcome | null)[]> {
  const states = await dependencies.states.read(checks.map((check) => check.key))
  const limits = hostLimits(concurrency)
  const watch = hostWatch()
  return Promise.all(
    checks.map((check) =>
      limits.run(hostOf(check), async () => {
        if (dependencies.remainingMs() < reserveMs) return null
        const known = { previous: states.get(check.key) ?? null, message, last }
        const probed = watch.giveUp(check, dependencies.now()) ?? (await probeOne(check, known, dependencies))
        watch.saw(check, probed)
        logReadings(check, probed, message.tick, dependencies.log)
        return conclude(check, probed, known, dependencies)
      }),
    ),
  )
}

/** A token that was proved bad is asked once a tick, with a fresh read where the sweep does not say whether it was replaced. */
function probeOne(check: Check, { previous, message }: Known, dependencies: BatchDependencies): Promise<Probed> {
  const versionId = message.versionIds[check.key]
  const proven = previous?.standing === 'invalid' ? { versionId: previous.versionId } : null
  return probe(check, dependencies, { versionId, fresh: proven !== null && versionId === undefined }, proven)
}

type Known = { readonly previous: CheckState | null; readonly message: BatchMessage; readonly last: BatchRecord | null }

/** Writes the new state, if it is one, and pays what it owes. Who loses the race to write tells nobody. */
async function conclude(
  check: Check,
  probed: Probed,
  { previous, message, last }: Known,
  dependencies: BatchDependencies,
): Promise<Outcome> {
  const { verdict } = probed
  const state = transition(previous, { verdict, tick: message.tick, judgedBefore: last?.finishedAt ?? null })
  const changed = state !== previous
  const ours = changed ? await dependencies.states.write(state) : true
  if (changed && ours) {
    dependencies.log({
      event: 'transition',
      check: check.key,
      from: previous?.reason ?? null,
      to: state.reason,
      standing: state.standing,
    })
  }
  const payment = ours && state.owed.length > 0 ? await pay(state, check, dependencies) : { sent: 0, owed: 0 }
  return { check, verdict, ...payment }
}
