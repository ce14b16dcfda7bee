import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type CheckState, stateSchema } from '../../functions/core/state/state.ts'
import { aFolder } from '../support/command-line.ts'
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
import { buildNextRelease, keepRelease, type Replaced, replaced, replaceFunction } from './builds.ts'

const orders = 'production/orders'
const [opened, resolved] = [`ALARM ${orders}`, `OK ${orders}`]

describe('two releases with different shapes of the state, on one table', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let product: Product
  let folder: string
  let later: string
  before(async () => {
    product = keep(await startProduct())
    folder = keep(await aFolder()).path
    later = await buildNextRelease(folder)
  }, hookLimit)

  /** A deployment of this release that has ticked once, with one good token. */
  async function running() {
    const deployment = deploymentOf([aWatch('orders', `${product.api.url}/me`)])
    const stack = keep(await startWatching(deployment, { [orders]: await product.mint() }))
    const earlier = await keepRelease(stack, keep(await aFolder()).path)
    await stack.tick(stackCadence)
    return {
      stack,
      replace: (name: Replaced, release: 'earlier' | 'later') =>
        replaceFunction(stack, { name, deployment, from: release === 'later' ? later : earlier }),
      state: (): Promise<CheckState> => stateOf(stack, orders),
      /** Every page so far, such as `ALARM production/orders`. */
      pages: () => pagesOf(stack).map(({ alarm }) => `${alarm.NewStateValue} ${alarm.Tokenwatch.check}`),
      /** Name of the alarm of every page: receivers keep one incident for each. */
      keys: () => pagesOf(stack).map(({ alarm }) => alarm.AlarmName),
      async tickWith(token: string) {
        stack.aws.secretsManager.put(orders, token)
        await stack.tick(stackCadence)
      },
    }
  }

  for (const order of [replaced, replaced.toReversed()])
    it(`lose no page and send none twice while ${order.join(' is replaced before ')}`, async () => {
      const { state, replace, tickWith, pages } = await running()
      assert.deepEqual([(await state()).schema, pages()], [stateSchema, []])
      const [first = 'tick', second = 'probe'] = order
      await replace(first, 'later')
      await tickWith('a-token-that-nobody-honours')
      assert.deepEqual(pages(), [opened])
      await replace(second, 'later')
      await tickWith('another-token-that-nobody-honours')
      const dead = await state()
      assert.deepEqual([dead.reason, dead.pending, pages()], ['rejected', [], [opened]])
      await tickWith(await product.mint())
      await tickWith(await product.mint())
      const alive = await state()
      assert.deepEqual([alive.reason, alive.schema, alive.pending], ['healthy', stateSchema + 1, []])
      assert.deepEqual(pages(), [opened, resolved])
    })

  it('leave the state of the later one alone after going back, and a dead token is paged once more under the same key', async () => {
    const { state, replace, tickWith, pages, keys } = await running()
    for (const name of replaced) await replace(name, 'later')
    await tickWith('a-token-that-nobody-honours')
    const left = await state()
    assert.deepEqual(pages(), [opened])
    for (const name of replaced) await replace(name, 'earlier')
    await tickWith('another-token-that-nobody-honours')
    await tickWith('another-token-that-nobody-honours')
    assert.deepEqual(pages(), [opened, opened])
    assert.equal(new Set(keys()).size, 1)
    assert.deepEqual(await state(), left)
    for (const name of replaced) await replace(name, 'later')
    await tickWith('another-token-that-nobody-honours')
    await tickWith(await product.mint())
    await tickWith(await product.mint())
    assert.deepEqual([(await state()).reason, pages()], ['healthy', [opened, opened, resolved]])
  })

  it('page a token that dies after going back, and the later one sends its end', async () => {
    const { state, replace, tickWith, pages } = await running()
    for (const name of replaced) await replace(name, 'later')
    await tickWith(await product.mint())
    for (const name of replaced) await replace(name, 'earlier')
    await tickWith('a-token-that-nobody-honours')
    assert.deepEqual([(await state()).schema, pages()], [stateSchema + 1, [opened]])
    for (const name of replaced) await replace(name, 'later')
    await tickWith('a-token-that-nobody-honours')
    await tickWith(await product.mint())
    await tickWith(await product.mint())
    assert.deepEqual([(await state()).reason, pages()], ['healthy', [opened, resolved]])
  })
})
