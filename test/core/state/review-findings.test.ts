import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assess } from '../../../functions/core/probe/assess.ts'
import {
  type ReviewResult,
  reviewFindingsOf,
  saveReviewFindings,
} from '../../../functions/core/state/review-findings.ts'
import { aCheck } from '../../support/check.ts'
import { aFailure, anAnswer, aRejection, nowMs } from '../../support/reading.ts'
import { openStores } from '../../support/stores.ts'

const key = 'production/ci-bot'
const stale = {
  reason: 'consumers_stale',
  detail: 'web still uses the previous version, 1h after the promotion',
} as const
const hour = 3_600_000

describe('a review finding of a token', () => {
  const reviewFindings = [stale]
  it('is notified while the token is valid', () => {
    const { standing, reason, severity, findings } = assess(aCheck(), [anAnswer()], nowMs, { reviewFindings })
    assert.deepEqual([standing, reason, severity, findings], ['valid', 'consumers_stale', 'notice', [stale]])
  })

  it('is left out if the token is invalid, failing or unknown', () => {
    for (const readings of [[aRejection(), aRejection()], [aFailure()], [aRejection()]])
      assert.ok(!assess(aCheck(), readings, nowMs, { reviewFindings }).findings.includes(stale))
  })
})

describe('the stored findings of reviews', () => {
  const { conditions } = openStores()
  const keep = (found: ReviewResult, at: number) =>
    saveReviewFindings({ source: 'consumers', subject: key, found }, { conditions, now: () => at })
  const believed = async (at: number) => reviewFindingsOf(await conditions.all(), key, at)

  it('are not written if there are none', async () => {
    await keep([], nowMs)
    assert.deepEqual(await conditions.all(), [])
  })

  it('are used for three periods, and no longer', async () => {
    await keep([[key, stale]], nowMs)
    assert.deepEqual(await believed(nowMs + 3 * hour), [stale])
    assert.deepEqual(await believed(nowMs + 3 * hour + 1), [])
    assert.deepEqual(reviewFindingsOf(await conditions.all(), 'production/other', nowMs), [])
  })

  it('are withdrawn by the next review without findings, which is written once', async () => {
    await keep([], nowMs + hour)
    assert.deepEqual(await believed(nowMs + hour), [])
    const [silent] = await conditions.all()
    await keep([], nowMs + 2 * hour)
    assert.deepEqual(await conditions.all(), [silent])
    await keep([[key, stale]], nowMs + 3 * hour)
    assert.deepEqual(await believed(nowMs + 3 * hour), [stale])
  })
})
