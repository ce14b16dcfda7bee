import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decide, type Terms } from '../../../functions/core/gate/decide.ts'
import type { GateJudgement } from '../../../functions/core/gate/judgement.ts'
import type { Pulse } from '../../../functions/core/gate/question.ts'
import { adviceFor } from '../../../functions/core/model/advice.ts'
import { reasons, standingOf } from '../../../functions/core/model/reason.ts'
import { aJudgement as justJudged } from '../../support/judgement.ts'
import { fc } from '../../support/property.ts'

const at = Date.parse('2026-11-25T12:00:00Z')
const minute = 60_000
const day = 86_400

const aJudgement = (overrides: Partial<GateJudgement> = {}): GateJudgement =>
  justJudged({ judgedAt: at - minute, ...overrides })

const alive: Pulse = { cadence: '5m', everySeconds: 300, tickedAt: at - minute, judgedAt: at - minute }
const terms: Terms = { minTtlSeconds: null, requireExpiry: false, maxAgeSeconds: null }
const probeIt = 'let the gate probe it (--evidence either), or wait for the next tick'
const inDays = (days: number) => ({ source: 'jwt', at: at / 1_000 + days * day }) as const

const cases: readonly (readonly [
  title: string,
  judgement: Partial<GateJudgement>,
  terms: Partial<Terms>,
  ruling: string,
])[] = [
  ['healthy', {}, {}, 'pass'],
  ['rejected', { standing: 'invalid', reason: 'rejected' }, {}, 'refuse'],
  ['rejected, advisory', { standing: 'invalid', reason: 'rejected', gate: 'advisory' }, {}, 'pass'],
  ['its secret is denied', { standing: 'misconfigured', reason: 'secret_denied' }, {}, 'refuse'],
  ['its endpoint is vacuous', { standing: 'misconfigured', reason: 'vacuous' }, {}, 'cannot_tell'],
  ['unreachable', { standing: 'unknown', reason: 'unreachable' }, {}, 'cannot_tell'],
  ['over-scoped', { reason: 'over_scoped', detail: 'forbidden scopes granted: admin' }, {}, 'pass'],
  ['past its end and still accepted, none are wanted', { reason: 'overdue', expiry: inDays(-1) }, {}, 'pass'],
  ['expires in 3 days, none are wanted', { expiry: inDays(3) }, {}, 'pass'],
  ['expires in 3 days, 7 are wanted', { expiry: inDays(3) }, { minTtlSeconds: 7 * day }, 'refuse'],
  ['expires in exactly the 7 days that are wanted', { expiry: inDays(7) }, { minTtlSeconds: 7 * day }, 'pass'],
  [
    'never expires',
    { expiry: { source: 'jwt', at: 'never' } },
    { minTtlSeconds: 7 * day, requireExpiry: true },
    'pass',
  ],
  ['its end is unknown', {}, { minTtlSeconds: 7 * day }, 'pass'],
  ['its end is unknown and has to be known', {}, { requireExpiry: true }, 'cannot_tell'],
  [
    'expires too soon, and nobody answers',
    { standing: 'unknown', reason: 'timed_out', expiry: inDays(1) },
    { minTtlSeconds: 7 * day },
    'refuse',
  ],
  ['judged two intervals and a minute ago', { judgedAt: at - 11 * minute }, {}, 'pass'],
  ['judged longer ago than that', { judgedAt: at - 11 * minute - 1 }, {}, 'cannot_tell'],
  [
    'rejected, but long ago',
    { standing: 'invalid', reason: 'rejected', judgedAt: at - 12 * minute },
    {},
    'cannot_tell',
  ],
  ['judged long ago, which is allowed', { judgedAt: at - 50 * minute }, { maxAgeSeconds: 3_600 }, 'pass'],
  ['judged in a batch that was cut off', { judgedAt: null }, {}, 'cannot_tell'],
  ['judged in another version', { isCurrent: false }, {}, 'cannot_tell'],
  ['judged by another question', { unfit: 'other_question' }, {}, 'cannot_tell'],
  ['rejected by another question', { standing: 'invalid', unfit: 'other_question' }, {}, 'cannot_tell'],
  ['judged, and its state was not kept', { unfit: 'not_kept' }, {}, 'cannot_tell'],
  [
    'rejected once by an unreliable provider',
    { standing: 'invalid', reason: 'rejected', unconfirmed: true },
    {},
    'cannot_tell',
  ],
  ['judged half a day ago, at a slow cadence', { everySeconds: day, judgedAt: at - 720 * minute }, {}, 'cannot_tell'],
  ['judged two hours ago, at a slow cadence', { everySeconds: day, judgedAt: at - 120 * minute }, {}, 'pass'],
  ['probed now', { from: 'fresh', judgedAt: at }, {}, 'pass'],
  ['never judged', { from: 'nothing', standing: 'unknown', reason: 'not_run', judgedAt: null }, {}, 'cannot_tell'],
]

describe('the gate', () => {
  for (const [title, judgement, wanted, ruling] of cases)
    it(`says ${ruling} of a credential: ${title}`, () => {
      const decision = decide({ at, pulses: [alive], judgements: [aJudgement(judgement)] }, { ...terms, ...wanted })
      assert.equal(decision.ruling, ruling)
    })

  const explained: readonly (readonly [
    title: string,
    judgement: Partial<GateJudgement>,
    terms: Partial<Terms>,
    because: string,
    todo: string | null,
  ])[] = [
    ['healthy', {}, {}, 'healthy', null],
    ['slow', { reason: 'slow', detail: 'answered after 9 s' }, {}, 'slow: answered after 9 s', null],
    ['over-scoped', { reason: 'over_scoped', detail: 'admin' }, {}, 'over_scoped: admin', adviceFor('over_scoped')],
    ['rejected', { standing: 'invalid', reason: 'rejected' }, {}, 'rejected', adviceFor('rejected')],
    ['unreachable', { standing: 'unknown', reason: 'unreachable' }, {}, 'unreachable', adviceFor('unreachable')],
    [
      'too short-lived',
      { expiry: inDays(3) },
      { minTtlSeconds: 7 * day },
      'expires in 3d (jwt), --min-ttl requires 7d',
      adviceFor('expiring'),
    ],
    [
      'past its end',
      { expiry: inDays(-2) },
      { minTtlSeconds: 0 },
      'expired 2d ago (jwt), --min-ttl requires 0s',
      adviceFor('expiring'),
    ],
    [
      'at its end',
      { expiry: inDays(0) },
      { minTtlSeconds: 60 },
      'expired 0s ago (jwt), --min-ttl requires 1m',
      adviceFor('expiring'),
    ],
    [
      'without an end that has to be known',
      {},
      { requireExpiry: true },
      'its expiry is unknown, and --require-expiry is set',
      'declare `expires` in the check',
    ],
    ['cut off', { judgedAt: null }, {}, 'stale: its last batch did not judge it', probeIt],
    ['old', { judgedAt: at - 30 * minute }, {}, 'stale: last judged 30m ago, at most 11m are accepted', probeIt],
    [
      'of another version',
      { isCurrent: false },
      {},
      'stale: version v1 was judged, and nothing shows that the deployment would read it',
      probeIt,
    ],
    ['of no version', { isCurrent: false, versionId: null }, {}, 'stale: no version of its secret was judged', probeIt],
  ]
  for (const [title, judgement, wanted, because, todo] of explained)
    it(`says why, and what to do, of a credential that is ${title}`, () => {
      const { ruled } = decide({ at, pulses: [alive], judgements: [aJudgement(judgement)] }, { ...terms, ...wanted })
      assert.deepEqual([ruled[0]?.because, ruled[0]?.todo], [because, todo])
    })

  it('takes what was probed now for evidence, whatever its record says', () => {
    const judgements = [aJudgement({ from: 'fresh', judgedAt: null, isCurrent: false })]
    assert.equal(decide({ at, pulses: [alive], judgements }, terms).ruling, 'pass')
  })

  const pulses: readonly (readonly [title: string, pulse: Partial<Pulse>, because: RegExp | null])[] = [
    ['ticked and judged lately', {}, null],
    ['ticked two intervals and a minute ago', { tickedAt: at - 11 * minute, judgedAt: at - 11 * minute }, null],
    [
      'ticked longer ago',
      { tickedAt: at - 12 * minute },
      /^the monitor is down: its last tick for 5m was 12m ago, at most 11m are accepted$/,
    ],
    ['has never ticked', { tickedAt: null }, /^the monitor has never ticked for 5m$/],
    [
      'ticks, and its batches do not end',
      { judgedAt: at - 30 * minute },
      /^the monitor is down: it ticks for 5m, but its last verdicts are 30m old$/,
    ],
    [
      'ticks, and has not judged anything',
      { judgedAt: null },
      /^the monitor ticks for 5m, but has not judged anything yet$/,
    ],
    [
      'ticks once a day, and is a day and two hours silent',
      { everySeconds: day, tickedAt: at - 26 * 60 * minute, judgedAt: at - 26 * 60 * minute },
      null,
    ],
    [
      'ticks once a day, and is silent for longer',
      { everySeconds: day, tickedAt: at - 27 * 60 * minute, judgedAt: at - 27 * 60 * minute },
      /^the monitor is down: its last tick for 5m was 1d 3h ago, at most 1d 2h are accepted$/,
    ],
  ]
  for (const [title, pulse, because] of pulses)
    it(`takes a monitor for ${because === null ? 'alive' : 'dead'} that ${title}`, () => {
      const { ruling, dead } = decide({ at, pulses: [{ ...alive, ...pulse }], judgements: [aJudgement()] }, terms)
      assert.equal(ruling, because === null ? 'pass' : 'cannot_tell')
      if (because !== null) assert.match(dead[0]?.because ?? '', because)
    })

  it('refuses a bad credential even if the monitor is down', () => {
    const bad = aJudgement({ standing: 'invalid', reason: 'revoked', from: 'fresh' })
    assert.equal(decide({ at, pulses: [{ ...alive, tickedAt: null }], judgements: [bad] }, terms).ruling, 'refuse')
  })

  const anyJudgement = fc.record({
    reason: fc.constantFrom(...reasons),
    gate: fc.constantFrom('blocking' as const, 'advisory' as const),
    from: fc.constantFrom('recorded' as const, 'fresh' as const),
    unfit: fc.constantFrom(null, 'not_kept' as const, 'other_question' as const),
    isCurrent: fc.constantFrom(true, false, null),
    judgedAt: fc.integer({ min: at - 60 * minute, max: at }),
  })
  const judgement = anyJudgement.map((parts) => aJudgement({ ...parts, standing: standingOf(parts.reason) }))

  it('never passes a blocking credential that is not valid, whatever else is found', () => {
    fc.assert(
      fc.property(fc.array(judgement, { minLength: 1, maxLength: 6 }), (judgements) => {
        const { ruling } = decide({ at, pulses: [alive], judgements }, terms)
        const bad = judgements.some(({ gate, standing }) => gate === 'blocking' && standing !== 'valid')
        assert.ok(!bad || ruling !== 'pass')
      }),
    )
  })

  it('does not depend on the order of the checks, and says what to do about each that does not pass', () => {
    fc.assert(
      fc.property(fc.array(judgement, { minLength: 1, maxLength: 6 }), (judgements) => {
        const one = decide({ at, pulses: [alive], judgements }, terms)
        assert.equal(decide({ at, pulses: [alive], judgements: judgements.toReversed() }, terms).ruling, one.ruling)
        for (const { ruling, todo, because } of one.ruled)
          assert.ok(ruling === 'pass' || (todo !== null && because !== ''))
      }),
    )
  })
})
