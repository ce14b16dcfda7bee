import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Canary } from '../../../functions/core/model/own-check.ts'
import type { Reason } from '../../../functions/core/model/reason.ts'
import {
  afterCanaries,
  type CanaryFinding,
  type MonitorState,
  provesJudging,
  settled,
} from '../../../functions/core/state/monitor.ts'
import { aVerdict, evidence } from '../../support/verdict.ts'

const startMs = 1_800_000_000_000

type Outcomes = readonly [good: CanaryFinding['outcome'], bad: CanaryFinding['outcome']]

const finding = (canary: Canary, outcome: CanaryFinding['outcome']): CanaryFinding => {
  return { canary, outcome, verdict: aVerdict(canary === 'known-good' ? 'rejected' : 'healthy') }
}

/** The state after these ticks, one minute apart. */
function stateAfter(...ticks: readonly Outcomes[]): MonitorState | null {
  return ticks.reduce<MonitorState | null>((state, [good, bad], index) => {
    const findings = [finding('known-good', good), finding('known-bad', bad)]
    return afterCanaries(state, findings, { tick: (index + 1) * 60_000, nowMs: (index + 1) * 60_000 + 5 })
  }, null)
}

const right: Outcomes = ['right', 'right']
const unclear: Outcomes = ['unclear', 'unclear']
const badIsGood: Outcomes = ['right', 'wrong']

const table: readonly (readonly [what: string, ticks: readonly Outcomes[], broken: Canary | null, pending: string])[] =
  [
    ['two right ones', [right], null, ''],
    ['nothing clear', [unclear, unclear, unclear], null, ''],
    ['a bad one that passes', [badIsGood], 'known-bad', 'broken'],
    ['a good one that does not', [['wrong', 'right']], 'known-good', 'broken'],
    ['a wrong one beside an unclear one', [['unclear', 'wrong']], 'known-bad', 'broken'],
    ['a wrong one again', [badIsGood, badIsGood], 'known-bad', 'broken'],
    ['nothing clear after a wrong one', [badIsGood, unclear], 'known-bad', 'broken'],
    ['half of it right after a wrong one', [badIsGood, ['unclear', 'right']], 'known-bad', 'broken'],
    ['two right ones after a wrong one', [badIsGood, right], null, 'broken recovered'],
    ['a wrong one after that', [badIsGood, right, badIsGood], 'known-bad', 'broken recovered broken'],
  ]

describe('the monitor', () => {
  for (const [what, ticks, broken, pending] of table)
    it(`is ${broken === null ? 'trusted' : 'broken'} after ${what}`, () => {
      const state = stateAfter(...ticks)
      assert.equal(state?.broken?.canary ?? null, broken)
      assert.equal(state?.pending.map(({ kind }) => kind).join(' ') ?? '', pending)
    })

  it('keeps the first message and the newest ones while SNS accepts none, as whole stories', () => {
    const state = stateAfter(...Array.from({ length: 400 }, (_, at) => (at % 2 === 0 ? badIsGood : right)))
    const kinds = state?.pending.map(({ kind }) => kind).join(' ')
    assert.equal(kinds, 'broken recovered broken recovered broken recovered broken recovered')
    assert.equal(state?.pending[0]?.breakdown.since, 60_005)
    assert.equal(state?.pending.at(-1)?.at, 400 * 60_000 + 5)
  })

  it('is not changed by a tick that is older, or that is repeated', () => {
    const state = stateAfter(badIsGood)
    const findings = [finding('known-good', 'right'), finding('known-bad', 'right')]
    for (const tick of [60_000, 30_000]) assert.equal(afterCanaries(state, findings, { tick, nowMs: 90_000 }), state)
  })

  it('keeps no message that was accepted', () => {
    const state = stateAfter(badIsGood, right) ?? assert.fail('no state')
    const { pending, revision } = settled(state, state.pending.slice(0, 1))
    assert.deepEqual([pending.map(({ kind }) => kind), revision], [['recovered'], state.revision + 1])
  })
})

/** Findings of the canaries of a monitor that judges well. */
const sound: Readonly<Record<Canary, CanaryFinding>> = {
  'known-good': judgedAs('known-good', 'healthy', 200),
  'known-bad': judgedAs('known-bad', 'rejected', 403),
}

function judgedAs(
  canary: Canary,
  reason: Reason,
  status: number | null,
  outcome: CanaryFinding['outcome'] = 'right',
): CanaryFinding {
  return { canary, outcome, verdict: aVerdict(reason, { at: startMs, evidence: { ...evidence, status } }) }
}

const proves = (findings: readonly CanaryFinding[], afterMs = 60_000): boolean =>
  provesJudging(afterCanaries(null, findings, { tick: startMs, nowMs: startMs }), startMs + afterMs, 300)

/** Ways to sabotage judging so that everything looks alive. Each forges what the sabotaged part would say. */
const sabotages: Readonly<Record<string, readonly CanaryFinding[]>> = {
  'calls everything valid': [sound['known-good'], judgedAs('known-bad', 'healthy', 403, 'wrong')],
  'calls everything valid, and compares nothing': [sound['known-good'], judgedAs('known-bad', 'healthy', 403)],
  'calls everything invalid, and compares nothing': [judgedAs('known-good', 'rejected', 200), sound['known-bad']],
  'leaves the bad canary out': [sound['known-good']],
  'leaves the good canary out': [sound['known-bad']],
  'asks no canary at all': [],
  'asks the good one twice': [sound['known-good'], sound['known-good']],
  'swaps the verdicts': [judgedAs('known-good', 'rejected', 403), judgedAs('known-bad', 'healthy', 200)],
  'takes one answer for both': [sound['known-good'], judgedAs('known-bad', 'rejected', 200)],
  'makes verdicts without an answer': [
    judgedAs('known-good', 'healthy', null),
    judgedAs('known-bad', 'rejected', null),
  ],
  'cannot tell of the bad one': [sound['known-good'], judgedAs('known-bad', 'unrecognized', 403, 'unclear')],
  'cannot tell of any': [
    judgedAs('known-good', 'provider_error', 503, 'unclear'),
    judgedAs('known-bad', 'provider_error', 503, 'unclear'),
  ],
}

describe('a proof that judging works', () => {
  it('is given by both canaries', () => assert.ok(proves(Object.values(sound))))

  for (const [how, findings] of Object.entries(sabotages))
    it(`is not given by a monitor that ${how}`, () => assert.equal(proves(findings), false))

  it('does not outlive three intervals and ten minutes, nor come from the future', () => {
    const all = Object.values(sound)
    assert.ok(proves(all, 1_500_000))
    assert.equal(proves(all, 1_500_001), false)
    assert.equal(proves(all, -1_500_001), false)
  })

  it('is not given by old verdicts under a new tick', () => {
    const state = afterCanaries(null, Object.values(sound), { tick: startMs + 3_600_000, nowMs: startMs + 3_600_000 })
    assert.equal(provesJudging(state, startMs + 3_600_000, 300), false)
  })

  it('is stored again every few minutes, and not by every tick', () => {
    const again = (minutes: number) => startMs + minutes * 60_000
    const state = afterCanaries(null, Object.values(sound), { tick: startMs, nowMs: startMs })
    const next = (minutes: number) =>
      afterCanaries(state, Object.values(sound), { tick: again(minutes), nowMs: again(minutes) })
    assert.equal(next(1), state)
    assert.deepEqual([next(4)?.proof?.tick, next(4)?.revision], [again(4), (state?.revision ?? 0) + 1])
  })

  it('is kept beside a canary that is wrong, and proves nothing then', () => {
    const state = afterCanaries(null, Object.values(sound), { tick: startMs, nowMs: startMs })
    const wrong = [sound['known-good'], judgedAs('known-bad', 'healthy', 200, 'wrong')]
    const broken = afterCanaries(state, wrong, { tick: startMs + 60_000, nowMs: startMs + 60_000 })
    assert.deepEqual([broken?.proof, provesJudging(broken, startMs + 60_000, 300)], [state?.proof, false])
  })
})
