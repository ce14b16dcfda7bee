import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { scanCsv } from '../../../cli/scan/report/csv.ts'
import { scanPage } from '../../../cli/scan/report/page.ts'
import { scanText } from '../../../cli/scan/report/text.ts'
import { findingKinds, type ScanFinding, worstFirst } from '../../../cli/scan/scan-finding.ts'
import type { ScanReport } from '../../../cli/scan/scan-report.ts'
import { fc } from '../../support/property.ts'

const counts = { secrets: 1, unread: 0, recognised: 1, asked: 1, alive: 1, perhaps: 0, leftAlone: {}, notRecognised: 0 }

const reportWith = (text: string): ScanReport => ({
  at: '2026-11-30T12:00:00.000Z',
  scanned: text,
  offline: true,
  interrupted: true,
  counts,
  findings: findingKinds.map((kind) => ({
    kind,
    place: text,
    fields: [text],
    profile: 'github',
    title: text,
    because: text,
    evidence: [text],
    todo: text,
  })),
  credentials: [
    {
      place: text,
      fields: [text],
      profile: 'github',
      title: text,
      confidence: 'high',
      because: text,
      environment: text,
      owner: text,
      standing: 'valid',
      reason: 'healthy',
      expiresAt: '2026-12-05T00:00:00.000Z',
      expirySource: 'jwt',
    },
  ],
  allowances: [{ action: text, count: 1, places: [text], statement: text }],
  gaps: [text],
  notes: [text],
  changes: [{ place: text, what: text }],
})

describe('the report of a scan', () => {
  it('is a page without a script that loads nothing, whatever the names say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.constantFrom(
            '<script>alert(1)</script>',
            '"><img src=x onerror=alert(1)>',
            '</title></svg><script>',
            "' onload='",
          ),
        ),
        async (text) => {
          const page = await scanPage(reportWith(text))
          assert.doesNotMatch(page, /<(?:script|img|link|iframe|object|embed)|<[^>]*\s(?:on\w+|src|href)=/i)
          assert.match(
            page,
            /content="default-src &#39;none&#39;; style-src &#39;sha256-[A-Za-z0-9+/=]+&#39;; base-uri|content="default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; base-uri/,
          )
        },
      ),
    )
  })

  it('draws when each credential ends', async () => {
    assert.match(
      await scanPage(reportWith('production/billing')),
      /<svg[\s\S]*<circle class="soon"[\s\S]*production\/billing/,
    )
  })

  it('is a table of cells in which no spreadsheet sees a formula', () => {
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', 'a,b', 'say "x"', 'two\nlines']) {
      const csv = scanCsv(reportWith(text))
      assert.doesNotMatch(csv, /(?:^|,)"?[=+@\t]/m, text)
      assert.ok(csv.startsWith('finding,place,'))
    }
  })

  it('sorts findings worst first in every order that they come in', () => {
    const kindsOf = (all: readonly ScanFinding[]) => worstFirst(all).map(({ kind }) => kind)
    fc.assert(
      fc.property(fc.shuffledSubarray([...reportWith('x').findings]), (all) => {
        const sorted = kindsOf(all)
        assert.deepEqual(
          sorted,
          findingKinds.filter((kind) => sorted.includes(kind)),
        )
      }),
    )
  })

  it('has a text that says what to do, and how much it leaves out', () => {
    const many = {
      ...reportWith('x'),
      findings: Array.from({ length: 30 }, () => reportWith('x').findings[0]).flatMap((one) => one ?? []),
    }
    const text = scanText(many, (_format, plain) => plain)
    assert.match(text, /Dead \(30\)\n {2}x \(x\) {2}x: x\n {6}x\n {6}do: x\n/)
    assert.match(text, /and 10 more: --report json, csv or html lists all/)
  })
})
