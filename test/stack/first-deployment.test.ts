import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Stack } from '../../local/stack.ts'
import { openCommandHost } from '../support/command-host.ts'
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
} from '../support/stack.ts'

async function ticksOf(stack: Stack, count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) await stack.tick(stackCadence)
}

const noticesOf = ({ aws, topicArns }: Stack) =>
  aws.sns.published.filter(({ topicArn }) => topicArn === topicArns.notice).map(({ subject }) => subject)

describe('a first deployment with a token that died long ago', { timeout: 60_000 }, () => {
  let product: Product
  let stack: Stack
  let token: string
  const opened = keepOpen()
  const host = opened(openCommandHost())
  before(async () => {
    product = opened(await startProduct())
    const me = `${product.api.url}/me`
    const watched = [aWatch('orders', me, { usedBy: ['shop'] }), aWatch('wiki', me, { usedBy: ['docs'] })]
    const deployment = deploymentOf(watched)
    const secrets = { 'production/orders': 'a-token-that-died-long-ago', 'production/wiki': await product.mint() }
    stack = opened(await startWatching(deployment, secrets, { isFirst: true }))
  }, hookLimit)

  const ticks = (count: number) => ticksOf(stack, count)
  const noticed = () => noticesOf(stack)

  async function gate(service: string): Promise<number | null> {
    const env = { ...stack.aws.environment('pipeline'), TOKENWATCH_DEPLOYMENT: 'acme' }
    return (await host.run(['gate', '--used-by', service], { cwd: process.cwd(), env })).code
  }

  it('pages nobody: it is a notice, and the gate refuses whoever relies on the token', async () => {
    await ticks(4)
    assert.deepEqual(pagesOf(stack), [])
    assert.deepEqual(noticed(), ['ALARM: production/orders has never worked (rejected)'])
    assert.deepEqual([await gate('shop'), await gate('docs')], [1, 0])
  })

  it('ends the notice once the token works, and the gate passes', async () => {
    token = await product.mint()
    stack.aws.secretsManager.put('production/orders', token)
    await ticks(3)
    assert.deepEqual(pagesOf(stack), [])
    assert.deepEqual(noticed().slice(1), ['OK: production/orders is good again'])
    assert.equal(await gate('shop'), 0)
  })

  it('pages when the token dies after it has worked, and the gate refuses again', async () => {
    await product.oauth.revoke(token)
    await ticks(1)
    assert.deepEqual(
      pagesOf(stack).map(({ subject }) => subject),
      ['ALARM: production/orders rejected'],
    )
    assert.equal(await gate('shop'), 1)
  })
})
