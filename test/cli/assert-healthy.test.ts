import { AssertionError } from 'node:assert'
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { assertHealthy } from 'tokenwatch/test'
import { aFolder } from '../support/command-line.ts'
import { hookLimit, keepOpen, type Product, startProduct } from '../support/stack.ts'

describe('assertHealthy, in a test suite', { timeout: 60_000 }, () => {
  const keep = keepOpen()
  let product: Product
  let config: string
  const where = () => ({ config, secrets: config.replace('config.json', 'secrets.json') })
  before(async () => {
    product = keep(await startProduct())
    config = join(keep(await aFolder()).path, 'config.json')
    const watch = (id: string) => ({
      profile: 'http',
      id,
      secret: { from: 'secrets-manager', id },
      ping: { method: 'GET', url: `${product.api.url}/me` },
      assert: ["login == 'acme-bot'"],
      allowPrivate: ['127.0.0.0/8', '::1/128'],
      owner: 'platform',
      impact: 'Nobody can order',
    })
    await writeFile(
      config,
      JSON.stringify({ name: 'acme', environments: { production: {} }, checks: [watch('orders'), watch('wiki')] }),
    )
    await writeFile(
      where().secrets,
      JSON.stringify({ orders: await product.mint(), wiki: 'a-token-that-nobody-honours' }),
    )
  }, hookLimit)

  it('passes with a healthy credential', () => assertHealthy('orders', where()))

  it('fails with the verdict of another, without its value', async () => {
    await assert.rejects(assertHealthy(['production/wiki', 'orders'], where()), (error) => {
      assert.ok(error instanceof AssertionError)
      assert.match(
        error.message,
        /✗ production\/wiki +rejected: unauthorized \(HTTP 401\)\n +breaks +Nobody can order\n +owner +platform\n +do +put a working token/,
      )
      assert.deepEqual(error.actual, ['production/wiki: rejected', 'production/orders: healthy'].toReversed())
      assert.doesNotMatch(JSON.stringify([error.message, error.actual]), /nobody-honours/)
      return true
    })
  })

  it('reports that no monitor can be asked', async () => {
    await assert.rejects(assertHealthy('wikki', where()), {
      name: 'Failure',
      message: 'no check matches the id "wikki": did you mean "wiki"?',
    })
    await assert.rejects(assertHealthy('wiki', { config: 'nowhere.ts' }), { name: 'Failure', code: 'config' })
  })
})
