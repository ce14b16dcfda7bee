import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { parameter } from '../../functions/config.ts'
import type { Stack } from '../../local/stack.ts'
import {
  aWatch,
  deploymentOf,
  hookLimit,
  keepOpen,
  type Product,
  pagesOf,
  readingsOf,
  stackCadence,
  startProduct,
  startWatching,
  stateOf,
} from '../support/stack.ts'

describe('credentials in Parameter Store', { timeout: 60_000 }, () => {
  let product: Product
  let stack: Stack
  const opened = keepOpen()
  before(async () => {
    product = opened(await startProduct())
    const watch = (id: string) =>
      aWatch(id, `${product.api.url}/me`, { secret: parameter(`/production/${id}`), misconfiguredAfter: 1 })
    stack = opened(await startWatching(deploymentOf(['orders', 'plain', 'gone', 'again', 'deleted'].map(watch)), {}))
    const { parameters } = stack.aws
    parameters.put('/production/orders', await product.mint(), { type: 'SecureString' })
    parameters.put('/production/deleted', await product.mint(), { type: 'SecureString' })
    parameters.put('/production/again', await product.mint(), { type: 'SecureString' })
    parameters.put('/production/plain', await product.mint(), { type: 'String' })
    await stack.tick(stackCadence)
  }, hookLimit)

  const numberIn = (versionId: string | null | undefined) => versionId?.split(' of ')[0]
  const newest = (id: string) => readingsOf(stack, `production/${id}`).at(-1)
  const pagesAbout = (id: string) => pagesOf(stack).filter(({ alarm }) => alarm.Tokenwatch.check === `production/${id}`)
  const kinds = (id: string) => pagesAbout(id).map(({ alarm }) => [alarm.NewStateValue, alarm.Tokenwatch.reason])

  it('are judged', async () => {
    assert.deepEqual([newest('orders')?.reason, numberIn(newest('orders')?.versionId)], ['healthy', '1'])
    assert.equal((await stateOf(stack, 'production/orders')).reason, 'healthy')
    assert.deepEqual(kinds('orders'), [])
  })

  it('page where they are not there', () => assert.deepEqual(kinds('gone'), [['ALARM', 'secret_missing']]))

  it('page where they lie open, and are never sent', () => {
    assert.deepEqual(kinds('plain'), [['ALARM', 'secret_malformed']])
    assert.match(pagesAbout('plain')[0]?.mail ?? '', /parameter \/production\/plain is no SecureString/)
    assert.equal(newest('plain')?.shown, 'not_a_secure_string')
  })

  it('are judged anew where they were deleted and stored again, under the same number', async () => {
    const { parameters } = stack.aws
    parameters.remove('/production/again')
    parameters.put('/production/again', 'a-token-that-nobody-honours', { type: 'SecureString' })
    await stack.tick(stackCadence)
    assert.deepEqual([newest('again')?.reason, numberIn(newest('again')?.versionId)], ['rejected', '1'])
  })

  it('are judged anew with their next version, which pages, and resolves with the one after', async () => {
    const { parameters } = stack.aws
    parameters.put('/production/orders', 'a-token-that-nobody-honours', { type: 'SecureString' })
    await stack.tick(stackCadence)
    assert.deepEqual([newest('orders')?.reason, numberIn(newest('orders')?.versionId)], ['rejected', '2'])
    assert.deepEqual(kinds('orders'), [['ALARM', 'rejected']])
    parameters.put('/production/orders', await product.mint(), { type: 'SecureString' })
    await stack.tick(stackCadence)
    assert.deepEqual([newest('orders')?.reason, numberIn(newest('orders')?.versionId)], ['healthy', '3'])
    // One good answer may be an accident.
    await stack.tick(stackCadence)
    assert.deepEqual(
      kinds('orders').map(([state]) => state),
      ['ALARM', 'OK'],
    )
    const { reason, versionId } = await stateOf(stack, 'production/orders')
    assert.deepEqual([reason, numberIn(versionId)], ['healthy', '3'])
  })

  it('page in the next tick where they are deleted, and resolve in the tick after they are back', async () => {
    const { parameters } = stack.aws
    parameters.remove('/production/deleted')
    await stack.tick(stackCadence)
    assert.deepEqual(kinds('deleted'), [['ALARM', 'secret_missing']])
    parameters.put('/production/deleted', await product.mint(), { type: 'SecureString' })
    await stack.tick(stackCadence)
    assert.equal((await stateOf(stack, 'production/deleted')).reason, 'healthy')
  })

  it('leave every tick complete', async () => {
    await stack.tick(stackCadence)
    const ticks = stack.logbook.events.filter((event) => event.event === 'tick')
    assert.ok(ticks.length > 2)
    assert.ok(ticks.slice(1).every(({ heartbeat }) => heartbeat))
  })
})
