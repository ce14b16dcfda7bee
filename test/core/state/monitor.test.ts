import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Canary } from '../../../functions/core/model/own-check.ts'
import { afterCanaries, type CanaryFinding, type MonitorState, settled } from '../../../functions/core/state/monitor.ts'
import { aVerdict } from '../../support/verdict.ts'

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
