import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CheckKey } from '../../functions/core/model/check.ts'
import { inventoryReport } from '../../functions/status-page/html/inventory.ts'
import { pageAt } from '../../functions/status-page/html/pages.ts'
import { planPage, silenceForm } from '../../functions/status-page/html/plan-page.ts'
import { statusReport } from '../../functions/status-page/html/report.ts'
import { script } from '../../functions/status-page/html/script.ts'
import { shell } from '../../functions/status-page/html/shell.ts'
import { pageStyle } from '../../functions/status-page/html/style.ts'
import { inventoryOf } from '../../functions/status-page/inventory/inventory.ts'
import { redacted } from '../../functions/status-page/redacted.ts'
import { nowMs, timings } from '../support/reading.ts'
import { aFreshJudgement, aView, live, openState } from './facts.ts'
import { fullFacts } from './full-facts.ts'

/** Markup, the end of an attribute, the end of a style, and text that AWS would turn into a button. */
const hostile = [
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><script>alert(1)</script>',
  '</title><svg onload=alert(1)>',
  '<cwdb-action action="call">',
  '&lt;b&gt;',
]

const paths = ['/', '/checks', '/expiries', '/incidents', '/rotations', '/inventory', '/lab'] as const

/** Renders every page of a deployment in which each text is this one. */
async function everyPage(text: string): Promise<readonly string[]> {
  const view = aView(fullFacts(text))
  const key: CheckKey = `production/${text}`
  const addresses = [...paths, `/check?key=${encodeURIComponent(key)}`, `/checks?q=${encodeURIComponent(text)}`]
  const state = { deployment: text, view, ageMs: 0, trouble: text, assets: { style: '/s', script: '/j' } }
  const parts = addresses.map((address) => {
    const part = pageAt(new URL(address, 'http://127.0.0.1'), view, live, 'secret')
    assert.ok(part !== null, address)
    return shell({ ...part, title: text }, state)
  })
  const plan = planPage(
    { what: text, steps: [text], action: '/silence', fields: { key, reason: text }, back: '/' },
    's',
  )
  const rest = [
    plan,
    silenceForm({ key, secret: 's', problem: text }),
    statusReport(view),
    statusReport(redacted(view)),
    inventoryReport(inventoryOf(view, { since: 0, environment: null })),
  ]
  return Promise.all([...parts, ...rest].map(async (one) => String(await one)))
}

/** Tags and the names of their attributes, as a browser reads them. */
const tagsOf = (page: string): readonly string[] =>
  (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/"[^"]*"/g, '""'))

describe('every page', () => {
  for (const text of hostile)
    it(`shows ${text} as text and nothing else`, async () => {
      const [pages, harmless] = await Promise.all([everyPage(text), everyPage('harmless')])
      pages.forEach((page, index) => {
        assert.deepEqual(tagsOf(page), tagsOf(harmless[index] ?? ''))
        assert.ok(!page.includes(text))
      })
    })

  it('links to addresses of others only over HTTP', async () => {
    const judgements = ['javascript:alert(1)', 'https://wiki.example/x'].map((runbook, index) =>
      aFreshJudgement({ check: `production/c${index}`, standing: 'invalid', reason: 'revoked', runbook }),
    )
    const part = pageAt(new URL('http://127.0.0.1/'), aView({ judgements }), live, 's')
    const text = String(await part?.live)
    assert.doesNotMatch(text, /href="javascript/)
    assert.match(text, /href="https:\/\/wiki\.example\/x"/)
  })

  it('has no style, script or handler inside its markup, and assets below 100 KB', async () => {
    for (const page of (await everyPage('harmless')).slice(0, paths.length + 2)) {
      assert.doesNotMatch(page, /<style|<script(?! src=)| style=| on\w+=/)
      assert.doesNotMatch(page, /(?:src|href)="https?:/)
    }
    assert.ok(Buffer.byteLength(pageStyle) + Buffer.byteLength(script) < 100_000)
  })

  it('says what is bad: the reason in words, since when, who is hurt, who owns it, who knows, what to do', async () => {
    const judgement = aFreshJudgement({ standing: 'invalid', reason: 'revoked', owner: 'payments', usedBy: ['shop'] })
    const acknowledged = { by: 'sam', at: nowMs - 60_000 }
    const states = new Map([[judgement.check, openState(judgement.check, { acknowledged })]])
    const part = pageAt(new URL('http://127.0.0.1/'), aView({ judgements: [judgement], states }), live, 's')
    const text = String(await part?.live).replace(/<[^>]+>/g, '')
    for (const words of [
      'revoked: This credential has been revoked: token-revoked (HTTP 403)',
      '2m ago',
      'No invoices (used by shop)',
      'payments',
      'acknowledged by sam 1m ago',
      'put a working token into the secret',
      'npx tokenwatch gate production/billing --evidence fresh --deployment acme',
    ])
      assert.ok(text.includes(words), words)
  })

  it('shows readings by phase with a line of their latencies, where a lab knows them', async () => {
    const judgement = aFreshJudgement()
    const reading = { at: nowMs, attempt: 1, shown: 'success', status: 200, timings }
    const view = aView({ judgements: [judgement], readings: new Map([[judgement.check, [reading, reading]]]) })
    const part = pageAt(new URL(`http://127.0.0.1/check?key=${judgement.check}`), view, live, 's')
    assert.match(String(await part?.live), /<polyline points="1\.0,[\d.]+ 79\.0,[\d.]+"[\s\S]*10 ms[\s\S]*42 ms/)
  })

  it('knows no page of a check that is not there', () => {
    for (const address of ['/check', '/check?key=production/gone', '/nowhere', '/lab'])
      assert.equal(pageAt(new URL(address, 'http://127.0.0.1'), aView(), live, 's'), null, address)
  })

  it('stays small with 5,000 checks: they are paged', async () => {
    const judgements = Array.from({ length: 5_000 }, (_, index) =>
      aFreshJudgement({ check: `production/check-${index}`, id: `check-${index}`, provider: `p${index % 40}` }),
    )
    const view = aView({ judgements })
    for (const path of ['/', '/checks', '/checks?page=50']) {
      const part = pageAt(new URL(path, 'http://127.0.0.1'), view, live, 's')
      assert.ok(Buffer.byteLength(String(await part?.live)) < 150_000, path)
    }
  })
})

describe('the report', () => {
  it('is one file with its own style, no script and no link', async () => {
    const text = String(await statusReport(aView(fullFacts('harmless'))))
    assert.match(text, /content="default-src &#39;none&#39;; style-src &#39;sha256-[\w+/]+=*&#39;"/)
    assert.doesNotMatch(text, /<script|<form|<a href="\//)
  })

  it('names no person, no identity and no word of a provider when it is redacted', async () => {
    const text = String(await statusReport(redacted(aView(fullFacts('private-word')))))
    const left = text.replaceAll(/production\/private-word/g, '')
    for (const name of ['owner-private', 'identity-private', 'author-private', 'detail-private', 'runbook-private'])
      assert.ok(!left.includes(name), name)
  })
})
