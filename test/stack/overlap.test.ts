import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
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

describe('the version before a rotation', { timeout: 60_000 }, () => {
  let product: Product
  let stack: Stack
  let offsetMs = 0
  let old: string
  const opened = keepOpen()
  before(async () => {
    product = opened(await startProduct())
    old = await product.mint()
    const deployment = deploymentOf([aWatch('orders', `${product.api.url}/me`, { overlap: '1h' })])
    stack = opened(await startWatching(deployment, { [name]: old }, { clockOffsetMs: () => offsetMs }))
    stack.aws.secretsManager.put(name, await product.mint())
  }, hookLimit)

  /** Runs the first tick of a later hour, which reviews it, and the tick after it, which judges the result. */
  async function review(hours: number): Promise<string> {
    offsetMs += hours * 3_600_000
    const reviewed = nextEvent(stack, ({ event }) => event === 'review')
    await stack.tick(stackCadence)
    await reviewed
    await stack.tick(stackCadence)
    return (await stateOf(stack, name)).reason
  }

  it('may live as long as its overlap', async () => assert.equal(await review(0), 'healthy'))

  it('is reported if it lives on', async () => assert.equal(await review(3), 'overlap_open'))

  it('is fine once it is revoked', async () => {
    await product.oauth.revoke(old)
    assert.equal(await review(1), 'healthy')
  })
})
