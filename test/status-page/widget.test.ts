import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { failedWidget, statusWidget, widgetDescription } from '../../functions/status-page/html/widget.ts'
import { parseWidgetEvent } from '../../functions/widget/widget-event.ts'
import { aFreshJudgement, aView } from './facts.ts'
import { aRotation, fullFacts } from './full-facts.ts'

/**
 * The event as AWS documents it (docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html, read on
 * 2026-11-30).
 */
const documented = {
  widgetContext: {
    dashboardName: 'Name-of-current-dashboard',
    widgetId: 'widget-16',
    accountId: '012345678901',
    locale: 'en',
    timezone: { label: 'UTC', offsetISO: '+00:00', offsetInMinutes: 0 },
    period: 300,
    isAutoPeriod: true,
    timeRange: { mode: 'relative', start: 1627236199729, end: 1627322599729, relativeStart: 86400012 },
    theme: 'light',
    linkCharts: true,
    title: 'Tweets for Amazon website problem',
    forms: { all: {} },
    params: { original: 'param-to-widget' },
    width: 588,
    height: 369,
  },
}

/** Names of the elements of a text. */
const elementsOf = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/<([a-z][\w-]*)/gi)].map(([, name = '']) => name.toLowerCase()))

describe("a custom widget, by CloudWatch's documented contract", () => {
  for (const [event, isQuestion, theme] of [
    [documented, false, 'light'],
    [{ widgetContext: { theme: 'dark' } }, false, 'dark'],
    [{ describe: true }, true, 'light'],
    [{ describe: 'true' }, false, 'light'],
    [{ widgetContext: { theme: '"><script>' } }, false, 'light'],
    [null, false, 'light'],
    ['describe', false, 'light'],
  ] as const)
    it(`reads ${JSON.stringify(event).slice(0, 60)}`, () => {
      assert.deepEqual(parseWidgetEvent(event), { isQuestion, theme })
    })

  it('describes itself in Markdown', () => {
    assert.match(widgetDescription, /^## Tokenwatch\n/)
    assert.doesNotMatch(widgetDescription, /</)
  })

  for (const text of [
    'harmless',
    '<cwdb-action action="call" endpoint="arn:x">x</cwdb-action>',
    '"><script>x</script>',
    '<use href="x"/><iframe>',
  ])
    it(`has no script, frame, use, action or handler: ${text}`, async () => {
      const widget = String(await statusWidget(aView(fullFacts(text)), 'light'))
      const elements = elementsOf(widget)
      for (const name of ['script', 'iframe', 'use', 'cwdb-action', 'form', 'link', 'object'])
        assert.ok(!elements.has(name), name)
      assert.doesNotMatch(widget, / on\w+=|href="(?!https?:)|javascript:/)
      const harmless = String(await statusWidget(aView(fullFacts('harmless')), 'light'))
      assert.deepEqual(elements, elementsOf(harmless))
    })

  it('shows the last rotations with their phases, and no heading without one', async () => {
    const shown = String(await statusWidget(aView({ rotations: [aRotation('production/billing')] }), 'light'))
    assert.match(shown, /Rotation of production\/billing[\s\S]*draining/)
    assert.doesNotMatch(String(await statusWidget(aView(), 'light')), /Rotations/)
  })

  it('is far smaller than an answer of Lambda may be, with 5,000 bad checks too', async () => {
    const judgements = Array.from({ length: 5_000 }, (_, index) =>
      aFreshJudgement({ check: `production/c${index}`, standing: 'invalid', reason: 'revoked' }),
    )
    assert.ok(Buffer.byteLength(String(await statusWidget(aView({ judgements }), 'dark'))) < 100_000)
  })

  it('follows the theme of the dashboard', async () => {
    const [light, dark] = await Promise.all(
      (['light', 'dark'] as const).map(async (theme) => String(await statusWidget(aView(), theme))),
    )
    assert.match(light ?? '', /color:#1c1d1f/)
    assert.match(dark ?? '', /color:#e6e7e9/)
  })

  it('is never empty: it says when nothing could be read', async () => {
    assert.match(
      String(await failedWidget('AccessDeniedException', 'light')),
      /could not read its own state \(AccessDen/,
    )
    assert.match(String(await statusWidget(aView({ judgements: [] }), 'light')), /This deployment has no checks/)
  })
})
