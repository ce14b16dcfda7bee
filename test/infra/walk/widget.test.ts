import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { aWatch, deploymentOf, stackCadence } from '../../support/stack.ts'
import { withStack } from './play.ts'
import { synthesizeOf } from './subject.ts'

describe('the widget of a walked stack', { timeout: 300_000 }, () => {
  it('reads the state under its own policy, and is denied nothing', async () => {
    const subject = await synthesizeOf(
      ({ api }) => deploymentOf([aWatch('wiki', `${api.url}/me`)], { widget: true }),
      async () => new Map([['production/wiki', { value: 'a-token-that-nobody-honours', tags: {} }]]),
    )
    try {
      await withStack(subject, subject.template, async (stack) => {
        await stack.tick(stackCadence)
        const widget = [...stack.functions].find(([id]) => id.startsWith('WidgetPage'))?.[1]
        const outcome = await widget?.invoke({ widgetContext: { theme: 'light' } })
        assert.ok(outcome?.ok)
        assert.match(String(outcome.payload), /production\/wiki[\s\S]*rejected/)
        assert.deepEqual(stack.denials, [])
      })
    } finally {
      await subject.close()
    }
  })
})
