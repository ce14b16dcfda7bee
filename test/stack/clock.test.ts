import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { declared, jwt, secret } from '../../functions/config.ts'
import type { Stack } from '../../local/stack.ts'
import {
  deploymentOf,
  hookLimit,
  keepOpen,
  type Product,
  pagesOf,
  readingsOf,
  stackCadence,
  startProduct,
  startWatching,
} from '../support/stack.ts'

const minuteMs = 60_000

describe('as time passes', { timeout: 60_000 }, () => {
  let product: Product
  let stack: Stack
  let clockOffsetMs = 0
  const opened = keepOpen()
  before(async () => {
    product = opened(await startProduct())
    const windows = { warn: '1h', critical: '10m', impact: 'Nobody can order' }
    const expires = new Date(Date.now() + 120 * minuteMs).toISOString()
    const deployment = deploymentOf([
      jwt({ id: 'orders', secret: secret('production/orders'), ...windows }),
      declared({ id: 'ledger', expires, ...windows }),
    ])
    const token = await product.mint({ format: 'jwt', ttlSeconds: 7_200 })
    stack = opened(
      await startWatching(deployment, { 'production/orders': token }, { clockOffsetMs: () => clockOffsetMs }),
    )
  }, hookLimit)

  const checks = ['production/orders', 'production/ledger'] as const
  const reasons = () => checks.map((check) => readingsOf(stack, check).at(-1)?.reason)
  const pages = () => pagesOf(stack).map(({ subject }) => subject)

  async function elapse(minutes: number): Promise<void> {
    clockOffsetMs = minutes * minuteMs
    await stack.tick(stackCadence)
  }

  it('a token with two hours left is unproved, and silent', async () => {
    await elapse(0)
    assert.deepEqual([reasons(), pages()], [['unproved', 'unproved'], []])
  })

  it('a token with half an hour left is expiring, which does not page', async () => {
    await elapse(90)
    assert.deepEqual([reasons(), pages()], [['expiring', 'expiring'], []])
  })

  it('a token with five minutes left pages', async () => {
    await elapse(115)
    assert.deepEqual(reasons(), ['expiring', 'expiring'])
    assert.deepEqual(pages().toSorted(), ['ALARM: production/ledger expiring', 'ALARM: production/orders expiring'])
  })

  it('a token after its end has expired, which pages again', async () => {
    await elapse(121)
    assert.deepEqual(reasons(), ['expired', 'expired'])
    assert.deepEqual(pages().slice(2).toSorted(), [
      'ALARM: production/ledger expired',
      'ALARM: production/orders expired',
    ])
  })

  it('no request was needed for any of that', () => {
    assert.deepEqual([...product.oauth.requests.keys(), ...product.api.requests.keys()], [])
  })
})
