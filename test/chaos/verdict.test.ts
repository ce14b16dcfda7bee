import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Measured } from '../../chaos/measures/measure.ts'
import { type Metrics, metricNames } from '../../chaos/measures/metric.ts'
import { type JudgementContext, judgeRun, verdictExitCodes } from '../../chaos/verdict.ts'

const arm = { calls: 100, ok: 100, degraded: 0, failed: 0, successRatio: 1, p50Ms: 1, p95Ms: 2, p99Ms: 3 }

/** Figures of a good client, except for those that a case changes. */
function measured(metrics: Partial<Metrics> = {}, rest: Partial<Measured> = {}): Measured {
  // A boundary: `Object.fromEntries` widens the names to strings.
  const all = Object.fromEntries(metricNames.map((name) => [name, 0])) as Record<keyof Metrics, number>
  return {
    metrics: { ...all, ...metrics },
    baseline: arm,
    fault: arm,
    control: arm,
    recovery: arm,
    evidence: 100,
    contacts: { fault: [], control: null },
    unclearMutants: 0,
    ...rest,
  }
}

const usual: JudgementContext = {
  contract: { 'amplification.api': { max: 2.1 }, time_to_recover: { max: 60 } },
  minEvidence: 30,
  stopped: null,
  rollbackVerified: true,
  mayBeAbsent: [],
  unreadable: [],
  intruderProblem: null,
  unmet: [],
}

const cases: readonly (readonly [
  title: string,
  verdict: keyof typeof verdictExitCodes,
  Measured,
  Partial<JudgementContext>?,
])[] = [
  ['all limits kept', 'resilient', measured()],
  ['a limit exceeded', 'deviated', measured({ 'amplification.api': 3 })],
  ['exactly at a limit', 'resilient', measured({ 'amplification.api': 2.1 })],
  ['never recovered', 'deviated', measured({ time_to_recover: Number.POSITIVE_INFINITY })],
  ['a rollback that could not be verified', 'deviated', measured(), { rollbackVerified: false }],
  ['too few injected requests', 'inconclusive', measured({}, { evidence: 29 })],
  [
    'too few injected requests, though a limit is exceeded',
    'inconclusive',
    measured({ 'amplification.api': 9 }, { evidence: 0 }),
  ],
  [
    'a control arm that failed too',
    'inconclusive',
    measured({}, { control: { ...arm, failed: 3, successRatio: 0.97 } }),
  ],
  ['a control arm without calls', 'inconclusive', measured({}, { control: { ...arm, calls: 0, successRatio: null } })],
  ['a limited metric that was not measured', 'inconclusive', measured({ 'amplification.api': null })],
  ['an accepted mutant', 'insecure', measured({ accepted_mutants: 1 })],
  [
    'a leak, though the run was cancelled',
    'insecure',
    measured({ leaked_secrets: 1 }),
    { stopped: 'the run was cancelled' },
  ],
  ['a leak, though there is too little data', 'insecure', measured({ leaked_secrets: 1 }, { evidence: 0 })],
  ['a request without a valid token that was accepted', 'insecure', measured({ fail_open: 1 })],
  ['a mutant whose answer cannot be judged', 'inconclusive', measured({}, { unclearMutants: 1 })],
  ['a protected URL that is not protected', 'inconclusive', measured(), { intruderProblem: 'it is open' }],
  ['cancelled', 'aborted', measured(), { stopped: 'the run was cancelled' }],
]

describe('the verdict of a run', () => {
  for (const [title, verdict, figures, facts] of cases)
    it(`${title}: ${verdict}`, () => {
      assert.equal(judgeRun(figures, { ...usual, ...facts }).verdict, verdict)
    })

  it('names the metric, its limit and the value', () => {
    const { reasons } = judgeRun(measured({ 'amplification.api': 3 }), usual)
    assert.deepEqual(reasons, [{ metric: 'amplification.api', limit: { max: 2.1 }, value: 3 }])
  })

  it('has an exit code of its own for every verdict', () => {
    assert.deepEqual(Object.values(verdictExitCodes), [0, 1, 2, 3, 4, 5, 6])
  })
})
