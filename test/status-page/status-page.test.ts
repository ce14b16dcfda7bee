import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { statusFragment, statusPage } from '../../functions/status-page/status-page.ts'
import type { StatusView } from '../../functions/status-page/status-view.ts'
import { nowMs, nowSeconds } from '../support/reading.ts'
import { aRow, aView } from './views.ts'

/** Markup, the end of an attribute, the end of a style, and text that AWS would turn into a button. */
const hostile = [
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><script>alert(1)</script>',
  '</title><svg onload=alert(1)>',
  '<cwdb-action action="call">',
  '&lt;b&gt;',
]

const render = async (view: StatusView): Promise<string> => String(await statusPage(view, 'a-nonce'))

/** A view with this text in every field that comes from a config, a provider or a log. */
function saying(text: string): StatusView {
  const scopes = { required: [text], missing: [text], forbidden: [text] }
  const row = aRow({ check: `production/${text}`, impact: text, shown: text, scopes })
  return aView({ deployment: text, rows: [row], events: [{ at: nowMs, kind: 'page', text }] })
}

/** Text that a browser would turn into elements and attributes. */
const tagsOf = (html: string): readonly string[] =>
  (html.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/"[^"]*"/g, '""'))

describe('the status page', () => {
  for (const text of hostile)
    it(`shows ${text} as text and nothing else`, async () => {
      const html = await render(saying(text))
      assert.deepEqual(tagsOf(html), tagsOf(await render(saying('harmless'))))
      assert.ok(!html.includes(text))
    })

  it('shows each check with standing, reason, latency, scopes and expiry with its source', async () => {
    const row = aRow({
      standing: 'invalid',
      reason: 'under_scoped',
      scopes: { required: ['things:read'], missing: ['things:read'], forbidden: [] },
      expiry: { source: 'introspection', at: nowSeconds + 7_200 },
    })
    const html = String(await statusFragment(aView({ rows: [row, aRow({ check: 'production/search' })] })))
    for (const words of [
      '1 of 2 valid',
      'production/orders',
      'invalid',
      'under_scoped',
      '42 ms',
      '✗ things:read',
      'in 2h (introspection)',
      'Nobody can order',
    ])
      assert.ok(html.includes(words), words)
  })

  it('marks a check without a verdict as waiting', async () => {
    const row = aRow({ standing: null, reason: null, shown: null, latencyMs: null, judgedAt: null })
    const html = String(await statusFragment(aView({ rows: [row] })))
    assert.match(html, /<tr class="pending">[\s\S]*waiting/)
    assert.match(html, /0 of 1 valid/)
  })

  it('shows the latest event first', async () => {
    const events = ['first', 'second'].map((text) => ({ at: nowMs, kind: 'transition', text }) as const)
    const html = String(await statusFragment(aView({ events })))
    assert.ok(html.indexOf('second') < html.indexOf('first'))
  })

  it('allows its own style and script by the nonce, and has no other', async () => {
    const html = await render(aView())
    assert.deepEqual(html.match(/<(script|style|link|iframe|object)\b[^>]*>/g), [
      '<style nonce="a-nonce">',
      '<script nonce="a-nonce">',
    ])
  })
})
