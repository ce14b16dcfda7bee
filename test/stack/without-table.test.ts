import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { gateEvent } from '../../functions/core/gate/event.ts'
import { rotationOrderEvent } from '../../functions/core/rotation/order-event.ts'
import { reconcileEvent } from '../../functions/rotate/request.ts'
import type { Stack } from '../../local/stack.ts'
import { startKeyProvider } from '../support/key-provider.ts'
import { isLongRun } from '../support/long-run.ts'
import { currentVersionOf, startRotated } from '../support/rotated-stack.ts'
import { hookLimit, keepOpen, type Product, startProduct } from '../support/stack.ts'

/** Copies of one event. The cost is that of each, so that a few show it. */
const copies = isLongRun ? 120 : 12

/** Calls that one event may cost at most. The SDK does not repeat a call that was denied. */
type Cost = { readonly secrets: number; readonly table: number }

describe(`${copies} copies of an event, while the table cannot be read`, { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let product: Product
  let stack: Stack
  before(async () => {
    const provider = keep(await startKeyProvider(Date.now))
    product = keep(await startProduct())
    stack = keep(await startRotated({ product, provider, consumerUrl: `${provider.url}/nowhere` }))
  }, hookLimit)

  const counts = () => {
    const { sqs, sns, secretsManager, dynamodb } = stack.aws
    const calls = [sqs, sns, secretsManager].flatMap((service) => service.calls)
    const ofKind = (kind: RegExp) => calls.filter(({ operation }) => kind.test(operation)).length
    return {
      provider: (product.api.requests.get('/me') ?? 0) + (product.oauth.requests.get('/token') ?? 0),
      changes: ofKind(/^(Put|Update|Rotate|Cancel|Send|Publish)/),
      secrets: ofKind(/GetSecretValue|DescribeSecret|ListSecret/),
      table: dynamodb.calls.length,
    }
  }

  /** Events that were real once. */
  const givenUp = (eventName: string) => ({
    source: 'aws.secretsmanager',
    detail: {
      eventName,
      additionalEventData: { SecretId: stack.aws.secretsManager.describe('production/orders').arn },
    },
  })
  const step = (Step: string) => ({
    Step,
    SecretId: stack.aws.secretsManager.describe('production/orders').arn,
    ClientRequestToken: currentVersionOf(stack, 'orders', 'AWSCURRENT'),
    RotationToken: '0a1b2c3d-0000-4000-8000-0123456789ac',
  })
  const ask = (evidence: 'fresh' | 'recorded') => {
    const selection = { ids: ['byhand', 'byhand'], tags: [], usedBy: [], environment: 'production' }
    const scope = { only: null, except: [] }
    return gateEvent({ kind: 'ask', question: { selection, evidence, maxAgeSeconds: null, scope } })
  }
  const override = gateEvent({
    kind: 'override',
    override: { reason: 'a fix', by: 'acme', against: ['production/byhand'] },
  })
  const order = (check: string, act: 'start' | 'release') =>
    rotationOrderEvent({ check: `production/${check}`, act, by: 'acme', approve: true })

  type Case = readonly [
    what: string,
    invoke: readonly [name: 'probe' | 'tick' | 'rotate', entrance?: string],
    event: () => unknown,
    cost: Cost,
  ]
  const cases: readonly Case[] = [
    ['the gate, from the records', ['probe', 'gate'], () => ask('recorded'), { secrets: 0, table: 8 }],
    ['the gate, afresh', ['probe', 'gate'], () => ask('fresh'), { secrets: 0, table: 8 }],
    ['an override', ['probe', 'gate'], () => override, { secrets: 0, table: 1 }],
    ['an order', ['tick', 'operator'], () => order('orders', 'start'), { secrets: 2, table: 8 }],
    ['a release', ['tick', 'operator'], () => order('keys', 'release'), { secrets: 0, table: 1 }],
    ['a rotation that was given up', ['tick'], () => givenUp('RotationFailed'), { secrets: 0, table: 2 }],
    ['one that was abandoned', ['rotate'], () => givenUp('RotationAbandoned'), { secrets: 1, table: 2 }],
    ['a reconciliation', ['rotate'], () => reconcileEvent(['production']), { secrets: 0, table: 8 }],
    ...['createSecret', 'setSecret', 'testSecret', 'finishSecret'].map(
      (one): Case => [`the step ${one}`, ['rotate'], () => step(one), { secrets: 2, table: 2 }],
    ),
  ]
  for (const [what, [name, entrance], event, cost] of cases)
    it(`of ${what} change nothing, and send no request to a provider`, async () => {
      const fault = { error: 'AccessDeniedException' }
      stack.aws.dynamodb.inject({ operation: '*', times: Number.POSITIVE_INFINITY, fault })
      const [earlier, sent] = [counts(), event()]
      for (let copy = 0; copy < copies; copy += 1) await stack.functions[name].invoke(sent, entrance)
      stack.aws.dynamodb.clearFaults()
      const { provider, changes, secrets, table } = counts()
      assert.deepEqual([provider, changes], [earlier.provider, earlier.changes])
      assert.ok(secrets - earlier.secrets <= cost.secrets * copies, `${secrets - earlier.secrets} calls about secrets`)
      assert.ok(table - earlier.table <= cost.table * copies, `${table - earlier.table} calls of the table`)
    })

  it('would be seen in the counts: with the table, a question has a credential probed', async () => {
    const earlier = counts()
    assert.ok((await stack.functions.probe.invoke(ask('fresh'), 'gate')).ok)
    const { provider, secrets } = counts()
    assert.ok(provider > earlier.provider && secrets > earlier.secrets)
  })
})
