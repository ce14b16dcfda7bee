import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sequenceOf } from '../../../functions/core/alerting/messages/sequence.ts'
import type { PagerDutyEvent } from '../../../functions/core/alerting/pagerduty-event.ts'
import { pagerDutyEvent } from '../../../functions/core/alerting/pagerduty-event.ts'
import { type SentEvent, type SentEventStore, sendInOrder } from '../../../functions/core/alerting/sent-events.ts'
import { fc } from '../../support/property.ts'
import { nowMs } from '../../support/reading.ts'
import { anIncident, pendingMessage } from '../../support/verdict.ts'

const event = (action: PagerDutyEvent['event_action']): PagerDutyEvent => ({
  ...pagerDutyEvent({
    name: 'a',
    state: 'OK',
    headline: 'b',
    at: null,
    sequence: null,
    place: '',
    facts: new Map(),
    next: new Map(),
  }),
  event_action: action,
})

/** Opens a store in memory, under the same condition as the table's, and a service that keeps what is open. */
function openWorld() {
  const stored = new Map<string, SentEvent>()
  const sentEvents: SentEventStore = {
    claim: async (service, incident, sent) => {
      const before = stored.get(`${service} ${incident}`)
      if (before !== undefined && before.sequence > sent.sequence) return false
      stored.set(`${service} ${incident}`, sent)
      return true
    },
    newest: async (service, incident) => stored.get(`${service} ${incident}`) ?? null,
  }
  const got: string[] = []
  const send = async ({ event_action: action }: PagerDutyEvent) => {
    got.push(action)
    return null
  }
  return { sentEvents, got, send, now: () => nowMs }
}

describe('an event for PagerDuty', () => {
  it('is not sent after a later one of its incident', async () => {
    const world = openWorld()
    await sendInOrder({ event: event('resolve'), sequence: 20, service: 's' }, world)
    await sendInOrder({ event: event('trigger'), sequence: 10, service: 's' }, world)
    await sendInOrder({ event: event('trigger'), sequence: 30, service: 's' }, world)
    assert.deepEqual(world.got, ['resolve', 'trigger'])
  })

  it('is sent again if its delivery is repeated, and to another service', async () => {
    const world = openWorld()
    for (const service of ['s', 's', 't']) await sendInOrder({ event: event('trigger'), sequence: 10, service }, world)
    assert.deepEqual(world.got, ['trigger', 'trigger', 'trigger'])
  })

  it('is sent without a place in an order, and while the table is away', async () => {
    const world = openWorld()
    const away: SentEventStore = {
      claim: () => Promise.reject(new Error('the table is away')),
      newest: () => Promise.reject(new Error('the table is away')),
    }
    await sendInOrder({ event: event('trigger'), sequence: null, service: 's' }, world)
    await sendInOrder({ event: event('trigger'), sequence: 1, service: 's' }, { ...world, sentEvents: away })
    assert.deepEqual(world.got, ['trigger', 'trigger'])
  })

  it('leaves nothing open that has ended, however the two are interleaved', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = openWorld()
        const slow = {
          ...world,
          send: scheduler.scheduleFunction(world.send),
          sentEvents: {
            claim: scheduler.scheduleFunction(world.sentEvents.claim),
            newest: scheduler.scheduleFunction(world.sentEvents.newest),
          },
        }
        const both = Promise.all([
          sendInOrder({ event: event('trigger'), sequence: 10, service: 's' }, slow),
          sendInOrder({ event: event('resolve'), sequence: 20, service: 's' }, slow),
        ])
        await scheduler.waitFor(both)
        assert.equal(world.got.at(-1), 'resolve')
      }),
    )
  })
})

describe('the place of a message', () => {
  const at = nowMs + 1_000
  const placed = (kind: 'open' | 'resolve', openedAt: number, when = at) =>
    sequenceOf(pendingMessage(kind, { at: when, incident: anIncident({ openedAt }) }), kind === 'resolve')

  it('rises with the time at which it was decided', () => {
    assert.ok(placed('open', nowMs, nowMs) < placed('resolve', nowMs))
  })

  it('is before an opening of the same instant for the end of an earlier incident, else after it', () => {
    assert.ok(placed('resolve', nowMs) < placed('open', at))
    assert.ok(placed('open', at) < placed('resolve', at))
  })
})
