import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CheckOutcome } from '../../../functions/core/tick/outcome.ts'
import { pagingOf } from '../../../functions/core/tick/paging.ts'
import { pagingMetrics } from '../../../functions/core/tick/paging-metrics.ts'
import { aRecord } from '../../support/batch-record.ts'
import { aCheck } from '../../support/check.ts'
import { nowMs } from '../../support/reading.ts'
import { anIncident, aState, aVerdict } from '../../support/verdict.ts'

/** A revoked token whose page SNS accepted 40 ms after the verdict, and whose first bad reading was 2 s before it. */
function opened(overrides: Partial<CheckOutcome> = {}): CheckOutcome {
  return {
    check: aCheck(),
    verdict: aVerdict('revoked'),
    state: aState({ reason: 'revoked', standing: 'invalid', incident: anIncident(), since: nowMs }),
    questionHash: 'a-question',
    firstReadingAt: nowMs - 2_000,
    onPurpose: false,
    sent: 1,
    pending: 0,
    waitsMs: [40],
    saved: true,
    ...overrides,
  }
}

const silent = { sent: 0, waitsMs: [] } as const

describe('the paging of a batch', () => {
  it('is measured from the verdict and from the first bad reading', () => {
    assert.deepEqual(pagingOf([opened()]), { pageWaitsMs: [40], timesToPageMs: [2_040], deduplicated: 0 })
  })

  it('is measured from the first of the ticks that it took', () => {
    const { state } = opened()
    const slow = opened({ state: { ...state, since: nowMs - 600_000 } })
    assert.deepEqual(pagingOf([slow]).timesToPageMs, [600_040])
  })

  it('counts the time to a page for openings only', () => {
    const { state } = opened()
    const older = anIncident({ openedAt: nowMs - 14_400_000 })
    const reminded = opened({ state: { ...state, incident: older } })
    const resolved = opened({ verdict: aVerdict('healthy'), state: aState() })
    assert.deepEqual(pagingOf([reminded, resolved]), { pageWaitsMs: [40, 40], timesToPageMs: [], deduplicated: 0 })
  })

  it('counts verdicts that were paged before, and not pending pages or notices', () => {
    const known = opened({ ...silent })
    const pending = opened({ ...silent, pending: 1 })
    const notice = opened({ ...silent, verdict: aVerdict('over_scoped') })
    const notYet = opened({ ...silent, verdict: aVerdict('secret_missing'), state: aState() })
    assert.equal(pagingOf([known, pending, notice, notYet]).deduplicated, 1)
  })
})

describe('the metrics of paging', () => {
  const values = (...args: Parameters<typeof pagingMetrics>) =>
    Object.fromEntries(pagingMetrics(...args).map(({ name, values }) => [name, values]))

  it('are not sent if no page was sent', () => {
    assert.deepEqual(values([aRecord(0)], silent), {})
  })

  it('add up the pages of batches and those that the next tick delivered', () => {
    const records = [
      aRecord(0, { pagesSent: 2, pageWaitsMs: [40, 50], timesToPageMs: [2_040], deduplicated: 3 }),
      aRecord(1, { pagesSent: 1, pageWaitsMs: [60], deduplicated: 1 }),
    ]
    assert.deepEqual(values(records, { sent: 1, waitsMs: [300_000] }), {
      PagesSent: [4],
      PagesDeduplicated: [4],
      PageLatency: [40, 50, 60, 300_000],
      TimeToPage: [2_040],
    })
  })
})
