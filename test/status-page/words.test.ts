import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { clockWords, expiryWords, latencyWords, reasonWords, scopeWords } from '../../functions/status-page/words.ts'
import { nowMs, nowSeconds } from '../support/reading.ts'
import { aRow } from './views.ts'

describe('the words of a row', () => {
  for (const [row, words] of [
    [{}, 'healthy'],
    [{ reason: null }, ''],
    [{ retried: true }, 'healthy (after a retry)'],
    [{ reason: 'rejected', retried: true, suppressed: true }, 'rejected (after a retry, suppressed)'],
  ] as const)
    it(`explain a reason: "${words}"`, () => {
      assert.equal(reasonWords(aRow(row)), words)
    })

  for (const [latencyMs, words] of [
    [null, ''],
    [0, ''],
    [41.6, '42 ms'],
    [10_000, '10000 ms'],
  ] as const)
    it(`show a latency of ${latencyMs}: "${words}"`, () => {
      assert.equal(latencyWords(aRow({ latencyMs })), words)
    })

  for (const [expiry, words] of [
    [null, ''],
    [{ source: 'declared', at: 'never' }, 'never (declared)'],
    [{ source: 'jwt', at: nowSeconds + 3 * 86_400 + 4 * 3_600 }, 'in 3d 4h (jwt)'],
    [{ source: 'answer', at: nowSeconds - 60 }, '1m ago (answer)'],
    [{ source: 'answer', at: nowSeconds }, '0s ago (answer)'],
  ] as const)
    it(`show an expiry: "${words}"`, () => {
      assert.equal(expiryWords(aRow({ expiry }), nowMs), words)
    })

  it('mark each declared scope as granted, missing or unknown', () => {
    const scopes = { required: ['read', 'write'], missing: ['write'], forbidden: ['delete'] }
    assert.equal(scopeWords(aRow({ scopes })), '✓ read  ✗ write  ! delete')
  })

  it('leave out scopes if the check declares none', () => {
    assert.equal(scopeWords(aRow()), '')
  })

  it('show the time of day in UTC', () => {
    assert.equal(clockWords(nowMs), '12:00:00')
  })
})
