import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { agoWords, clockWords, expiryWords, latencyWords, scopeWords } from '../../functions/status-page/words.ts'
import { nowMs, nowSeconds } from '../support/reading.ts'

describe('the words of a check', () => {
  for (const [latencyMs, words] of [
    [null, ''],
    [0, ''],
    [41.6, '42 ms'],
    [10_000, '10000 ms'],
  ] as const)
    it(`show a latency of ${latencyMs}: "${words}"`, () => {
      assert.equal(latencyWords(latencyMs), words)
    })

  for (const [expiry, words] of [
    [null, ''],
    [{ source: 'declared', at: 'never' }, 'never (declared)'],
    [{ source: 'jwt', at: nowSeconds + 3 * 86_400 + 4 * 3_600 }, 'in 3d 4h (jwt)'],
    [{ source: 'answer', at: nowSeconds - 60 }, '1m ago (answer)'],
    [{ source: 'answer', at: nowSeconds }, '0s ago (answer)'],
  ] as const)
    it(`show an expiry: "${words}"`, () => {
      assert.equal(expiryWords(expiry, nowMs), words)
    })

  it('mark each declared scope as granted, missing or forbidden', () => {
    const scopes = { required: ['read', 'write'], missing: ['write'], forbidden: ['delete'] }
    assert.equal(scopeWords(scopes), '✓ read  ✗ write  ! delete')
    assert.equal(scopeWords(null), '')
  })

  it('show the time of day in UTC, and ages', () => {
    assert.equal(clockWords(nowMs), '12:00:00')
    assert.deepEqual([agoWords(nowMs - 61_000, nowMs), agoWords(null, nowMs)], ['1m 1s ago', 'never'])
  })
})
