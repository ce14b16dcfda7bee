import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { summarizeArm } from '../../chaos/measures/arm-summary.ts'
import type { Sample } from '../../chaos/trial/load.ts'

const sampleOf = (latencyMs: number, kind: 'ok' | 'degraded' = 'ok'): Sample => ({
  atMs: 1_000,
  endedMs: 1_000 + latencyMs,
  outcome: kind === 'ok' ? { kind } : { kind, error: 'missing_scope' },
})

describe('the summary of an arm', () => {
  it('does not take the slowest of a hundred calls for the 99th percentile', () => {
    const samples = Array.from({ length: 100 }, (_, index) => sampleOf(index + 1))
    const { p50Ms, p95Ms, p99Ms } = summarizeArm(samples)
    assert.deepEqual([p50Ms, p95Ms, p99Ms], [50.5, 95.05, 99.01])
  })

  it('counts degraded calls as served', () => {
    const { successRatio, degraded } = summarizeArm([sampleOf(1), sampleOf(2, 'degraded')])
    assert.deepEqual([successRatio, degraded], [1, 1])
  })

  it('has no figures without a call', () => {
    const { successRatio, p50Ms, p99Ms } = summarizeArm([])
    assert.deepEqual([successRatio, p50Ms, p99Ms], [null, null, null])
  })
})
