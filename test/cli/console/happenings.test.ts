import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { happenedBetween, openHappenings } from '../../../cli/console/happenings.ts'
import type { CheckState } from '../../../functions/core/state/state.ts'
import { openState } from '../../status-page/facts.ts'
import { aRotation } from '../../status-page/full-facts.ts'
import { nowMs } from '../../support/reading.ts'
import { aState } from '../../support/verdict.ts'

const key = 'production/billing'
const between = (before: CheckState, after: CheckState) =>
  happenedBetween(
    { states: new Map([[key, before]]), rotations: [] },
    { states: new Map([[key, after]]), rotations: [] },
  ).map(({ kind, text }) => `${kind} ${text}`)

const good = aState({ check: key })
const dead = { ...openState(key), reason: 'revoked', standing: 'invalid', since: nowMs - 1 } as const

describe('what happened between two looks', () => {
  it('is nothing where nothing changed', () => {
    assert.deepEqual(between(good, { ...good, tick: nowMs + 1 }), [])
  })

  it('is a death with its page, an acknowledgement, and a recovery', () => {
    assert.deepEqual(between(good, dead), [`transition ${key}: healthy -> revoked`, `page ALARM ${key}: revoked`])
    const taken = { ...dead, incident: { ...dead.incident, acknowledged: { by: 'sam', at: nowMs } } } as CheckState
    assert.deepEqual(between(dead, taken), [`transition ${key}: acknowledged by sam`])
    assert.deepEqual(between(taken, good), [
      `transition ${key}: revoked -> healthy`,
      `page OK ${key}: no longer revoked`,
    ])
  })

  it('is every new step of a rotation, once', () => {
    const whole = aRotation(key, 'v2')
    const part = { ...whole, entries: whole.entries.slice(0, 4) }
    const states = new Map()
    const steps = (before: typeof whole, after: typeof whole) =>
      happenedBetween({ states, rotations: [before] }, { states, rotations: [after] }).map(({ text }) => text)
    assert.deepEqual(steps(part, whole), [`${key}: promoted, v2`, `${key}: draining, v2`])
    assert.deepEqual(steps(whole, whole), [])
  })

  it('is kept to the newest 500, and the rest is counted', () => {
    const happenings = openHappenings()
    const events = Array.from({ length: 10_000 }, (_, at) => ({ at, kind: 'page', text: `event ${at}` }) as const)
    happenings.add(events)
    const { events: kept, earlierEvents } = happenings.read()
    assert.deepEqual([kept.length, kept.at(-1)?.text, earlierEvents], [500, 'event 9999', 9_500])
  })
})
