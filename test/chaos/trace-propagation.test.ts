import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { traceSentences } from '../../chaos/report/trace-words.ts'
import type { SeenSpan } from '../../chaos/traces/otlp.ts'
import { type TracePropagation, tracePropagation } from '../../chaos/traces/trace-propagation.ts'

describe('the propagation by traces', () => {
  const sent = (traceId: string, atMs: number) => ({ traceId, atMs, epochMs: 1_000_000 + atMs })
  const span = (traceId: string, spanId: string, more: Partial<SeenSpan>): SeenSpan => ({
    traceId,
    spanId,
    parentId: null,
    service: 'a',
    isOutgoing: false,
    startMs: 0,
    endMs: 0,
    isFailed: false,
    ...more,
  })
  const times = { startedMs: 0, fromMs: 100, toMs: 200 }
  const wordsOf = (found: TracePropagation) => traceSentences(found).join(' ')

  it('says that the spread is unknown if no span arrived', () => {
    const found = tracePropagation([sent('t1', 10), sent('t2', 150)], [], times)
    assert.equal(wordsOf(found), 'Traces of 0 of 2 calls arrived. How the fault spread is unknown.')
  })

  it('does not blame a service that failed before as well, nor retries that were there before', () => {
    const of = (traceId: string) => [
      span(traceId, '1', { isFailed: true }),
      span(traceId, '2', { parentId: '1', isOutgoing: true }),
      span(traceId, '3', { parentId: '1', isOutgoing: true }),
    ]
    const found = tracePropagation([sent('t1', 10), sent('t2', 150)], [...of('t1'), ...of('t2')], times)
    assert.deepEqual(
      found.services.map(({ place, multiplied }) => [place, multiplied]),
      [[null, 1]],
    )
    assert.match(wordsOf(found), /No service failed more often than before\. No service multiplied its requests\./)
  })

  it('cannot tell a factor without a call before', () => {
    const found = tracePropagation([sent('t2', 150)], [span('t2', '1', { isFailed: true, endMs: 1_000_160 })], times)
    assert.deepEqual(
      found.services.map(({ place, multiplied, firstFailureSeconds }) => [place, multiplied, firstFailureSeconds]),
      [[1, null, 0.06]],
    )
  })
})
