import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Lost, type Remedy, remedyFor } from '../../../functions/core/rotation/lost-answer.ts'
import { fc } from '../../support/property.ts'

const minute = 60_000
const refresh = { class: 'refresh_rotating', replay: 'destructive', graceMs: 0 } as const
const dead = { class: 'rotate_dead', replay: 'destructive', graceMs: 0 } as const
const graced = { class: 'refresh_rotating', replay: 'within_grace', graceMs: minute } as const

const base: Lost = {
  capabilities: refresh,
  claimedAt: 0,
  nowMs: 2 * minute,
  exchanges: 1,
  alive: null,
  recoverable: false,
  presentEndsAt: 60 * minute,
}

const rows: readonly (readonly [what: string, lost: Partial<Lost>, remedy: Remedy])[] = [
  [
    'a class that may be repeated is repeated',
    { capabilities: { class: 'create_revoke', replay: 'safe', graceMs: 0 } },
    'exchange',
  ],
  ['inside of the grace the old token is exchanged again', { capabilities: graced, nowMs: minute - 1 }, 'exchange'],
  ['after the grace it is not', { capabilities: graced, nowMs: minute }, 'wait'],
  ['an administrator gets back what was lost', { capabilities: dead, recoverable: true }, 'recover'],
  ['without one, nobody touches a token that dies at once', { capabilities: dead }, 'human'],
  ['unless it works: then it was never exchanged', { capabilities: dead, alive: true }, 'exchange'],
  ['one that is dead was, and its answer is gone', { capabilities: dead, alive: false }, 'human'],
  ['a refresh token that still lives was never exchanged', { alive: true }, 'exchange'],
  ['one that does not was, and its answer is gone', { alive: false }, 'human'],
  ['while the access token lives, nothing is risked that could end it', {}, 'wait'],
  ['in its last ten minutes there is nothing left to lose', { presentEndsAt: 12 * minute }, 'exchange'],
  ['but once', { presentEndsAt: 12 * minute, exchanges: 2 }, 'human'],
  ['where nobody knows when it ends, nobody guesses', { presentEndsAt: null }, 'wait'],
]

describe('a rotation whose exchange lost its answer', () => {
  for (const [what, lost, remedy] of rows) it(what, () => assert.equal(remedyFor({ ...base, ...lost }), remedy))

  it('never repeats a destructive exchange twice, and never while that could end a valid access token', () => {
    const any = fc.record({
      claimedAt: fc.constant(0),
      nowMs: fc.nat(10 * 60 * minute),
      exchanges: fc.integer({ min: 1, max: 5 }),
      presentEndsAt: fc.option(fc.nat(10 * 60 * minute)),
    })
    fc.assert(
      fc.property(any, fc.constantFrom(refresh, dead), (lost, capabilities) => {
        const remedy = remedyFor({ ...base, ...lost, capabilities })
        const endsSoon = lost.presentEndsAt !== null && lost.presentEndsAt - lost.nowMs <= 10 * minute
        return remedy !== 'exchange' || (lost.exchanges === 1 && endsSoon && capabilities === refresh)
      }),
    )
  })
})
