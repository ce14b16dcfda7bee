import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Stack } from '../../local/stack.ts'
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts'
import {
  aWatch,
  deploymentOf,
  eventually,
  hookLimit,
  keepOpen,
  newestValues,
  pagesOf,
  redeliver,
  stackCadence,
  startWatching,
  stateOf,
} from '../support/stack.ts'

const check = 'production/orders'

describe('a probe function that is killed in the middle of a request, as when its memory runs out', {
  timeout: 120_000,
}, () => {
  const keep = keepOpen()
  let server: HostileServer
  let stack: Stack
  let kills = 0
  let status = 200
  let isFatal = false
  before(async () => {
    server = keep(
      await startHostileServer(() => {
        if (!isFatal) return { kind: 'json', status, body: { login: 'acme-bot' } }
        kills += 1
        stack.functions.probe.kill()
        return { kind: 'silent' }
      }),
    )
    const deployment = deploymentOf([aWatch('orders', `${server.url}/me`)])
    stack = keep(await startWatching(deployment, { [check]: 'a-token-of-the-lab-0123' }))
    for (let ticks = 0; ticks < 2; ticks += 1) await stack.tick(stackCadence)
  }, hookLimit)

  const heartbeats = () => stack.aws.cloudwatch.data.filter(({ name }) => name === 'Heartbeat').length

  it('says nothing good of the tick: it has no heartbeat, and its checks were not run', async () => {
    assert.equal((await stateOf(stack, check)).standing, 'valid')
    isFatal = true
    status = 401
    await stack.functions.tick.invoke({ cadence: stackCadence })
    await eventually(() => kills > 0)
    await stack.functions.probe.settled()
    isFatal = false
    const before = heartbeats()
    await stack.functions.tick.invoke({ cadence: stackCadence })
    await stack.functions.probe.settled()
    assert.deepEqual(newestValues(stack, 'NotRun'), [1])
    assert.equal(heartbeats(), before)
  })

  it('loses no page: the token that died meanwhile is paged once another process looks', async () => {
    redeliver(stack)
    await stack.tick(stackCadence)
    await stack.tick(stackCadence)
    assert.deepEqual(
      pagesOf(stack).map(({ subject }) => subject),
      ['ALARM: production/orders rejected'],
    )
    assert.equal((await stateOf(stack, check)).standing, 'invalid')
  })
})
