import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { junitOf } from '../../chaos/report/junit.ts'
import { markdownOf } from '../../chaos/report/markdown.ts'
import { githubAnnotations } from '../../cli/report/github.ts'
import { junitReport } from '../../cli/report/junit.ts'
import { markdownReport } from '../../cli/report/markdown.ts'
import { type CommandReport, reportOf } from '../../cli/report/report.ts'
import { decide } from '../../functions/core/gate/decide.ts'
import type { GateJudgement } from '../../functions/core/gate/judgement.ts'
import { everything } from '../../functions/core/gate/selection.ts'
import { aJudgement } from '../support/judgement.ts'
import { fc } from '../support/property.ts'
import { parseXml, type XmlElement } from '../support/xml.ts'

/** Texts that people may have written into a config or a reason. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom(
    '</failure><!--',
    ']]>',
    '&amp;',
    '"><x y="',
    'a\n::error::b',
    '\u0000\u001b[31m',
    '\ud800',
    '::set-output',
  ),
)

const judgement = fc
  .record({
    state: fc.constantFrom(
      { standing: 'valid', reason: 'healthy' } as const,
      { standing: 'invalid', reason: 'rejected' } as const,
      { standing: 'unknown', reason: 'unreachable' } as const,
    ),
    gate: fc.constantFrom('blocking', 'advisory'),
    texts: fc.record({ impact: text, owner: text, runbook: text, detail: text }),
  })
  .map(({ state, gate, texts }) => aJudgement({ ...state, gate, ...texts, judgedAt: 0 }))

function reportFor(judgements: readonly GateJudgement[], reason: string | null): CommandReport {
  const answer = { deployment: 'acme', at: 0, pulses: [], judgements, unmatched: [], names: null }
  const decision = decide(answer, { minTtlSeconds: null, requireExpiry: false, maxAgeSeconds: null })
  const override = reason === null ? null : { reason, recorded: true }
  return reportOf(answer, decision, { command: 'gate', source: 'deployed', override, selection: everything })
}

const report = fc
  .tuple(fc.array(judgement, { maxLength: 4 }), fc.option(text))
  .map(([judgements, reason]): CommandReport => reportFor(judgements, reason))

/** Characters that XML 1.0 cannot hold, not even as a reference (www.w3.org/TR/xml/#charsets), apart from lone surrogates. */
const forbidden = [
  ...Array.from({ length: 0x20 }, (_, code) => code).filter((code) => ![0x09, 0x0a, 0x0d].includes(code)),
  0xfffe,
  0xffff,
].map((code) => String.fromCharCode(code))

const surrogates = ['\ud800', '\udbff', '\udc00', '\udfff', '\udc00\ud800']

const hard = `<&>"' ]]> \t\n\r \u007f\u0085\u009f \ufdd0 \ufffd \u{1f511} \u{10ffff}`

/** Run of an experiment with this text in every field that people write. */
function runWith(written: string) {
  return {
    experiment: { title: written, description: written },
    duration: 1.5,
    tokenwatch: {
      fault: 'token.missing',
      variant: written,
      expected: written,
      verdict: 'deviated' as const,
      verdictReasons: [{ because: written }],
      timeline: [{ at: '2026-01-01T00:00:00.000Z', event: 'injected' as const, note: written }],
      measured: null,
      faults: [],
      traces: [],
      propagation: [{ service: written, baseline: 0, fault: 1, delta: 1, firstFailureSeconds: null }],
      leaks: [{ where: written, fingerprint: 'abc', count: 1 }],
      unjudged: ['amplification.secrets' as const],
      unmeasured: [],
    },
  }
}

const childrenOf = (element: XmlElement | undefined, name: string) =>
  element?.children.filter((one) => one.name === name) ?? []

const casesOf = (xml: string) => childrenOf(childrenOf(parseXml(xml), 'testsuite')[0], 'testcase')

describe('reports with any text that people wrote', () => {
  it('are well-formed JUnit XML whose totals match its cases', () => {
    fc.assert(
      fc.property(report, (one) => {
        const suites = parseXml(junitReport(one))
        const [suite] = childrenOf(suites, 'testsuite')
        assert.ok(suites.name === 'testsuites' && suite !== undefined)
        const cases = childrenOf(suite, 'testcase')
        const count = (name: string) => cases.filter((each) => childrenOf(each, name).length === 1).length
        const counted = [cases.length, count('failure'), count('error'), count('skipped')].map(String)
        for (const element of [suites, suite])
          assert.deepEqual(
            ['tests', 'failures', 'errors', 'skipped'].map((name) => element.attributes.get(name)),
            counted,
          )
        assert.equal(cases.length, one.checks.length)
      }),
    )
  })

  for (const character of [...forbidden, ...surrogates])
    it(`are JUnit XML without ${JSON.stringify(character)}`, () => {
      const written = `a${character}b`
      const detailed = aJudgement({
        standing: 'invalid',
        reason: 'rejected',
        detail: written,
        owner: written,
        judgedAt: 0,
      })
      for (const xml of [junitReport(reportFor([detailed], written)), junitOf([runWith(written)])]) {
        const [one] = casesOf(xml)
        const [failure] = childrenOf(one, 'failure')
        assert.match(failure?.attributes.get('message') ?? '', /a?b/)
      }
    })

  it('are JUnit XML whose sections no text ends', () => {
    const written = ']]>]]></failure>'
    const texts = { detail: written, owner: written, impact: written }
    const refused = aJudgement({ standing: 'invalid', reason: 'rejected', ...texts, judgedAt: 0 })
    for (const xml of [junitReport(reportFor([refused], written)), junitOf([runWith(written)])])
      assert.equal(casesOf(xml).length, 1)
  })

  it('are JUnit XML that keeps every character that XML permits', () => {
    const [run] = casesOf(junitOf([runWith(hard)]))
    assert.equal(run?.attributes.get('name'), hard)
    const detailed = aJudgement({ standing: 'invalid', reason: 'rejected', owner: hard, judgedAt: 0 })
    const [check] = casesOf(junitReport(reportFor([detailed], null)))
    assert.ok(childrenOf(check, 'failure')[0]?.text.includes(`owner: ${hard}`))
  })

  it('are Markdown in which no text can add a row, a cell or markup', () => {
    const written = '| x | `y` <b>z</b> [l](u)\n| new | row |'
    const detailed = aJudgement({
      standing: 'invalid',
      reason: 'rejected',
      owner: written,
      detail: written,
      judgedAt: 0,
    })
    for (const [markdown, rows] of [
      [markdownReport(reportFor([detailed], written)), 1],
      [markdownOf(runWith(written)), 3],
    ] as const) {
      const bare = markdown.replace(/\\[!-/:-@[-`{-~]/g, '')
      assert.ok(!/<b>|\[l\]|`y`/.test(bare), markdown)
      const table = markdown.split('\n').filter((line) => line.startsWith('|') && !line.startsWith('|--'))
      assert.equal(table.filter((line) => line.includes('new')).length, rows)
    }
  })

  it("give GitHub's runner one command for each check that is not healthy, and no other", () => {
    fc.assert(
      fc.property(report, (one) => {
        const lines = githubAnnotations(one).split('\n').slice(0, -1)
        assert.ok(lines.every((line) => /^::(error|warning|notice) title=[^:,]*::/.test(line)))
        assert.equal(lines.length, one.checks.filter(({ ruling }) => ruling !== 'pass').length)
      }),
    )
  })
})
