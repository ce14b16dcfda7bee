import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { gateEvent } from '../../functions/core/gate/event.ts'
import type { Override } from '../../functions/core/gate/override.ts'
import type { Stack } from '../../local/stack.ts'
import { aWatch, deploymentOf, hookLimit, itemsOf, keepOpen, startWatching } from '../support/stack.ts'

/** More than a message or an item could name. */
const ids = Array.from({ length: 400 }, (_, index) => `check-${index}-${'x'.repeat(50)}`)
const keys = ids.map((id) => `production/${id}`)
const [first = ''] = keys

describe('an override of the gate', { timeout: 60_000 }, () => {
  const keep = keepOpen()
  let stack: Stack
  let clockOffsetMs = 0
  before(async () => {
    const checks = ids.map((id) => aWatch(id, 'https://localhost:9/me'))
    stack = keep(await startWatching(deploymentOf(checks), {}, { clockOffsetMs: () => clockOffsetMs }))
  }, hookLimit)

  const send = (override: object) => {
    const event = gateEvent({ kind: 'override', override: override as Override })
    return stack.functions.probe.invoke(event, 'gate')
  }
  const notices = () => stack.aws.sns.published.filter(({ topicArn }) => topicArn === stack.topicArns.notice)
  const kept = async () => (await itemsOf(stack)).filter(({ pk }) => pk?.S === 'gate#overrides')
  const mail = () => notices().at(-1)?.byProtocol['email'] ?? ''

  it('that comes again is recorded and notified once', async () => {
    const override = { reason: 'a hotfix', by: 'sam', against: [first] }
    for (let copies = 0; copies < 20; copies += 1) assert.ok((await send(override)).ok)
    assert.deepEqual([notices().length, (await kept()).length], [1, 1])
    for (const other of [{ reason: 'another' }, { by: 'kim' }, { against: [] }]) await send({ ...override, ...other })
    assert.deepEqual([notices().length, (await kept()).length], [4, 4])
    clockOffsetMs += 1_200_000
    await send(override)
    assert.deepEqual([notices().length, (await kept()).length], [5, 5])
  })

  it('is notified once it can be, and is recorded all the same', async () => {
    const before = notices().length
    const override = { reason: 'while SNS is down', by: 'sam', against: [first] }
    stack.aws.sns.inject({ operation: 'Publish', times: 3, fault: { error: 'InternalError', status: 500 } })
    assert.equal((await send(override)).ok, false)
    assert.ok((await kept()).some(({ body }) => body?.S?.includes('while SNS is down')))
    assert.ok((await send(override)).ok)
    assert.ok((await send(override)).ok)
    assert.equal(notices().length, before + 1)
  })

  it('is not notified without its record', async () => {
    const before = notices().length
    stack.aws.dynamodb.inject({ operation: 'PutItem', times: 3, fault: { error: 'InternalServerError', status: 500 } })
    assert.equal((await send({ reason: 'without a table', by: 'sam', against: [] })).ok, false)
    assert.equal(notices().length, before)
  })

  it('says so if the deployment has none of the checks, and repeats no name that it does not have', async () => {
    const against = ['production/gone', '__proto__', 'constructor', '<b>\u202e']
    assert.ok((await send({ reason: 'an old config', by: 'sam', against })).ok)
    assert.match(mail(), /which did not pass 4 checks that this deployment does not have: an old config/)
    assert.doesNotMatch(mail(), /a monitor that is down|gone|__proto__|constructor|\u202e/)
    assert.ok((await send({ reason: 'a half-old config', by: 'sam', against: [first, 'production/gone'] })).ok)
    assert.ok(mail().includes(`which did not pass ${first} and 1 check that this deployment does not have:`), mail())
  })

  it('against hundreds of checks is recorded and notified, and names some of them', async () => {
    const strange = Array.from({ length: 20_000 }, (_, index) => `production/strange-${index}`)
    const startMs = performance.now()
    assert.ok((await send({ reason: 'all of them', by: 'sam', against: [...strange, ...keys] })).ok)
    assert.ok(performance.now() - startMs < 10_000)
    assert.ok(mail().includes(first))
    assert.match(mail(), /and 390 more/)
    const { length } = (await kept()).find(({ body }) => body?.S?.includes('all of them'))?.['body']?.S ?? ''
    assert.ok(length < 30_000, `${length} characters`)
  })
})
