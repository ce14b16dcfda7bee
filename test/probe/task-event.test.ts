import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseTaskEvent } from '../../functions/probe/task-event.ts'
import { fc } from '../support/property.ts'

const parsed = (...bodies: readonly unknown[]) =>
  parseTaskEvent({ Records: bodies.map((body) => ({ body: typeof body === 'string' ? body : JSON.stringify(body) })) })

const opening = { task: 'opening', check: 'production/ci-bot', versionId: 'version-1', reason: 'revoked', tick: 1 }
const review = { task: 'review', location: 'lambda', checks: ['production/ci-bot'], tick: 1 }
const heartbeat = { task: 'heartbeat', cadence: '5m', tick: 1 }
const canaries = { task: 'canaries', tick: 1 }

describe('the tasks in an SQS event', () => {
  it('are read one by one, in their order', () => {
    assert.deepEqual(parsed(opening, review, heartbeat, canaries), [
      opening,
      { ...review, delaySeconds: 0 },
      heartbeat,
      canaries,
    ])
  })

  it('say who heard of an opening, where it is written', () => {
    const heard = { ...opening, routes: ['platform'], audience: ['mail'] }
    assert.deepEqual(parsed(heard), [heard])
    assert.deepEqual(parsed({ ...heard, routes: ['platform', 7], audience: 'mail' }), [
      { ...opening, routes: ['platform'] },
    ])
  })

  it('may concern a check without a version, and name only checks', () => {
    for (const versionId of [undefined, null, 7])
      assert.deepEqual(parsed({ ...opening, versionId }), [{ ...opening, versionId: null }])
    assert.deepEqual(parsed({ ...review, checks: ['no-key', 7, 'production/ci-bot'] }), [
      { ...review, delaySeconds: 0 },
    ])
  })

  const none: readonly unknown[] = [
    ...['not json {', 'null', '[]', '7', '{}'],
    ...[opening, review, heartbeat, canaries].map((task) => ({ ...task, tick: '1' })),
    ...[opening, review, heartbeat, canaries].map(({ tick: _, ...task }) => task),
    { ...opening, check: 'no-key' },
    { ...opening, reason: 'no such reason' },
    { ...opening, reason: undefined },
    { ...review, location: 7 },
    { ...review, checks: 'production/ci-bot' },
    { ...heartbeat, cadence: null },
    { ...canaries, task: 'canary' },
    { tick: 1, cadence: '5m', location: 'lambda', checks: [] },
    { task: 'constructor', tick: 1, cadence: '5m' },
  ]
  for (const body of none) it(`are not in ${JSON.stringify(body)}`, () => assert.deepEqual(parsed(body), []))

  it('are none in any other event', () => {
    for (const event of [null, undefined, 'text', {}, { Records: {} }, { Records: [null, {}, { body: canaries }] }])
      assert.deepEqual(parseTaskEvent(event), [])
    fc.assert(fc.property(fc.anything(), (event) => assert.deepEqual(parseTaskEvent(event), [])))
  })
})
