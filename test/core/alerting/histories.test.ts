import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { HeardMessage } from '../../support/heard.ts'
import { type Answer, type History, type HistoryStep, playHistory } from '../../support/histories.ts'
import { fc, runsOf } from '../../support/property.ts'

const answer = fc.constantFrom<Answer>(200, 200, 401, 401, 418, null)
const which = fc.nat(7)

const step: fc.Arbitrary<HistoryStep> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ does: fc.constant('answer' as const), which, with: answer }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('answer_all' as const), with: answer }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('silence' as const), which }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('acknowledge' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('lose_table' as const),
      lost: fc.constantFrom('all' as const, 'writes' as const, 'states' as const, 'conditions' as const),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constantFrom(
        'refuse_messages' as const,
        'repair' as const,
        'repair' as const,
        'repeat' as const,
        'deploy' as const,
        'clock_back' as const,
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('wait' as const) }) },
)

const history: fc.Arbitrary<History> = fc.record({
  everySeconds: fc.constantFrom(10, 60, 300, 900, 3_600, 86_400),
  checks: fc.constantFrom(1, 3, 8),
  steps: fc.array(fc.tuple(step, fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 10 }),
})

describe('any history of answers, faults, silences, deployments and clocks', () => {
  it('tells people of each trouble and of its end, in time and once', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (one) => assert.deepEqual((await playHistory(one)).wrong, [])),
      { numRuns: runsOf(40) },
    )
  })
})

describe('the property', () => {
  it('fails if one message in a run is lost, sent to others or sent twice', async () => {
    const faults: readonly ((message: HeardMessage) => HeardMessage | null)[] = [
      (one) => (one.kind === 'resolve' ? null : one),
      (one) => (one.kind === 'open' ? null : one),
      (one) => (one.isEnd ? { ...one, routes: ['elsewhere'] } : one),
    ]
    for (const spoil of faults) {
      const spoilt = fc.asyncProperty(history, async (one) =>
        assert.deepEqual((await playHistory(one, spoil)).wrong, []),
      )
      assert.equal((await fc.check(spoilt, { numRuns: 200, endOnFailure: true, seed: 1 })).failed, true)
    }
  })
})

describe('the model of what people have to hear', () => {
  const died: History = {
    everySeconds: 300,
    checks: 3,
    steps: [
      [{ does: 'answer', which: 0, with: 401 }, 3],
      [{ does: 'wait' }, 1],
      [{ does: 'answer', which: 0, with: 200 }, 3],
    ],
  }
  const spoilt = async (spoil: (message: HeardMessage) => HeardMessage | null) => [
    ...new Set((await playHistory(died, spoil)).wrong),
  ]

  it('finds nothing in a plain death', async () => {
    const { wrong, heard } = await playHistory(died)
    assert.deepEqual([wrong, heard.map(({ kind }) => kind)], [[], ['open', 'resolve']])
  })

  it('finds an opening that was lost', async () => {
    assert.deepEqual(await spoilt((one) => (one.kind === 'open' ? null : one)), [
      'production/check-0: nobody knows of 401',
      'production/check-0: an end without a beginning',
    ])
  })

  it('finds an end that was lost, or that went to others', async () => {
    assert.deepEqual(await spoilt((one) => (one.isEnd ? null : one)), ['production/check-0: is good, and nobody knows'])
    assert.deepEqual(await spoilt((one) => (one.isEnd ? { ...one, to: 'notice' } : one)), [
      'production/check-0: a page ends as a notice',
    ])
    assert.deepEqual(await spoilt((one) => (one.isEnd ? { ...one, routes: ['staging'] } : one)), [
      'production/check-0: resolve is sent elsewhere',
    ])
  })

  it('finds an opening that is repeated', async () => {
    assert.deepEqual(await spoilt((one) => (one.isEnd ? { ...one, isEnd: false, kind: 'open' } : one)), [
      'production/check-0: opened twice',
      'production/check-0: is good, and nobody knows',
    ])
  })
})
