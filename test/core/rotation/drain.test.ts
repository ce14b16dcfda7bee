import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RotationConsumer } from '../../../functions/core/model/ours.ts'
import { type DrainEvidence, decideDrain, drainMs } from '../../../functions/core/rotation/drain.ts'
import { fc } from '../../support/property.ts'

const minute = 60_000
const cached: RotationConsumer = { name: 'api', reads: { cacheSeconds: 600 } }
const started: RotationConsumer = { name: 'worker', reads: 'at_start' }

const base: DrainEvidence = {
  versionId: 'new',
  promotedAt: 0,
  graceEndsAt: 0,
  consumers: [],
  reports: [],
  lastUsedAt: null,
  released: false,
  oldEndsAt: null,
}
const report = (consumer: string, versionId: string, at = minute) => ({ consumer, versionId, at })

describe('the drain before an old key is revoked', () => {
  it('lasts at least 15 minutes, and at least twice the longest cache', () => {
    assert.deepEqual([drainMs([]), drainMs([cached]), drainMs([started])], [15 * minute, 20 * minute, 15 * minute])
  })

  const rows: readonly (readonly [what: string, evidence: Partial<DrainEvidence>, atMs: number, act: string])[] = [
    ['waits for the caches', { consumers: [cached] }, 19 * minute, 'wait'],
    ['is over when they have a ceiling', { consumers: [cached] }, 20 * minute, 'revoke'],
    ["waits for the provider's own grace", { graceEndsAt: 60 * minute }, 59 * minute, 'wait'],
    ['holds for a consumer that read the secret at its start', { consumers: [started] }, 60 * minute, 'hold'],
    [
      'goes on when it says that it has the new version',
      { consumers: [started], reports: [report('worker', 'new')] },
      60 * minute,
      'revoke',
    ],
    [
      'holds when a cache says that it has the old one',
      { consumers: [cached], reports: [report('api', 'old')] },
      60 * minute,
      'hold',
    ],
    [
      'believes the latest word',
      { consumers: [cached], reports: [report('api', 'old'), report('api', 'new', 2 * minute)] },
      60 * minute,
      'revoke',
    ],
    [
      'does not believe a word from before the promotion',
      { promotedAt: 10 * minute, consumers: [started], reports: [report('worker', 'new')] },
      60 * minute,
      'hold',
    ],
    ['holds while the provider sees the old key used', { lastUsedAt: 55 * minute }, 60 * minute, 'hold'],
    ['holds while the last use cannot be read', { lastUsedAt: 'unknown' }, 60 * minute, 'hold'],
    ['waits for the drain first', { lastUsedAt: 'unknown' }, 14 * minute, 'wait'],
    ['needs no last use if a person says so', { lastUsedAt: 'unknown', released: true }, 60 * minute, 'revoke'],
    ['needs no last use of an expired key', { lastUsedAt: 'unknown', oldEndsAt: 0 }, 60 * minute, 'revoke'],
    ['goes on when that was a whole drain ago', { lastUsedAt: 45 * minute }, 60 * minute, 'revoke'],
    ['goes on when a person says so', { consumers: [started], released: true }, 60 * minute, 'revoke'],
    [
      'goes on when the old key is dead by itself',
      { consumers: [started], oldEndsAt: 59 * minute },
      60 * minute,
      'revoke',
    ],
  ]
  for (const [what, evidence, atMs, act] of rows)
    it(what, () => assert.equal(decideDrain({ ...base, ...evidence }, atMs).act, act))

  it('names the consumers that are behind', () => {
    const drain = decideDrain({ ...base, consumers: [cached, started] }, 60 * minute)
    assert.deepEqual(drain, { act: 'hold', behind: ['worker'] })
  })

  it('never revokes early, and never while a consumer is behind without a release', () => {
    const consumers = fc.array(fc.constantFrom(cached, started), { maxLength: 3 })
    fc.assert(
      fc.property(consumers, fc.nat(120 * minute), (given, atMs) => {
        const { act } = decideDrain({ ...base, consumers: given }, atMs)
        return act !== 'revoke' || (atMs >= drainMs(given) && !given.includes(started))
      }),
    )
  })
})
