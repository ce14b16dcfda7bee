import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { githubAnnotations } from '../../cli/report/github.ts'
import { junitReport } from '../../cli/report/junit.ts'
import { type CommandReport, reportOf } from '../../cli/report/report.ts'
import { decide } from '../../functions/core/gate/decide.ts'
import { everything } from '../../functions/core/gate/selection.ts'
import { aJudgement } from '../support/judgement.ts'
import { fc } from '../support/property.ts'
import { parseXml, type XmlElement } from '../support/xml.ts'

/** Whatever people may have written into a config or a reason. */
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

const report = fc
  .tuple(fc.array(judgement, { maxLength: 4 }), fc.option(text))
  .map(([judgements, reason]): CommandReport => {
    const answer = { deployment: 'acme', at: 0, pulses: [], judgements, unmatched: [], names: null }
    const decision = decide(answer, { minTtlSeconds: null, requireExpiry: false, maxAgeSeconds: null })
    const override = reason === null ? null : { reason, noted: true }
    return reportOf(answer, decision, { command: 'gate', source: 'deployed', override, selection: everything })
  })

const childrenOf = ({ children }: XmlElement, name: string) => children.filter((one) => one.name === name)

describe('reports of whatever people have written', () => {
  it('are well-formed JUnit XML whose totals are those of its cases', () => {
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

  it('give a runner of GitHub one command for each check that is not fine, and no other', () => {
    fc.assert(
      fc.property(report, (one) => {
        const lines = githubAnnotations(one).split('\n').slice(0, -1)
        assert.ok(lines.every((line) => /^::(error|warning|notice) title=[^:,]*::/.test(line)))
        assert.equal(lines.length, one.checks.filter(({ ruling }) => ruling !== 'pass').length)
      }),
    )
  })
})
