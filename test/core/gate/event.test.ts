import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  gateEvent,
  notUnderstood,
  overridden,
  parseGateEvent,
  parseReply,
  replyOf,
} from '../../../functions/core/gate/event.ts'
import { everything } from '../../../functions/core/gate/selection.ts'
import { fc } from '../../support/property.ts'

const ask = {
  kind: 'ask',
  question: {
    selection: { ...everything, usedBy: ['shop'] },
    evidence: 'either',
    maxAgeSeconds: 60,
    scope: { only: null, except: ['vpc'] },
  },
} as const
const override = {
  kind: 'override',
  override: { reason: 'hotfix', by: 'alice', against: ['production/wiki'] },
} as const

describe('an event of the gate', () => {
  for (const request of [ask, override])
    it(`of the kind ${request.kind} arrives as it was sent`, () => {
      assert.deepEqual(parseGateEvent(JSON.parse(JSON.stringify(gateEvent(request)))), request)
    })

  it("is absent from a queue's batches and from anything else", () => {
    for (const event of [{ Records: [] }, {}, null, 'gate', 1]) assert.equal(parseGateEvent(event), null)
  })

  const strange: readonly unknown[] = [
    { gate: null },
    { gate: { version: 2, ...ask } },
    { gate: { version: 1, kind: 'delete' } },
    { gate: { version: 1, kind: 'ask', question: { evidence: 'hearsay', maxAgeSeconds: null } } },
    { gate: { version: 1, kind: 'ask', question: { evidence: 'either', maxAgeSeconds: '1' } } },
    { gate: { version: 1, kind: 'override', override: { reason: ' ', by: 'x' } } },
    { gate: { version: 1, kind: 'override', override: { reason: 7, by: 'x' } } },
    { gate: { version: 1, kind: 'override', override: { reason: 'hotfix', by: 7 } } },
  ]
  for (const event of strange)
    it(`is not understood: ${JSON.stringify(event)}`, () => assert.equal(parseGateEvent(event), 'not_understood'))

  it('keeps what a question names, and leaves out what is no text', () => {
    const selection = { ids: ['a', 7], tags: ['b', null], usedBy: ['c', {}], environment: 'production' }
    const question = { selection, evidence: 'fresh', maxAgeSeconds: null, scope: { only: ['vpc', 7], except: [true] } }
    assert.deepEqual(parseGateEvent({ gate: { version: 1, kind: 'ask', question } }), {
      kind: 'ask',
      question: {
        selection: { ids: ['a'], tags: ['b'], usedBy: ['c'], environment: 'production' },
        evidence: 'fresh',
        maxAgeSeconds: null,
        scope: { only: ['vpc'], except: [] },
      },
    })
    const none = parseGateEvent({
      gate: { version: 1, kind: 'ask', question: { evidence: 'fresh', maxAgeSeconds: 1 } },
    })
    assert.deepEqual(none, {
      kind: 'ask',
      question: { selection: everything, evidence: 'fresh', maxAgeSeconds: 1, scope: { only: null, except: [] } },
    })
  })

  it('is answered in words that an earlier version knows', () => {
    assert.deepEqual(parseReply(JSON.stringify(overridden)), { version: 1, kind: 'overridden' })
    assert.deepEqual(parseReply(JSON.stringify(notUnderstood)), { version: 1, kind: 'not_understood' })
    const answer = { judgements: [] }
    for (const other of [{ version: 2, kind: 'overridden' }, { version: 1, kind: 'asked', answer }, { version: 1 }])
      assert.equal(parseReply(JSON.stringify(other)), null)
  })

  it('never throws, whatever it holds', () => {
    fc.assert(fc.property(fc.anything(), (gate) => void parseGateEvent({ gate })))
    fc.assert(fc.property(fc.string(), (payload) => void parseReply(payload)))
  })

  it('is answered with the same protocol version', () => {
    const answer = { deployment: 'acme', at: 1, pulses: [], judgements: [], unmatched: [], names: null }
    assert.deepEqual(parseReply(JSON.stringify(replyOf(answer))), { version: 1, kind: 'answer', answer })
    assert.deepEqual(
      [parseReply('{"version":2,"kind":"answer"}'), parseReply('no'), parseReply('{"version":1,"kind":"answer"}')],
      [null, null, null],
    )
  })
})
