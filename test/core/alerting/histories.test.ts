import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type History,
  type HistoryStep,
  playHistory,
  type Spoil,
  type SpoilDeployment,
} from '../../support/histories.ts'
import type { Answer } from '../../support/history-truth.ts'
import { fc, runsOf } from '../../support/property.ts'
import type { Simulation } from '../../support/simulation.ts'

const answer = fc.constantFrom<Answer>(200, 200, 401, 401, 418, null)
const which = fc.nat(7)

const configured = fc.constantFrom(
  { owner: 'payments', routesTo: 'payments' },
  { owner: 'web', routesTo: 'web' },
  { owner: null, routesTo: null },
  { urgency: 'ticket' as const },
  { urgency: 'now' as const },
  { paging: 'shadow' as const },
  { paging: 'on' as const },
  { everySeconds: 900 },
  { everySeconds: 3_600 },
)

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
        'clock_back' as const,
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('deploy' as const), times: fc.integer({ min: 1, max: 6 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('end' as const),
      which: fc.option(which),
      hours: fc.constantFrom(1, 6, 20, 100),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constantFrom('rotate' as const, 'remove' as const, 'add' as const), which }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('configure' as const), which, to: configured }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('wait' as const) }) },
)

/** One interval, or two that are far apart. */
const cadences = fc.constantFrom(
  [10],
  [60],
  [300],
  [900],
  [3_600],
  [86_400],
  [10, 300],
  [60, 900],
  [300, 3_600],
  [900, 86_400],
  [3_600, 86_400],
)

const history: fc.Arbitrary<History> = fc.record({
  cadences,
  checks: fc.constantFrom(1, 3, 8),
  containers: fc.constantFrom(1, 2),
  isShared: fc.boolean(),
  steps: fc.array(fc.tuple(step, fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 10 }),
})

/** Histories of `npm run test:long`. */
const thousands = 2_000

describe('any history of answers, ends, rotations, removals, faults, silences, deployments and clocks', () => {
  it('tells people of each trouble and of its end, in time and once', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (one) => assert.deepEqual((await playHistory(one)).wrong, [])),
      { numRuns: runsOf(1) === 1 ? 30 : thousands },
    )
  })
})

describe('a history that failed once', () => {
  it('is right if a check is removed that opened between two ticks, before others were asked', async () => {
    const steps = [
      [{ does: 'answer_all', with: null }, 1],
      [{ does: 'answer', which: 4, with: 418 }, 1],
      [{ does: 'repair' }, 1],
      [{ does: 'answer', which: 0, with: 200 }, 1],
      [{ does: 'remove', which: 1 }, 1],
      [{ does: 'answer_all', with: 200 }, 1],
    ] as const
    assert.deepEqual(await wrongIn(steps, [3_600]), [])
  })
})

describe('a check that is removed while the beginning and the end of a notice wait', () => {
  it('sends neither', async () => {
    const steps = [
      [{ does: 'answer', which: 2, with: 418 }, 1],
      [{ does: 'lose_table', lost: 'conditions' }, 2],
      [{ does: 'answer', which: 2, with: 200 }, 2],
      [{ does: 'remove', which: 2 }, 1],
    ] as const
    const { wrong, heard } = await playHistory({ cadences: [10], checks: 8, steps })
    assert.deepEqual([wrong, heard.map(({ kind }) => kind)], [[], []])
  })
})

describe('two notices of one check that wait for the same tick', () => {
  it('are sent in order, though the second is grouped with those of others', async () => {
    const steps = [
      [{ does: 'end', which: null, hours: 1 }, 1],
      [{ does: 'configure', which: 0, to: { urgency: 'ticket' } }, 1],
    ] as const
    const { wrong } = await playHistory({ cadences: [300, 3_600], checks: 8, steps })
    assert.deepEqual([...new Set(wrong)], [])
  })
})

describe('a check that has another owner before its opening is accepted', () => {
  const moves = [{ does: 'configure', which: 0, to: { owner: 'payments', routesTo: 'payments' } }, 1] as const
  const good = [{ does: 'answer', which: 0, with: 200 }, 3] as const
  const opens = [
    [{ does: 'refuse_messages' }, 1],
    [{ does: 'answer', which: 0, with: 401 }, 3],
  ] as const

  it('ends for the new owner too, if the end waits beside the opening', async () => {
    assert.deepEqual(await wrongIn([...opens, good, moves], [300]), [])
  })

  it('ends for the new owner too, if it ends later', async () => {
    assert.deepEqual(await wrongIn([...opens, moves, [{ does: 'repair' }, 3], good], [300]), [])
  })
})

describe('a table that takes no write while a page is pending', () => {
  it('makes no page of each tick', async () => {
    const steps = [
      [{ does: 'end', which: null, hours: 1 }, 1],
      [{ does: 'clock_back' }, 1],
      [{ does: 'answer', which: 0, with: 401 }, 1],
      [{ does: 'lose_table', lost: 'writes' }, 1],
      [{ does: 'wait' }, 1],
    ] as const
    const one: History = { cadences: [10], checks: 1, steps }
    assert.deepEqual((await playHistory(one)).wrong, [])
  })
})

const losing =
  (...kinds: readonly string[]): Spoil =>
  (one) =>
    kinds.includes(one.kind) ? null : one

describe('the property', () => {
  const planted: readonly (readonly [fault: string, spoil: Spoil])[] = [
    ['no end', losing('resolve')],
    ['no opening', losing('open')],
    [
      'of an end where they have not heard of the beginning',
      (one) => (one.isEnd ? { ...one, routes: ['elsewhere'] } : one),
    ],
  ]
  for (const [fault, spoil] of planted)
    it(`fails if people hear ${fault}`, async () => {
      const spoilt = fc.asyncProperty(history, async (one) =>
        assert.deepEqual((await playHistory(one, spoil)).wrong, []),
      )
      assert.equal((await fc.check(spoilt, { numRuns: 200, endOnFailure: true, seed: 1 })).failed, true)
    })
})

/** Returns what is wrong with a history of three checks, each once. */
async function wrongIn(
  steps: History['steps'],
  intervals: readonly number[],
  ...faults: Faults
): Promise<readonly string[]> {
  const { wrong } = await playHistory({ cadences: intervals, checks: 3, steps }, ...faults)
  return [...new Set(wrong)]
}

type Faults = readonly [spoil?: Spoil, spoilDeployment?: SpoilDeployment]

const waits = [{ does: 'wait' }, 1] as const
const dies = [{ does: 'answer', which: 0, with: 401 }, 3] as const
const ends = [{ does: 'end', which: 0, hours: 20 }, 1] as const

/** Forgets every open incident, as a deployment that loses its table would. */
async function forget({ stores }: Simulation): Promise<void> {
  for (const state of (await stores.states.read(['production/check-0'])).values())
    await stores.states.write({ ...state, revision: state.revision + 1, incident: null, troubles: {} })
}

describe('each kind of step', () => {
  const isOfStaging: Spoil = (one) => (one.checks.every((check) => check.startsWith('staging/')) ? null : one)
  const asNotice: Spoil = (one) => (one.to === 'page' && !one.isEnd ? { ...one, to: 'notice' } : one)
  const deploys = [{ does: 'deploy', times: 3 }, 3] as const
  const kinds: readonly (readonly [
    kind: string,
    steps: History['steps'],
    intervals: readonly number[],
    faults: Faults,
    found: string,
  ])[] = [
    ['an expiry that nobody hears of', [ends, waits], [300], [losing('open')], 'nobody knows of its end'],
    [
      'an expiry that pages nobody',
      [ends, waits, waits, waits, waits, waits],
      [3_600],
      [asNotice],
      'nobody was paged for its end',
    ],
    [
      'a check that is removed, and nobody hears of it',
      [dies, [{ does: 'remove', which: 0 }, 1], waits],
      [300],
      [losing('removed')],
      'is not watched, and nobody knows',
    ],
    [
      'a rotation that ends nothing',
      [dies, [{ does: 'rotate', which: 0 }, 1], waits],
      [300],
      [losing('resolve')],
      'is good, and nobody knows',
    ],
    [
      'a rotation that takes no expiry back',
      [ends, waits, [{ does: 'rotate', which: 0 }, 1], waits],
      [300],
      [losing('resolve')],
      'is good, and nobody knows',
    ],
    [
      'a slow cadence beside a short one that tells nothing',
      [[{ does: 'answer_all', with: 401 }, 1], waits],
      [900, 86_400],
      [isOfStaging],
      'nobody knows of 401',
    ],
    [
      'several deployments that forget what is open',
      [dies, deploys, waits],
      [300],
      [(one) => one, forget],
      'opened twice',
    ],
  ]
  for (const [kind, steps, intervals, faults, found] of kinds)
    it(`is right as it is, and shows ${kind}`, async () => {
      assert.deepEqual(await wrongIn(steps, intervals), [])
      const wrong = await wrongIn(steps, intervals, ...faults)
      assert.ok(
        wrong.some((one) => one.endsWith(found)),
        wrong.join('\n'),
      )
    })

  it('is right for tokens of one secret, and shows a message about all of them that never ends', async () => {
    const steps = [
      [{ does: 'answer_all', with: 401 }, 3],
      waits,
      [{ does: 'answer_all', with: 200 }, 1],
      waits,
      waits,
    ] as const
    const shared: History = { cadences: [300], checks: 3, isShared: true, steps }
    const { wrong, heard } = await playHistory(shared)
    assert.deepEqual(wrong, [])
    assert.ok(heard.some(({ name }) => name.includes('/shared/')))
    const isGroupEnd: Spoil = (one) => (one.isEnd && one.name.includes('/shared/') ? null : one)
    const spoilt = (await playHistory(shared, isGroupEnd)).wrong
    assert.ok(
      spoilt.some((one) => one.endsWith('is over, and nobody knows')),
      spoilt.join('\n'),
    )
  })
})

describe('the model of what people have to hear', () => {
  const died: History = {
    cadences: [300],
    checks: 3,
    steps: [
      [{ does: 'answer', which: 0, with: 401 }, 3],
      [{ does: 'wait' }, 1],
      [{ does: 'answer', which: 0, with: 200 }, 3],
    ],
  }
  const spoilt = async (spoil: Spoil) => [...new Set((await playHistory(died, spoil)).wrong)]

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
      'production/check-0: not everybody who was notified hears of the end',
    ])
  })

  it('finds an opening that is repeated', async () => {
    assert.deepEqual(await spoilt((one) => (one.isEnd ? { ...one, isEnd: false, kind: 'open' } : one)), [
      'production/check-0: opened twice',
      'production/check-0: is good, and nobody knows',
    ])
  })
})
