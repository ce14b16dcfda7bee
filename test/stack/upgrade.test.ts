import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { openTable } from '../../functions/aws/table.ts'
import { stateSchema } from '../../functions/core/state/state.ts'
import { labTable } from '../../local/directory.ts'
import type { Stack } from '../../local/stack.ts'
import { storedCheck } from '../fixtures/stored-nouns.ts'
import { readFrozen, restore } from '../fixtures/stored-state.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'
import {
  aWatch,
  deploymentOf,
  hookLimit,
  keepOpen,
  type Product,
  pagesOf,
  stackCadence,
  startProduct,
  startWatching,
  stateOf,
} from '../support/stack.ts'

describe('a deployment of this release over the table of the release before', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  const frozen = readFrozen(stateSchema)
  let product: Product
  before(async () => {
    product = keep(await startProduct())
  }, hookLimit)

  /** Starts the functions of this release with a table as another release left it. */
  async function upgraded(): Promise<Stack> {
    const me = `${product.api.url}/me`
    const deployment = deploymentOf([aWatch('ci-bot', me), aWatch('orders', me)])
    const secrets = { 'production/ci-bot': 'a-token-that-nobody-honours', 'production/orders': await product.mint() }
    const stack = keep(await startWatching(deployment, secrets))
    const client = dynamoDbClient(stack.aws.dynamodb.url)
    await restore(client, frozen.items)
    client.destroy()
    return stack
  }
  const stored = frozen.nouns.states.find(({ check }) => check === storedCheck) ?? assert.fail('not frozen')

  it('goes on with every open incident: who acknowledged it, since when, and every pending message is sent once', async () => {
    const stack = await upgraded()
    await stack.tick(stackCadence)
    await stack.tick(stackCadence)
    const state = await stateOf(stack, storedCheck)
    assert.equal(state.schema, stateSchema)
    assert.ok(state.revision > stored.revision)
    assert.deepEqual(
      [state.incident?.openedAt, state.incident?.acknowledged],
      [stored.incident?.openedAt, stored.incident?.acknowledged],
    )
    assert.deepEqual(state.pending, [])
    // Messages that were pending are delivered once, and the next tick sends nothing more.
    const sent = pagesOf(stack).map(({ raw }) => raw)
    assert.equal(stored.pending.filter(({ kind }) => kind === 'open').length, 1)
    assert.equal(
      sent.filter((raw) => raw.includes('"kind":"open"') && raw.includes('"versionId":"version-1"')).length,
      1,
    )
    await stack.tick(stackCadence)
    assert.equal(pagesOf(stack).length, sent.length)
    assert.equal((await stateOf(stack, 'production/orders')).reason, 'healthy')
  })

  it('leaves alone what a later release wrote, and still judges: two releases run beside each other during a deployment', async () => {
    const stack = await upgraded()
    const client = dynamoDbClient(stack.aws.dynamodb.url)
    const later = { ...stored, schema: stateSchema + 1, revision: stored.revision + 1 }
    await openTable(client, labTable).write(later)
    await stack.tick(stackCadence)
    assert.deepEqual(await stateOf(stack, storedCheck), later)
    client.destroy()
  })
})
