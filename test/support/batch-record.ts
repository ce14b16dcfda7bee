import type { BatchMessage, BatchRecord, Counts, TickRecord } from '../../functions/core/state/batch-record.ts'
import { nowMs } from './reading.ts'

/** A tick of two batches and three checks. */
export function aTick(overrides: Partial<TickRecord> = {}): TickRecord {
  return {
    cadence: '5m',
    tick: nowMs,
    batches: 2,
    checks: 3,
    config: '0123456789abcdef',
    subscriptions: null,
    ...overrides,
  }
}

/** Record of a batch that found nothing. A test names only the fields that it is about. */
export function aRecord(batch: number, overrides: Partial<BatchRecord> = {}): BatchRecord {
  return {
    cadence: '5m',
    batch,
    tick: nowMs,
    finishedAt: nowMs + 900,
    judged: 0,
    notRun: 0,
    environments: {},
    providers: {},
    latenciesMs: [],
    secretReadFailures: 0,
    pagesSent: 0,
    pageWaitsMs: [],
    timesToPageMs: [],
    deduplicated: 0,
    pending: [],
    notices: [],
    open: [],
    outages: {},
    unsaved: 0,
    due: [],
    blocking: [],
    gauges: [],
    ...overrides,
  }
}

export function aMessage(checks: BatchMessage['checks'], overrides: Partial<BatchMessage> = {}): BatchMessage {
  return { cadence: '5m', tick: nowMs, batch: 0, checks, versionIds: {}, config: '0123456789abcdef', ...overrides }
}

/** Counts of which a test names those that are not zero. */
export function counting(counts: Partial<Counts>): Counts {
  return { checks: 0, valid: 0, invalid: 0, unknown: 0, misconfigured: 0, expiring: 0, ...counts }
}
