import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type ScheduledEvent, type Scheduler, startScheduler } from '../../../local/aws/scheduler.ts'
import { untilSynchronously } from './until.ts'

const hourMs = 60 * 60 * 1_000

/** One schedule that ends with its test; each reading of its clock is a second later. */
function schedule(
  t: TestContext,
  everyMs: number,
  react: () => Promise<void> = async () => {},
): { events: ScheduledEvent[]; scheduler: Scheduler } {
  const events: ScheduledEvent[] = []
  let seconds = 0
  const invoke = (event: ScheduledEvent) => {
    events.push(event)
    return react()
  }
  const scheduler = startScheduler({
    schedules: [{ name: '5m', everyMs, invoke }],
    now: () => Date.UTC(2027, 2, 1, 10, 0, seconds++),
    retryDelayMs: 1,
  })
  t.after(scheduler.close)
  return { events, scheduler }
}

const fail = async () => {
  throw new Error('no')
}

test('a schedule fires at once, with its due time', (t) => {
  const { events } = schedule(t, hourMs)
  assert.deepEqual(events, [{ cadence: '5m', scheduledAt: '2027-03-01T10:00:00.000Z' }])
})

test('a schedule repeats at its rate', async (t) => {
  const { events } = schedule(t, 5)
  await untilSynchronously(() => events.length >= 4)
  assert.equal(new Set(events.map(({ scheduledAt }) => scheduledAt)).size, events.length)
})

test('an unfinished invocation does not stop the next one', async (t) => {
  const { events } = schedule(t, 5, () => new Promise(() => {}))
  await untilSynchronously(() => events.length >= 3)
})

test('an invocation that fails is retried twice with the same event, and then given up', async (t) => {
  const { events, scheduler } = schedule(t, hourMs, fail)
  await untilSynchronously(() => events.length === 3)
  await scheduler.fire('5m')
  const seconds = events.map(({ scheduledAt }) => new Date(scheduledAt).getUTCSeconds())
  assert.deepEqual(seconds, [0, 0, 0, 1, 1, 1])
})

test('nothing is retried after the scheduler is closed', async (t) => {
  const { events, scheduler } = schedule(t, hourMs, fail)
  scheduler.close()
  await scheduler.fire('5m')
  assert.equal(events.length, 1)
})

test('only a scheduled target can be fired', async (t) => {
  const { scheduler } = schedule(t, hourMs)
  await assert.rejects(scheduler.fire('unknown'), /no schedule is called unknown/)
})
