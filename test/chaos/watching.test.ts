import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { announceExperiment, withdraw } from '../../chaos/aws/announcement.ts'
import { chooseFault } from '../../chaos/faults/catalogue.ts'
import type { ClientModule } from '../../chaos/lab/client.ts'
import { injectFault } from '../../chaos/lab/inject-fault.ts'
import { checkInputOf, storeToken } from '../../chaos/lab/monitor.ts'
import { startWorld, type World } from '../../chaos/lab/world.ts'
import { grantLease } from '../../chaos/safety/lease.ts'
import type { Stack } from '../../local/stack.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'
import {
  deploymentOf,
  hookLimit,
  newestCount,
  newestValues,
  pagesOf,
  stackCadence,
  startWatching,
  stateOf,
} from '../support/stack.ts'

const idleClient: ClientModule = { createClient: () => ({ call: async () => ({ kind: 'ok' }), close: async () => {} }) }
const check = 'production/orders'
const fault = chooseFault({ fault: 'storm', variant: 'unauthorized' })

const open = new AsyncDisposableStack()
after(() => open.disposeAsync(), hookLimit)

/** Starts a whole monitor whose probe uses the injection points of a sandbox. */
async function watched(): Promise<{ world: World; stack: Stack }> {
  const tokens = fault.definition.tokens
  const world = open.adopt(await startWorld({ client: idleClient, instances: 0, tokens }), (one) => one.close())
  await storeToken(world)
  const stack = await startWatching(
    deploymentOf([checkInputOf('token', world)]),
    {},
    {
      environment: (name) => (name === 'probe' ? { AWS_ENDPOINT_URL_SECRETS_MANAGER: world.urls.secretsManager } : {}),
    },
  )
  return { world, stack: open.adopt(stack, (one) => one.close()) }
}

describe('a monitor during an experiment', () => {
  it('pages during the fault, marks the page as an experiment, and closes the incident afterwards', {
    timeout: 110_000,
  }, async () => {
    const { world, stack } = await watched()
    await stack.tick(stackCadence)
    assert.equal((await stateOf(stack, check)).reason, 'healthy')
    const client = dynamoDbClient(stack.aws.dynamodb.url)
    await announceExperiment(client, 'tokenwatch', { runId: 'run-1', checks: [check], until: Date.now() + 3_600_000 })
    const undo = await injectFault(world, fault, { lease: grantLease(60), seed: 1, percent: 100 })
    await stack.tick(stackCadence)
    world.injection.disarm('removed')
    await undo()
    // An incident closes after two healthy ticks in a row.
    await stack.tick(stackCadence)
    await stack.tick(stackCadence)
    await withdraw(client, 'tokenwatch')
    client.destroy()
    assert.deepEqual(
      pagesOf(stack).map(({ subject }) => subject),
      ['ALARM: EXPERIMENT: production/orders rejected', 'OK: EXPERIMENT: production/orders is good again'],
    )
  })

  it('keeps the page pending while the alert path is cut, sends no heartbeat, and delivers the page afterwards', {
    timeout: 110_000,
  }, async () => {
    const { world, stack } = await watched()
    await stack.tick(stackCadence)
    await stack.tick(stackCadence)
    const beats = () => newestValues(stack, 'Heartbeat', { Cadence: stackCadence })
    assert.deepEqual(beats(), [1])
    await injectFault(world, chooseFault({ fault: 'alarm.path-cut', variant: 'refused' }), {
      lease: grantLease(60),
      seed: 1,
      percent: 100,
    })
    stack.aws.sns.inject({
      operation: 'Publish',
      times: Number.POSITIVE_INFINITY,
      fault: { error: 'AuthorizationError', status: 403 },
    })
    await stack.tick(stackCadence)
    await stack.tick(stackCadence)
    assert.equal(pagesOf(stack).length, 0)
    assert.equal((await stateOf(stack, check)).pending.length, 1)
    assert.equal(newestCount(stack, 'PagesPending'), 1)
    assert.equal(stack.logbook.events.filter((event) => event.event === 'tick').at(-1)?.heartbeat, false)
    stack.aws.sns.clearFaults()
    await stack.tick(stackCadence)
    assert.deepEqual(
      pagesOf(stack).map(({ subject }) => subject),
      ['ALARM: production/orders rejected'],
    )
  })
})
