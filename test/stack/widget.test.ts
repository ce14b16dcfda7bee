import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Stack } from '../../local/stack.ts'
import {
  aWatch,
  deploymentOf,
  eventually,
  hookLimit,
  keepOpen,
  stackCadence,
  startProduct,
  startWatching,
} from '../support/stack.ts'

describe('the widget function', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let stack: Stack
  before(async () => {
    const product = keep(await startProduct())
    const me = `${product.api.url}/me`
    const deployment = deploymentOf([aWatch('orders', me), aWatch('wiki', me)], { widget: true })
    const secrets = { 'production/orders': await product.mint(), 'production/wiki': 'a-token-that-nobody-honours' }
    stack = keep(await startWatching(deployment, secrets))
  }, hookLimit)

  async function shown(event: object): Promise<string> {
    const outcome = await stack.functions.widget.invoke(event)
    assert.ok(outcome.ok)
    assert.equal(typeof outcome.payload, 'string')
    return String(outcome.payload)
  }

  it('says that nothing is judged before the first tick, and no good news', async () => {
    const widget = await shown({ widgetContext: { theme: 'light' } })
    assert.match(widget, /the monitor has never ticked for 5m/)
    assert.match(widget, /the monitor itself does not work/)
  })

  it('shows what is bad after a tick, from the stored state', async () => {
    await stack.tick(stackCadence)
    const widget = await shown({ widgetContext: { theme: 'dark' } })
    assert.match(widget, /production\/wiki[\s\S]*rejected[\s\S]*put a working token into the secret/)
    assert.match(widget, /<b>1<\/b> invalid[\s\S]*<b>1<\/b> valid/)
  })

  it('describes itself when CloudWatch asks', async () => {
    assert.match(await shown({ describe: true }), /^## Tokenwatch/)
  })

  it('says that it cannot read the table, and shows no blank page', async () => {
    const fault = { error: 'AccessDeniedException', status: 400 }
    stack.aws.dynamodb.inject({ operation: '*', times: Number.POSITIVE_INFINITY, fault })
    const widget = await shown({})
    stack.aws.dynamodb.clearFaults()
    assert.match(widget, /could not read its own state \(AccessDeniedException\)/)
    await eventually(() => stack.logbook.events.some((event) => event.event === 'fault' && event.where === 'widget'))
  })
})
