import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { before, describe, it } from 'node:test'
import { cloudTrail, ecs, health, kubernetes, lambdaFunction, secret } from '../../functions/config.ts'
import { reportVersion } from '../../functions/consumer.ts'
import { arnOf } from '../../local/aws/account.ts'
import { type ApiServer, startApiServer } from '../../local/kubernetes/api-server.ts'
import { closeServer, listenOnLoopback } from '../../local/loopback.ts'
import type { Stack } from '../../local/stack.ts'
import {
  aWatch,
  deploymentOf,
  hookLimit,
  keepOpen,
  nextEvent,
  type Product,
  stackCadence,
  startProduct,
  startWatching,
  stateOf,
} from '../support/stack.ts'

const name = 'production/orders'
const functionArn = arnOf('lambda', 'function:invoices')
const roleArn = 'arn:aws:iam::123456789012:role/reports'
const service = { cluster: 'shop', service: 'web' }
const minuteMs = 60_000
const hourMs = 60 * minuteMs

describe('the consumers of a rotated credential', { timeout: 120_000 }, () => {
  let product: Product
  let stack: Stack
  let page: Server
  let cluster: ApiServer
  /** Version that the consumer with a health page holds. */
  let held: string
  let offsetMs = 0
  const opened = keepOpen()
  const nowMs = () => Date.now() + offsetMs
  before(async () => {
    product = opened(await startProduct())
    page = createServer(reportVersion(() => held))
    const url = await listenOnLoopback(page)
    opened({ close: () => closeServer(page) })
    cluster = opened(await startApiServer({ now: nowMs }))
    const access = secret('production/cluster-reader')
    const pods = { namespace: 'shop', secretName: 'orders', pods: 'app=orders' }
    const consumers = [
      health({ name: 'orders-api', url: `${url}/health` }),
      ecs(service),
      lambdaFunction({ functionArn }),
      cloudTrail({ roleArn }),
      kubernetes({ name: 'pods', api: cluster.url, access, ...pods }),
    ]
    const deployment = deploymentOf([aWatch('orders', `${product.api.url}/me`, { consumers })])
    const token = await product.mint()
    const secrets = { [name]: token, 'production/cluster-reader': cluster.token }
    stack = opened(await startWatching(deployment, secrets, { clockOffsetMs: () => offsetMs }))
    held = current()
    cluster.apply('shop', 'orders', { token })
    offsetMs += 2 * minuteMs
    start()
  }, hookLimit)

  const current = (): string => {
    const found = Object.entries(stack.aws.secretsManager.describe(name).versionIdsToStages)
    return found.find(([, stages]) => stages.includes('AWSCURRENT'))?.[0] ?? ''
  }

  /** Restarts all consumers with the current version, except for the one with a page. */
  function start(): void {
    const { arn } = stack.aws.secretsManager.describe(name)
    stack.aws.ecs.deploy(service, [{ startedAt: nowMs(), secrets: [`${arn}:token::`] }])
    stack.aws.invocations.deploy(functionArn, nowMs(), { TOKEN: 'kept-secret-of-a-function' })
    stack.aws.cloudTrail.show({ at: nowMs(), roleArn, secretId: name })
    const at = { createdAt: nowMs(), startedAt: nowMs() }
    cluster.deploy('shop', [{ ...at, labels: { app: 'orders' }, secretName: 'orders', phase: 'Running' }])
  }

  /** Runs the first tick of the next hour, which reviews consumers, and the tick after it, which judges the result. */
  async function review(): Promise<Readonly<Record<string, string>>> {
    offsetMs += hourMs
    const begun = stack.logbook.events.length
    const reviewed = nextEvent(stack, ({ event }) => event === 'review')
    await stack.tick(stackCadence)
    await reviewed
    await stack.tick(stackCadence)
    const seen = stack.logbook.events.slice(begun).filter((event) => event.event === 'consumer')
    return Object.fromEntries(seen.map((event) => [event.consumer, `${event.state} ${event.shown}`]))
  }

  it('are fresh while nothing was rotated', async () => {
    assert.deepEqual(await review(), {
      'orders-api': 'fresh reported',
      web: 'fresh started',
      invoices: 'fresh started',
      reports: 'fresh read',
      pods: 'fresh restarted',
    })
    assert.equal((await stateOf(stack, name)).reason, 'healthy')
  })

  it('are stale after the rotation, and named with the time that they are behind', async () => {
    offsetMs += minuteMs
    const token = await product.mint()
    stack.aws.secretsManager.put(name, token)
    cluster.apply('shop', 'orders', { token })
    assert.deepEqual(await review(), {
      'orders-api': 'stale reported',
      web: 'stale started',
      invoices: 'stale started',
      reports: 'stale read',
      pods: 'stale restarted',
    })
    const { standing, reason, severity, detail } = await stateOf(stack, name)
    assert.deepEqual([standing, reason, severity], ['valid', 'consumers_stale', 'notice'])
    assert.match(
      detail,
      /^orders-api, web, invoices, reports, pods still use the previous version, 1h after the promotion$/,
    )
  })

  it('are stale only if they were not restarted', async () => {
    start()
    assert.equal((await review())['orders-api'], 'stale reported')
    assert.match(
      (await stateOf(stack, name)).detail,
      /^orders-api still uses the previous version, 2h after the promotion$/,
    )
  })

  it('are fresh once all of them were', async () => {
    held = current()
    const states = Object.values(await review()).map((seen) => seen.split(' ')[0])
    assert.deepEqual(states, ['fresh', 'fresh', 'fresh', 'fresh', 'fresh'])
    assert.equal((await stateOf(stack, name)).reason, 'healthy')
  })

  it('are unknown if none of them answers, which is no finding', async () => {
    held = 'not a version'
    stack.aws.ecs.deploy(service, [])
    cluster.failWith(403)
    const seen = await review()
    assert.deepEqual(
      [seen['orders-api'], seen['web'], seen['pods']],
      ['unknown names_no_version', 'unknown no_tasks', 'unknown HTTP 403'],
    )
    assert.equal((await stateOf(stack, name)).reason, 'healthy')
  })

  it("print nothing of a function's environment, and nothing of the token for the cluster", () =>
    assert.ok(!new RegExp(`kept-secret|${cluster.token}`).test(stack.output.join(''))))
})
