import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { plainTerms, type RotationConsumer } from '../../../functions/core/model/ours.ts'
import { type DrainEvidence, decideDrain, drainMs } from '../../../functions/core/rotation/drain.ts'
import { fc } from '../../support/property.ts'

const minute = 60_000
const cached: RotationConsumer = { name: 'api', reads: { cacheSeconds: 600 } }
const started: RotationConsumer = { name: 'worker', reads: 'at_start' }

const having = (consumers: readonly RotationConsumer[]) => ({ ...plainTerms, consumers })

const base: DrainEvidence = {
  versionId: 'new',
  promotedAt: 0,
  graceEndsAt: 0,
  terms: plainTerms,
  revokes: true,
  reports: [],
  unnamed: [],
  lastUsedAt: -60 * minute,
  released: false,
  oldEndsAt: null,
}
const report = (consumer: string, versionId: string, at = minute) => ({ consumer, versionId, at })

describe('the drain before an old key is revoked', () => {
  it('lasts at least 15 minutes, and at least twice the longest cache', () => {
    assert.deepEqual([drainMs([]), drainMs([cached]), drainMs([started])], [15 * minute, 20 * minute, 15 * minute])
  })

  const rows: readonly (readonly [what: string, evidence: Partial<DrainEvidence>, atMs: number, act: string])[] = [
    ['waits for the caches', { terms: having([cached]) }, 19 * minute, 'wait'],
    ['is over when they have a ceiling', { terms: having([cached]) }, 20 * minute, 'revoke'],
    ["waits for the provider's own grace", { graceEndsAt: 60 * minute }, 59 * minute, 'wait'],
    ['holds for a consumer that read the secret at its start', { terms: having([started]) }, 60 * minute, 'hold'],
    [
      'goes on when it says that it has the new version',
      { terms: having([started]), reports: [report('worker', 'new')] },
      60 * minute,
      'revoke',
    ],
    [
      'holds when a cache says that it has the old one',
      { terms: having([cached]), reports: [report('api', 'old')] },
      60 * minute,
      'hold',
    ],
    [
      'believes the latest word',
      { terms: having([cached]), reports: [report('api', 'old'), report('api', 'new', 2 * minute)] },
      60 * minute,
      'revoke',
    ],
    [
      'does not believe a start between the making of the version and its promotion',
      {
        promotedAt: 10 * minute,
        terms: having([started]),
        reports: [{ ...report('worker', 'new', 20 * minute), since: 5 * minute }],
      },
      60 * minute,
      'hold',
    ],
    [
      'believes a start after the promotion',
      {
        promotedAt: 10 * minute,
        terms: having([started]),
        reports: [{ ...report('worker', 'new', 20 * minute), since: 11 * minute }],
      },
      60 * minute,
      'revoke',
    ],
    [
      'does not believe a word from before the promotion',
      { promotedAt: 10 * minute, terms: having([started]), reports: [report('worker', 'new')] },
      60 * minute,
      'hold',
    ],
    [
      'holds for a reader that nobody named',
      { unnamed: ['arn:aws:iam::123456789012:role/other'] },
      60 * minute,
      'hold',
    ],
    ['holds while the provider sees the old key used', { lastUsedAt: 55 * minute }, 60 * minute, 'hold'],
    ['holds while the last use cannot be read', { lastUsedAt: 'unknown' }, 60 * minute, 'hold'],
    ['waits for the drain first', { lastUsedAt: 'unknown' }, 14 * minute, 'wait'],
    ['needs no last use if a person says so', { lastUsedAt: 'unknown', released: true }, 60 * minute, 'revoke'],
    ['needs no last use of an expired key', { lastUsedAt: 'unknown', oldEndsAt: 0 }, 60 * minute, 'revoke'],
    ['goes on when that was a whole drain ago', { lastUsedAt: 45 * minute }, 60 * minute, 'revoke'],
    ['goes on when a person says so', { terms: having([started]), released: true }, 60 * minute, 'revoke'],
    [
      'goes on when the old key is dead by itself',
      { terms: having([started]), oldEndsAt: 59 * minute },
      60 * minute,
      'revoke',
    ],
  ]
  for (const [what, evidence, atMs, act] of rows)
    it(what, () => assert.equal(decideDrain({ ...base, ...evidence }, atMs).act, act))

  /** Nobody reports, and the provider does not tell the last use. */
  const dark = { ...base, lastUsedAt: null }
  const month = 30 * 24 * 60 * minute
  const monday = Date.UTC(2027, 2, 1)
  const after = { promotedAt: monday - 8 * 24 * 60 * minute }
  const timed = { terms: { ...plainTerms, revokeAfterSeconds: 7 * 86_400 }, ...after }
  const evidences: readonly (readonly [what: string, evidence: Partial<DrainEvidence>, atMs: number, act: string])[] = [
    ['never revokes where nobody is named', {}, month, 'hold'],
    ['never revokes for a cache that never reported', { terms: having([cached]) }, month, 'hold'],
    [
      'never revokes while one of two consumers has not reported',
      { terms: having([cached, started]), reports: [report('api', 'new')] },
      month,
      'hold',
    ],
    [
      'revokes once every consumer has reported',
      { terms: having([cached, started]), reports: [report('api', 'new'), report('worker', 'new')] },
      month,
      'revoke',
    ],
    ['revokes when a person says so', { released: true }, month, 'revoke'],
    ['lets a key go that ends by itself', { revokes: false }, month, 'revoke'],
    ['revokes after the time of the config, in working hours', timed, monday + 8 * 60 * minute, 'revoke'],
    ['waits for the working hours', timed, monday + 7 * 60 * minute, 'hold'],
    ['does not count a weekend as working hours', timed, monday - 12 * 60 * minute, 'hold'],
    [
      'waits for the hours of the config instead, where it has some',
      { ...timed, terms: { ...timed.terms, windows: [{ fromMinute: 120, toMinute: 180 }] } },
      monday + 8 * 60 * minute,
      'hold',
    ],
    [
      'does not revoke after that time while a consumer reports the old version',
      { ...timed, terms: { ...timed.terms, consumers: [cached] }, reports: [report('api', 'old', monday)] },
      monday + 8 * 60 * minute,
      'hold',
    ],
  ]
  for (const [what, evidence, atMs, act] of evidences)
    it(`without the provider's word: ${what}`, () => assert.equal(decideDrain({ ...dark, ...evidence }, atMs).act, act))

  it('names the consumers that are behind', () => {
    const drain = decideDrain({ ...base, terms: having([cached, started]) }, 60 * minute)
    assert.deepEqual(drain, { act: 'hold', behind: ['worker'] })
  })

  it('never revokes early, and never while a consumer is behind without a release', () => {
    const consumers = fc.array(fc.constantFrom(cached, started), { maxLength: 3 })
    fc.assert(
      fc.property(consumers, fc.nat(120 * minute), (given, atMs) => {
        const { act } = decideDrain({ ...base, terms: having(given) }, atMs)
        return act !== 'revoke' || (atMs >= drainMs(given) && !given.includes(started))
      }),
    )
  })
})
