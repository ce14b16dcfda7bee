import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { connectEventBridge, openEvents } from '../../functions/aws/events.ts'
import type { LogEvent } from '../../functions/core/state/log.ts'
import { region } from '../../local/aws/account.ts'
import { type EventBus, startEventBus } from '../../local/aws/event-bus.ts'

const at = Date.parse('2026-11-21T12:00:00Z')
const some = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `id-${index}`, at, detail: { version: '1', id: `id-${index}` } }))
const refused = { event: 'fault', where: 'events', code: 'not_accepted', check: null } as const

async function aBus(t: TestContext) {
  const bus = await startEventBus()
  t.after(() => bus.close())
  const logged: LogEvent[] = []
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const options = { endpoint: bus.url, region, credentials, maxAttempts: 1 }
  return {
    bus,
    logged,
    put: openEvents(
      () => connectEventBridge(options),
      (event) => void logged.push(event),
    ),
  }
}

const requests = ({ calls }: EventBus) => calls.length

describe('events for EventBridge', () => {
  it('are put in requests of ten entries, with their source, type and time', async (t) => {
    const { bus, logged, put } = await aBus(t)
    assert.equal((await put(some(23))).size, 23)
    assert.deepEqual([requests(bus), bus.events.length, logged], [3, 23, []])
    const detail = { version: '1', id: 'id-0' }
    assert.deepEqual(bus.events[0], { source: 'tokenwatch', detailType: 'Tokenwatch Transition', detail, time: at })
  })

  it('are accepted one by one: a request may fail in part', async (t) => {
    const { bus, logged, put } = await aBus(t)
    bus.failEntries(2)
    assert.deepEqual(await put(some(3)), new Set(['id-2']))
    assert.deepEqual(logged, [refused])
  })

  it('are not accepted if a request fails, and the requests after it are not sent', async (t) => {
    const { bus, logged, put } = await aBus(t)
    const fault = { error: 'InternalException', status: 500 }
    bus.inject({ operation: 'PutEvents', times: Number.POSITIVE_INFINITY, fault })
    assert.deepEqual(await put(some(30)), new Set())
    assert.deepEqual([requests(bus), logged], [1, [refused]])
  })
})
