import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Reason } from '../../functions/core/reason.ts'
import type { CheckState } from '../../functions/core/state.ts'
import { type Judged, transition } from '../../functions/core/transition.ts'
import { nowMs } from '../support/reading.ts'
import { aVerdict } from '../support/verdict.ts'

const told: Reason[] = ['healthy', 'revoked', 'under_scoped', 'unreachable', 'expiring', 'secret_missing', 'slow']

/** What one tick after the other found. */
const events = fc
  .array(fc.constantFrom(...told), { minLength: 1, maxLength: 12 })
  .map((reasons) => reasons.map((reason, index) => judged(reason, index)))

/** The same ticks, each of them delivered again some time after it came first. */
const redelivered = events.chain((all) =>
  fc
    .array(fc.record({ which: fc.nat(all.length - 1), later: fc.nat(all.length) }), { maxLength: 12 })
    .map((again) => ({ all, delivered: withRepeats(all, again) })),
)

function judged(reason: Reason, index: number): Judged {
  const tick = nowMs + index * 60_000
  return { verdict: aVerdict(reason, { at: tick + 500 }), tick, judgedBefore: index === 0 ? null : tick - 60_000 }
}

function withRepeats(all: readonly Judged[], again: readonly { which: number; later: number }[]): readonly Judged[] {
  return all.flatMap((event, index) => [
    event,
    ...again
      .filter(({ which, later }) => which + later === index && which <= index)
      .flatMap(({ which }) => all[which] ?? []),
  ])
}

const run = (all: readonly Judged[], from: CheckState | null = null): CheckState | null =>
  all.reduce<CheckState | null>(transition, from)

describe('ticks that are delivered at least once', () => {
  it('end in the state of ticks that are delivered once', () => {
    fc.assert(
      fc.property(redelivered, ({ all, delivered }) => {
        assert.deepEqual(run(delivered), run(all))
      }),
    )
  })

  it('change nothing when they are as old as the one that wrote the state, or older', () => {
    fc.assert(
      fc.property(events, fc.constantFrom(...told), fc.constantFrom(0, 1, 60_000), (all, reason, back) => {
        const state = run(all)
        const old = { ...judged(reason, 0), tick: (state?.tick ?? 0) - back }
        assert.equal(transition(state, old), state)
      }),
    )
  })
})

describe('whatever the ticks find', () => {
  it('messages alternate: nobody hears of an end before its beginning, nor of a beginning twice', () => {
    fc.assert(
      fc.property(events, (all) => {
        const kinds = run(all)?.owed.map(({ kind }) => kind) ?? []
        assert.deepEqual(
          kinds,
          kinds.map((_, index) => (index % 2 === 0 ? 'open' : 'resolve')),
        )
      }),
    )
  })

  it('an incident is open exactly while its end has not been told', () => {
    fc.assert(
      fc.property(events, (all) => {
        const state = run(all)
        assert.equal(state?.incident !== null, state?.owed.at(-1)?.kind === 'open')
      }),
    )
  })

  it('a token that is bad has an open incident, and one that is fine has none', () => {
    fc.assert(
      fc.property(events, (all) => {
        const state = run(all)
        if (state?.standing === 'invalid') assert.notEqual(state.incident, null)
        if (state?.standing === 'valid') assert.equal(state.incident, null)
      }),
    )
  })
})
