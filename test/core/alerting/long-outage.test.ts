import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { transitionsAfter } from '../../../functions/core/alerting/transition-events.ts'
import type { Check } from '../../../functions/core/model/check.ts'
import { isEnding } from '../../../functions/core/state/incident.ts'
import { withinRoom } from '../../../functions/core/state/pending-room.ts'
import { isCheckState } from '../../../functions/core/state/rows/check-state.ts'
import { aCheck } from '../../support/check.ts'
import { itemBarBytes } from '../../support/item-size.ts'
import { fc, runsOf } from '../../support/property.ts'
import { manyChecks, simulate } from '../../support/simulation.ts'
import { anIncident, aState, pendingMessage } from '../../support/verdict.ts'

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

/** A check with the longest texts that a config may hold, and more services than anybody has. */
const wordy: Partial<Check> = {
  impact: '\u{1f511}'.repeat(300),
  owner: '\u{1f511}'.repeat(300),
  runbook: `https://wiki.example/${'a'.repeat(2_000)}`,
  usedBy: Array.from({ length: 30 }, (_, index) => `${'s'.repeat(60)}${index}`),
  tags: Array.from({ length: 10 }, (_, index) => `${'t'.repeat(60)}${index}`),
}

const episode = fc.record({
  status: fc.constantFrom(200, 200, 401, 403, 418, 500, null),
  hours: fc.integer({ min: 1, max: 60 }),
})

describe('an outage of SNS and EventBridge', () => {
  it('leaves each state below a quarter of what an item may hold, however long it lasts, and pages at its end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(episode, { minLength: 60, maxLength: 100 }), async (episodes) => {
        const company = simulate(manyChecks(1, { ...wordy, everySeconds: 3_600 }))
        await company.tick(0)
        company.deafen(true)
        for (const { status, hours } of episodes) {
          company.answer(() => status)
          // Three looks in a row make each answer an incident, or its end.
          for (const minutes of [60, 60, hours * 60]) await company.tick(minutes)
        }
        company.answer(() => 401)
        for (const minutes of [60, 60]) await company.tick(minutes)
        const largest = Math.max(...company.stores.written.map(bytesOf))
        assert.ok(largest < itemBarBytes, `${largest} bytes`)
        assert.ok(company.stores.written.every((state) => isCheckState(JSON.parse(JSON.stringify(state)))))
        assert.equal(company.messages.length, 0)
        company.deafen(false)
        for (const minutes of [60, 60]) await company.tick(minutes)
        const state = company.stores.stateOf('production/check-0')
        assert.deepEqual([state?.pending, state?.leftOut, state?.transitions ?? []], [[], undefined, []])
        const last = company.messages.findLast(({ to }) => to === 'page')
        assert.match(last?.subject ?? '', /^ALARM/)
      }),
      { numRuns: runsOf(2), endOnFailure: true },
    )
  })
})

describe('pending messages that are too many', () => {
  const message = fc.record({
    kind: fc.constantFrom('open', 'also', 'remind', 'resolve', 'flapping', 'flapping_ended', 'after_silence'),
    to: fc.constantFrom('page', 'notice'),
    detail: fc.string({ unit: 'grapheme', maxLength: 1_000 }),
  } as const)

  it('lose neither the first, nor the last page, nor its end, nor the newest, and are counted', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 80 }), (messages) => {
        const pending = messages.map(({ kind, to, detail }, at) =>
          pendingMessage(kind, { to, at, incident: anIncident({ detail }) }),
        )
        const room = withinRoom(pending)
        assert.equal(room.pending.length + room.leftOut, pending.length)
        assert.ok(room.pending.length <= 24)
        assert.deepEqual(
          room.pending,
          pending.filter((one) => room.pending.includes(one)),
        )
        for (const ends of [true, false]) {
          const last = pending.findLast((one) => one.to === 'page' && isEnding(one) === ends)
          assert.ok(last === undefined || room.pending.includes(last))
        }
        assert.deepEqual([room.pending[0], room.pending.at(-1)], [pending[0], pending.at(-1)])
        assert.ok(bytesOf(room.pending) < 45_000)
      }),
    )
  })

  it('are all kept while there is room', () => {
    const pending = Array.from({ length: 24 }, (_, at) => pendingMessage('remind', { at }))
    assert.equal(withinRoom(pending).pending, pending)
  })
})

describe('transitions that wait', () => {
  it('lose the oldest when they are too long together, and the oldest one left counts them', () => {
    let waiting = aState().transitions ?? []
    const about = {
      environment: 'production',
      provider: 'http',
      profile: 'http',
      owner: null,
      impact: 'x'.repeat(2_000),
      runbook: null,
      usedBy: [],
      tags: [],
    }
    for (let revision = 1; revision <= 40; revision += 1) {
      const reason = revision % 2 === 0 ? 'revoked' : 'expired'
      const previous = aState({ reason: revision % 2 === 0 ? 'expired' : 'revoked', transitions: waiting })
      const next = { ...previous, revision, reason, standing: 'invalid', severity: 'page' } as const
      waiting = transitionsAfter(previous, next, { at: revision, onPurpose: false, about })
    }
    assert.ok(bytesOf(waiting) < 26_000)
    const [oldest, ...others] = waiting
    assert.equal((oldest?.leftOut ?? 0) + waiting.length, 40)
    assert.ok(others.every(({ leftOut }) => leftOut === undefined))
  })

  it('hold no description that is longer than all of them may be', () => {
    const about = { ...aCheck(), ...wordy, usedBy: Array.from({ length: 1_000 }, (_, index) => `service-${index}`) }
    const next = { ...aState(), reason: 'revoked', standing: 'invalid', severity: 'page' } as const
    const [only] = transitionsAfter(aState(), next, { at: 1, onPurpose: false, about })
    assert.deepEqual([only?.to.reason, only?.about], ['revoked', undefined])
  })
})
