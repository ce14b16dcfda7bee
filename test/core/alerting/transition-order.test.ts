import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type JudgedCheck, transition } from '../../../functions/core/alerting/transition.ts'
import type { Reason } from '../../../functions/core/model/reason.ts'
import { normalContext } from '../../../functions/core/state/alert-context.ts'
import type { CheckState } from '../../../functions/core/state/state.ts'
import { aCheck } from '../../support/check.ts'
import { fc } from '../../support/property.ts'
import { nowMs } from '../../support/reading.ts'
import { aVerdict } from '../../support/verdict.ts'

const check = aCheck({ everySeconds: 60 })
const someReasons: Reason[] = [
  'healthy',
  'revoked',
  'under_scoped',
  'unreachable',
  'expiring',
  'secret_missing',
  'slow',
]

/** Verdicts of consecutive ticks. */
const events = fc
  .array(fc.constantFrom(...someReasons), { minLength: 1, maxLength: 12 })
  .map((reasons) => reasons.map((reason, index) => judged(reason, index)))

/** The same ticks, each delivered again some time after its first delivery. */
const redelivered = events.chain((all) =>
  fc
    .array(fc.record({ which: fc.nat(all.length - 1), later: fc.nat(all.length) }), { maxLength: 12 })
    .map((again) => ({ all, delivered: withRepeats(all, again) })),
)

const inAnyOrder = events.chain((all) =>
  fc.shuffledSubarray([...all, ...all], { minLength: 1, maxLength: 2 * all.length }),
)

function judged(reason: Reason, index: number): JudgedCheck {
  const tick = nowMs + index * 60_000
  const judgedBefore = index === 0 ? null : tick - 60_000
  return {
    check,
    verdict: aVerdict(reason, { at: tick + 500 }),
    tick,
    judgedBefore,
    questionHash: 'a-question',
    alertContext: normalContext,
  }
}

function withRepeats(
  all: readonly JudgedCheck[],
  again: readonly { which: number; later: number }[],
): readonly JudgedCheck[] {
  return all.flatMap((event, index) => [
    event,
    ...again
      .filter(({ which, later }) => which + later === index && which <= index)
      .flatMap(({ which }) => all[which] ?? []),
  ])
}

const run = (all: readonly JudgedCheck[], from: CheckState | null = null): CheckState | null =>
  all.reduce<CheckState | null>(transition, from)

describe('ticks that are delivered at least once', () => {
  it('end in the same state as ticks that are delivered once', () => {
    fc.assert(
      fc.property(redelivered, ({ all, delivered }) => {
        assert.deepEqual(run(delivered), run(all))
      }),
    )
  })

  it('change nothing if they are as old as the tick that wrote the state, or older', () => {
    fc.assert(
      fc.property(events, fc.constantFrom(...someReasons), fc.constantFrom(0, 1, 60_000), (all, reason, back) => {
        const state = run(all)
        const old = { ...judged(reason, 0), tick: (state?.tick ?? 0) - back }
        assert.equal(transition(state, old), state)
      }),
    )
  })
})

describe('ticks that arrive in any order', () => {
  it('end in the state of those ticks that were newer than all before them', () => {
    fc.assert(
      fc.property(inAnyOrder, (delivered) => {
        assert.deepEqual(deliver(delivered), run(delivered.filter(isNewest)))
      }),
    )
  })

  it('never undo the verdict of the newest tick', () => {
    fc.assert(
      fc.property(inAnyOrder, (delivered) => {
        const newest = delivered.reduce((a, b) => (b.tick > a.tick ? b : a))
        const state = deliver(delivered)
        assert.deepEqual([state?.standing, state?.reason], [newest.verdict.standing, newest.verdict.reason])
      }),
    )
  })

  /** Keeps a tick from being judged after a newer one, like the record of a batch in `runBatch`. */
  function deliver(delivered: readonly JudgedCheck[]): CheckState | null {
    let recorded = 0
    return delivered.reduce<CheckState | null>((state, one) => {
      if (one.tick < recorded) return state
      recorded = one.tick
      return transition(state, one)
    }, null)
  }

  function isNewest({ tick }: JudgedCheck, index: number, all: readonly JudgedCheck[]): boolean {
    return all.slice(0, index).every((before) => before.tick < tick)
  }
})

describe('whatever the ticks find', () => {
  const begins = (kind: string) => kind === 'open'
  const ends = (kind: string) => kind === 'resolve'

  it('no end is sent before its opening, and no opening is sent twice', () => {
    fc.assert(
      fc.property(events, (all) => {
        const kinds = run(all)?.pending.map(({ kind }) => kind) ?? []
        const changes = kinds.filter((kind) => begins(kind) || ends(kind))
        assert.deepEqual(
          changes,
          changes.map((_, index) => (index % 2 === 0 ? 'open' : 'resolve')),
        )
      }),
    )
  })

  it('an end goes to the topic of its opening, or to one of a higher alert level', () => {
    fc.assert(
      fc.property(events, (all) => {
        const good = all
          .map((_, index) => judged('healthy', all.length + index))
          .concat(judged('healthy', 2 * all.length))
        const pending = run([...all, ...good])?.pending ?? []
        const sent = pending.filter(({ kind }) => kind === 'open' || kind === 'escalate' || kind === 'resolve')
        for (const [index, { kind }] of sent.entries()) {
          if (kind === 'resolve') continue
          const end = sent.slice(index).find((later) => ends(later.kind))
          assert.ok(end !== undefined && (sent[index]?.to === 'notice' || end.to === 'page'))
        }
      }),
    )
  })

  it('an invalid token has an open incident that was notified', () => {
    fc.assert(
      fc.property(events, (all) => {
        const state = run(all)
        if (state?.standing !== 'invalid') return
        assert.equal(state.incident?.severity, 'page')
        assert.ok(state.incident?.notified !== null || state.flapping !== null)
      }),
    )
  })

  it('every message has an incident that is not suppressed', () => {
    fc.assert(
      fc.property(events, (all) => {
        const state = run(all)
        if (state?.incident?.suppressedBy !== null) return
        assert.ok(state.incident.notified !== null)
      }),
    )
  })
})
