import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { GateJudgement } from '../../functions/core/gate/judgement.ts'
import { reasons, standingOf } from '../../functions/core/model/reason.ts'
import { type CheckState, stateSchema } from '../../functions/core/state/state.ts'
import { calmWords } from '../../functions/status-page/html/attention.ts'
import { queryOf, selectChecks } from '../../functions/status-page/query.ts'
import { nowMs, nowSeconds } from '../support/reading.ts'
import { aFreshJudgement, aView, openState } from './facts.ts'

const day = 86_400

describe('the view of a deployment', () => {
  const standings: readonly (readonly [title: string, Partial<GateJudgement>, shown: string])[] = [
    ['a recent verdict', {}, 'valid'],
    ['a recent refusal', { standing: 'invalid', reason: 'revoked' }, 'invalid'],
    ['no verdict', { from: 'nothing', standing: 'unknown', reason: 'not_run', judgedAt: null }, 'waiting'],
    ['a verdict that is too old', { judgedAt: nowMs - 661_000 }, 'stale'],
    ['a verdict just young enough', { judgedAt: nowMs - 659_000 }, 'valid'],
    ['a verdict that its batch did not repeat', { judgedAt: null }, 'stale'],
    ['a verdict that was not kept', { unfit: 'not_kept' }, 'stale'],
    ['a verdict about another question', { unfit: 'other_question' }, 'stale'],
    ['a verdict about another version', { isCurrent: false }, 'stale'],
  ]
  for (const [title, judgement, shown] of standings)
    it(`shows ${title} as ${shown}`, () => {
      const { checks, counts } = aView({ judgements: [aFreshJudgement(judgement)] })
      assert.equal(checks[0]?.shown, shown)
      assert.equal(counts[shown as keyof typeof counts], 1)
    })

  it('grows old while nothing is read: what was valid is stale after a while, by its own clock', () => {
    const judgements = [aFreshJudgement()]
    const [then, later] = [0, 700_000].map((passedMs) => aView({ judgements, at: nowMs }, nowMs + passedMs))
    assert.deepEqual([then?.checks[0]?.shown, later?.checks[0]?.shown], ['valid', 'stale'])
    assert.match(String(later?.monitor[0]), /the monitor is down/)
  })

  it('lists what is bad now: pages first, then notices, then what has no incident, the oldest first', () => {
    const bad = (id: string, reason: GateJudgement['reason'], since = nowMs) =>
      aFreshJudgement({ check: `production/${id}`, id, reason, standing: standingOf(reason), since })
    const view = aView({
      judgements: [
        bad('fine', 'healthy'),
        bad('young', 'timed_out'),
        bad('old', 'timed_out', nowMs - 9_000),
        bad('notice', 'expiring'),
        bad('page', 'revoked'),
      ],
      states: new Map([
        ['production/notice', openState('production/notice', { severity: 'notice', reason: 'expiring' })],
        ['production/page', openState('production/page')],
      ]),
    })
    assert.deepEqual(
      view.attention.map(({ id }) => id),
      ['page', 'notice', 'old', 'young'],
    )
  })

  it('gives every reason but a quiet one something to do', () => {
    for (const reason of reasons) {
      const { checks } = aView({ judgements: [aFreshJudgement({ reason, standing: standingOf(reason) })] })
      const isQuiet = ['healthy', 'slow', 'unproved'].includes(reason)
      assert.equal(checks[0]?.todo === null, isQuiet, reason)
    }
  })

  const calm: readonly (readonly [string, Parameters<typeof aView>[0], RegExp])[] = [
    ['all is proved', {}, /^Nothing: all 1 credentials are proved valid\.$/],
    ['there are no checks', { judgements: [] }, /^This deployment has no checks/],
    [
      'the monitor is silent',
      { pulses: [{ cadence: '5m', everySeconds: 300, tickedAt: null, judgedAt: null }] },
      /the monitor itself does not work/,
    ],
    ['a part could not be read', { unread: ['incidents: denied'] }, /a part could not be read/],
    [
      'a check waits',
      { judgements: [aFreshJudgement({ from: 'nothing', standing: 'unknown', reason: 'not_run' })] },
      /1 of 1 checks have no verdict yet/,
    ],
    [
      'a check is only declared',
      { judgements: [aFreshJudgement({ standing: 'unknown', reason: 'unproved' })] },
      /^Nothing needs a person; 0 of 1 credentials are proved valid\.$/,
    ],
  ]
  for (const [when, facts, words] of calm)
    it(`says that all is well only with proof: when ${when}`, () => {
      assert.match(calmWords(aView(facts)), words)
    })

  it('leaves out a state that a later version wrote, and says so', async () => {
    const judgement = aFreshJudgement()
    // The table reads no more of such a row.
    const later = { schema: stateSchema + 1, check: judgement.check, revision: 9 } as CheckState
    const view = aView({ judgements: [judgement], states: new Map([[judgement.check, later]]) })
    assert.deepEqual(view.unread, [
      '1 check has a state that a later version of Tokenwatch wrote: use that version, here or in the deployment',
    ])
    assert.equal(view.checks[0]?.incident, null)
    assert.doesNotMatch(calmWords(view), /all 1 credentials/)
  })

  it('lists ends within 90 days, the nearest first, who has to rotate them, and those that have passed', () => {
    const ending = (id: string, at: number | 'never', rotation: GateJudgement['rotation'] & string) =>
      aFreshJudgement({ check: `production/${id}`, id, rotation, expiry: { source: 'jwt', at } })
    const { expiries } = aView({
      judgements: [
        ending('later', nowSeconds + 91 * day, 'manual'),
        ending('last', nowSeconds + 90 * day, 'manual'),
        ending('soon', nowSeconds + 5, 'ours'),
        ending('passed', nowSeconds - 5, 'manual'),
        ending('endless', 'never', 'manual'),
      ],
    })
    assert.deepEqual(
      expiries.map(({ check, hasPassed }) => [check.id, check.rotatedBy, hasPassed]),
      [
        ['passed', 'person', true],
        ['soon', 'itself', false],
        ['last', 'person', false],
      ],
    )
  })

  it('does not guess who rotates where an older monitor does not say it', () => {
    const { rotation: _rotation, ...older } = aFreshJudgement()
    assert.equal(aView({ judgements: [older] }).checks[0]?.rotatedBy, 'unknown')
  })

  it('shows newest events first, and how many there was no room for', () => {
    const events = ['first', 'second'].map((text, index) => ({ at: nowMs + index, kind: 'page', text }) as const)
    const view = aView({ events, earlierEvents: 9_998 })
    assert.deepEqual([view.events.map(({ text }) => text), view.earlierEvents], [['second', 'first'], 9_998])
  })
})

describe('the filters', () => {
  const { checks } = aView({
    judgements: Array.from({ length: 250 }, (_, index) =>
      aFreshJudgement({
        check: `${index % 2 === 0 ? 'production' : 'staging'}/c${index}`,
        id: `c${index}`,
        environment: index % 2 === 0 ? 'production' : 'staging',
        provider: index < 5 ? 'github' : 'stripe',
        owner: index === 7 ? 'payments' : null,
        usedBy: index === 9 ? ['Billing run'] : [],
        standing: index === 3 ? 'invalid' : 'valid',
        reason: index === 3 ? 'revoked' : 'healthy',
      }),
    ),
  })
  const found = (query: string) => selectChecks(checks, queryOf(new URLSearchParams(query)))

  for (const [query, count] of [
    ['', 250],
    ['environment=staging', 125],
    ['provider=github&environment=staging', 2],
    ['owner=payments', 1],
    ['standing=invalid', 1],
    ['standing=nonsense', 250],
    ['q=BILLING', 1],
    ['q=github revoked', 1],
    ['q=c9 staging', 1 + 5],
    ['q=nowhere', 0],
  ] as const)
    it(`find ${count} with "${query}"`, () => {
      assert.equal(found(query).found, count)
    })

  for (const [query, page, first] of [
    ['', 1, 'staging/c3'],
    ['page=2', 2, undefined],
    ['page=3', 3, undefined],
    ['page=99', 3, undefined],
    ['page=-1', 1, 'staging/c3'],
    ['page=1e9', 1, 'staging/c3'],
  ] as const)
    it(`show page ${page} for "${query}"`, () => {
      const selected = found(query)
      assert.deepEqual([selected.page, selected.pages], [page, 3])
      if (first !== undefined) assert.equal(selected.shown[0]?.key, first)
    })
})
