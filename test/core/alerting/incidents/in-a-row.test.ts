import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { transition } from '../../../../functions/core/alerting/transition.ts'
import type { Reason } from '../../../../functions/core/model/reason.ts'
import { normalContext } from '../../../../functions/core/state/alert-context.ts'
import type { CheckState } from '../../../../functions/core/state/state.ts'
import { aCheck } from '../../../support/check.ts'
import { nowMs } from '../../../support/reading.ts'
import { anIncident, aState, aVerdict } from '../../../support/verdict.ts'

const secondMs = 1_000
const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000

type Look = readonly [atMs: number, reason: Reason]

/** Judges a check at some instants, counted from now. Returns the last state, and each message with the number of its look. */
function look(everySeconds: number, looks: readonly Look[], from: CheckState | null = null) {
  const check = aCheck({ everySeconds })
  let state = from
  const said: string[] = []
  for (const [index, [atMs, reason]] of looks.entries()) {
    const at = nowMs + minuteMs + atMs
    const before = looks[index - 1]
    const judgedBefore = before === undefined ? null : nowMs + minuteMs + before[0]
    const verdict = aVerdict(reason, { at })
    const judged = { check, verdict, tick: at, judgedBefore, questionHash: 'q', alertContext: normalContext }
    const next: CheckState = transition(state, judged)
    for (const { kind, incident } of next.pending.slice(state?.pending.length ?? 0))
      said.push(`${index + 1}: ${kind} ${incident.reason}`)
    state = next
  }
  return { state, said }
}

const seconds = (everyOne: number, count: number, reason: Reason): readonly Look[] =>
  Array.from({ length: count }, (_, index) => [index * everyOne * secondMs, reason] as const)

describe('observations in a row', () => {
  it('are not three if three deployments make a tick each within 90 seconds', () => {
    for (const reason of ['unrecognized', 'secret_missing'] as const)
      assert.deepEqual(look(300, seconds(45, 3, reason)).said, [], reason)
  })

  it('are three if three ticks of the cadence see the same, from ten seconds to a day', () => {
    for (const every of [10, 30, 60, 300, 3_600, 86_400])
      assert.deepEqual(look(every, seconds(every, 3, 'secret_missing')).said, ['3: open secret_missing'], `${every} s`)
  })

  it('begin anew after a gap: what was seen days ago says nothing of a row', () => {
    const then = seconds(300, 2, 'secret_missing')
    assert.deepEqual(look(300, [...then, [2 * dayMs, 'secret_missing']]).said, [])
    assert.deepEqual(look(300, [...then, [50 * minuteMs, 'secret_missing']]).said, ['3: open secret_missing'])
    const slow = seconds(86_400, 2, 'secret_missing')
    assert.deepEqual(look(86_400, [...slow, [3 * dayMs, 'secret_missing']]).said, ['3: open secret_missing'])
    assert.deepEqual(look(86_400, [...slow, [9 * dayMs, 'secret_missing']]).said, [])
  })
})

describe('a token that is dead one tick in three', () => {
  const third = (every: number, hours: number): readonly Look[] =>
    Array.from({ length: (hours * 3_600) / every }, (_, index) => [
      index * every * secondMs,
      index % 3 === 0 ? 'rejected' : 'healthy',
    ])

  for (const every of [60, 300, 900, 3_600, 86_400])
    it(`is called flapping at every ${every} s, and wakes nobody again`, () => {
      const hours = Math.max(24, (24 * every) / 3_600)
      const { said } = look(every, third(every, hours))
      const kinds = said.map((one) => one.split(' ')[1] ?? '')
      assert.ok(kinds.includes('flapping'), said.join('\n'))
      assert.ok(kinds.filter((kind) => kind === 'open').length <= 5, said.join('\n'))
      assert.equal(kinds.filter((kind) => kind === 'flapping').length, 1)
    })
})

describe('a state that an earlier version of Tokenwatch stored', () => {
  const earlier = (overrides: Partial<CheckState>) => aState({ tick: nowMs - hourMs, ...overrides })

  it('goes on with its incident, and ends it', () => {
    const before = earlier({
      standing: 'misconfigured',
      reason: 'secret_missing',
      streak: { standing: 'misconfigured', ticks: 3 },
      incident: anIncident({ reason: 'secret_missing' }),
    })
    const { said, state } = look(
      300,
      [
        [0, 'secret_missing'],
        [300 * secondMs, 'healthy'],
        [600 * secondMs, 'healthy'],
      ],
      before,
    )
    assert.deepEqual([said, state?.incident, state?.troubles], [['3: resolve secret_missing'], null, {}])
  })

  it('goes on with an incident that was recovering', () => {
    const before = earlier({ standing: 'invalid', reason: 'revoked', incident: anIncident(), recovering: 1 })
    assert.deepEqual(look(300, [[0, 'healthy']], before).said, ['1: resolve revoked'])
  })
})
