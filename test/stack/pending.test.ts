import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Stack } from '../../local/stack.ts'
import {
  aWatch,
  deploymentOf,
  eventually,
  hookLimit,
  keepOpen,
  newestCount,
  type Product,
  pagesOf,
  queueNames,
  redeliver,
  stackCadence,
  startProduct,
  startWatching,
  stateOf,
} from '../support/stack.ts'

const check = 'production/orders'

describe('a page that could not be delivered', { timeout: 60_000 }, () => {
  let product: Product
  let stack: Stack
  let token: string
  const opened = keepOpen()
  before(async () => {
    product = opened(await startProduct())
    token = await product.mint()
    const deployment = deploymentOf([aWatch('orders', `${product.api.url}/me`)])
    stack = opened(await startWatching(deployment, { 'production/orders': token }))
    await stack.tick(stackCadence)
    await stack.tick(stackCadence)
  }, hookLimit)

  const heartbeats = () => stack.aws.cloudwatch.data.filter(({ name }) => name === 'Heartbeat').length
  const subjects = () => pagesOf(stack).map(({ subject }) => subject)

  it('is pending in the state of its check', async () => {
    stack.aws.sns.inject({
      operation: 'Publish',
      times: Number.POSITIVE_INFINITY,
      fault: { error: 'InternalError', status: 500 },
    })
    await product.oauth.revoke(token)
    await stack.tick(stackCadence)
    const { incident, pending } = await stateOf(stack, check)
    assert.deepEqual(
      pending.map(({ kind, incident }) => [kind, incident.reason]),
      [['open', 'rejected']],
    )
    assert.equal(incident?.reason, 'rejected')
    assert.deepEqual(subjects(), [])
  })

  it('is counted by the next tick, which sends no heartbeat', async () => {
    const before = heartbeats()
    await stack.tick(stackCadence)
    assert.equal(newestCount(stack, 'PagesPending'), 1)
    assert.equal(heartbeats(), before)
  })

  it('is delivered once when SNS is back, and the heartbeat with it', async () => {
    const before = heartbeats()
    stack.aws.sns.clearFaults()
    await stack.tick(stackCadence)
    assert.equal(newestCount(stack, 'PagesPending'), 0)
    assert.equal(heartbeats(), before + 1)
    await stack.tick(stackCadence)
    assert.deepEqual(subjects(), ['ALARM: production/orders rejected'])
    assert.deepEqual((await stateOf(stack, check)).pending, [])
  })

  it('is delivered again rather than lost if the function crashes before it records the delivery', async () => {
    stack.aws.secretsManager.put('production/orders', await product.mint())
    await stack.tick(stackCadence)
    const { promise: accepted, resolve } = Promise.withResolvers<void>()
    const stop = stack.aws.sns.onPublish(() => {
      stack.functions.probe.kill()
      resolve()
    })
    const ticked = stack.tick(stackCadence)
    await accepted
    stop()
    const { pending } = await stateOf(stack, check)
    assert.deepEqual(
      pending.map(({ kind }) => kind),
      ['resolve'],
    )
    redeliver(stack)
    await ticked
    const resolved = subjects().filter((subject) => subject === 'OK: production/orders is good again')
    assert.equal(resolved.length, 2)
    assert.deepEqual((await stateOf(stack, check)).pending, [])
  })

  it('is delivered by the next tick if the function crashes before it publishes', async () => {
    const before = { calls: stack.aws.sns.calls.length, pages: pagesOf(stack).length, heartbeats: heartbeats() }
    stack.aws.sns.inject({ operation: 'Publish', times: 1, fault: { hang: true } })
    stack.aws.secretsManager.put('production/orders', 'made-up-token')
    await stack.functions.tick.invoke({ cadence: stackCadence })
    await eventually(() => stack.aws.sns.calls.length > before.calls)
    stack.functions.probe.kill()
    await stack.tick(stackCadence)
    assert.equal(pagesOf(stack).length, before.pages + 1)
    assert.deepEqual([newestCount(stack, 'NotRun'), heartbeats()], [1, before.heartbeats + 1])
    redeliver(stack)
    await eventually(() => stack.aws.sqs.depth(queueNames.batches) === 0)
    assert.equal(pagesOf(stack).length, before.pages + 1)
    assert.deepEqual((await stateOf(stack, check)).pending, [])
  })
})
