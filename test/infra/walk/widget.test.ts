import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { until } from '../../local/oauth/until.ts'
import { stackCadence } from '../../support/stack.ts'
import { withStack } from './play.ts'
import { synthesizeWalk } from './subject.ts'

describe('the widget of a walked stack', { timeout: 300_000 }, () => {
  it('reads state and rotations under its own policy, and is denied nothing', async () => {
    const subject = await synthesizeWalk({ widget: true })
    try {
      await withStack(subject, subject.template, async (stack) => {
        await stack.tick(stackCadence)
        await stack.tick(stackCadence)
        const widget = [...stack.functions].find(([id]) => id.startsWith('WidgetPage'))?.[1]
        assert.ok(widget)
        let shown = ''
        await until(async () => {
          const outcome = await widget.invoke({ widgetContext: { theme: 'light' } })
          shown = outcome.ok ? String(outcome.payload) : ''
          return /Rotation of production\/orders/.test(shown)
        })
        assert.match(shown, /production\/wiki[\s\S]*rejected/)
        assert.deepEqual(stack.denials, [])
      })
    } finally {
      await subject.close()
    }
  })
})
