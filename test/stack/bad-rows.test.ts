import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { Stack } from '../../local/stack.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'
import {
  aWatch,
  deploymentOf,
  eventually,
  hookLimit,
  itemsOf,
  keepOpen,
  type Product,
  pagesOf,
  readingsOf,
  stackCadence,
  startProduct,
  startWatching,
  stateOf,
} from '../support/stack.ts'

const [spoiled, other] = ['production/spoiled', 'production/other'] as const

/** Changes that somebody else may make to a row of the table, by the begin of its keys. */
const changes: readonly (readonly [pk: string, sk: string, change: Record<string, AttributeValue>])[] = [
  [`check#${spoiled}`, 'state', { body: { S: '' } }],
  [`check#${spoiled}`, 'state', { revision: { N: '9007199254740991' } }],
  [`cadence#${stackCadence}`, 'batch#', { body: { S: '{"cadence":"5m","tick":4102444800000}' } }],
  [`cadence#${stackCadence}`, 'tick', { body: { S: 'null and void' } }],
  ['monitor', 'state', { body: { S: '[]' } }],
]

describe('a table with a row that nobody can read', { timeout: 60_000 }, () => {
  let product: Product
  let stack: Stack
  let token: string
  const opened = keepOpen()
  before(async () => {
    product = opened(await startProduct())
    token = await product.mint()
    const watches = [spoiled, other].map((key) => aWatch(key.slice('production/'.length), `${product.api.url}/me`))
    const secrets = { [spoiled]: token, [other]: await product.mint() }
    stack = opened(await startWatching(deploymentOf(watches), secrets))
    for (let ticks = 0; ticks < 2; ticks += 1) await stack.tick(stackCadence)
  }, hookLimit)

  const toWatchers = () =>
    stack.aws.sns.published
      .filter(({ topicArn }) => topicArn === stack.topicArns.watcher)
      .map(({ subject }) => subject ?? '')

  async function spoil(pk: string, sk: string, change: Record<string, AttributeValue>): Promise<void> {
    const row = (await itemsOf(stack)).find((item) => item['pk']?.S === pk && item['sk']?.S?.startsWith(sk) === true)
    const client = dynamoDbClient(stack.aws.dynamodb.url)
    await client.send(new PutItemCommand({ TableName: 'tokenwatch', Item: { ...row, ...change } }))
    client.destroy()
  }

  for (const [pk, sk, change] of changes)
    it(`judges every check all the same: ${pk} ${sk} ${JSON.stringify(change)}`, async () => {
      await stack.tick(stackCadence)
      const seen = [spoiled, other].map((check) => readingsOf(stack, check).length)
      await spoil(pk, sk, change)
      await stack.tick(stackCadence)
      await stack.tick(stackCadence)
      for (const [index, check] of [spoiled, other].entries())
        assert.equal(readingsOf(stack, check).length, (seen[index] ?? 0) + 2, check)
      assert.equal((await stateOf(stack, spoiled)).reason, 'healthy')
    })

  it('has notified the watchers, and nobody else', async () => {
    await eventually(() => toWatchers().length > 0)
    for (const subject of toWatchers())
      assert.equal(subject, 'ALARM: Tokenwatch acme refused something (row_set_aside)')
    assert.deepEqual(pagesOf(stack), [])
  })

  it('pages for the token whose row it was when it dies', async () => {
    await product.oauth.revoke(token)
    await stack.tick(stackCadence)
    await eventually(() => pagesOf(stack).length === 1)
    assert.equal(pagesOf(stack)[0]?.alarm.Tokenwatch.check, spoiled)
  })
})
