import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Reason, standingOf } from '../../../functions/core/model/reason.ts'
import type { CheckOutcome } from '../../../functions/core/tick/outcome.ts'
import { type JudgedBatch, summarize } from '../../../functions/core/tick/summarize.ts'
import { aMessage, aRecord, counting } from '../../support/batch-record.ts'
import { aCheck, aDeployment } from '../../support/check.ts'
import { nowMs } from '../../support/reading.ts'
import { aState, aVerdict, evidence } from '../../support/verdict.ts'

const outcome = (id: string, reason: Reason, overrides: Partial<CheckOutcome> = {}): CheckOutcome => ({
  check: aCheck({ id }),
  verdict: aVerdict(reason),
  state: aState({ check: `production/${id}`, reason, standing: standingOf(reason) }),
  sent: 0,
  pending: 0,
  waitsMs: [],
  questionHash: 'a-question',
  firstReadingAt: nowMs,
  onPurpose: false,
  saved: true,
  ...overrides,
})

const summary = (outcomes: readonly (CheckOutcome | null)[], wanted: Partial<JudgedBatch['deployment']> = {}) => {
  const checks = outcomes.map((one, index) => one?.check ?? aCheck({ id: `not-run-${index}` }))
  const deployment = aDeployment(checks, wanted)
  return summarize(aMessage(checks.map(({ key }) => key)), { deployment, checks, outcomes, pagesSent: 0 }, nowMs + 900)
}

describe('the record of a batch', () => {
  it('is empty if nothing was judged', () =>
    assert.deepEqual(summary([]), aRecord(0, { questions: {}, unkept: [], again: [] })))

  it('counts the checks of each environment by standing', () => {
    const staging = aCheck({ id: 'other', environment: 'staging' })
    const { environments, judged } = summary([
      outcome('a', 'healthy'),
      outcome('b', 'expiring'),
      outcome('c', 'revoked'),
      outcome('d', 'unreachable'),
      outcome('e', 'secret_denied', { check: staging }),
    ])
    assert.equal(judged, 5)
    assert.deepEqual(environments, {
      production: counting({ checks: 4, valid: 2, expiring: 1, invalid: 1, unknown: 1 }),
      staging: counting({ checks: 1, misconfigured: 1 }),
    })
  })

  it('counts by provider only invalid and unknown checks', () => {
    const jwt = aCheck({ id: 'jwt', profile: 'jwt' })
    const { providers } = summary([outcome('a', 'healthy'), outcome('b', 'timed_out', { check: jwt })])
    assert.deepEqual(providers, { http: { invalid: 0, unknown: 0 }, jwt: { invalid: 0, unknown: 1 } })
  })

  it('counts checks that were not run separately', () => {
    const { judged, notRun, environments } = summary([outcome('a', 'healthy'), null, null])
    assert.deepEqual([judged, notRun, environments['production']?.checks], [1, 2, 1])
  })

  it('has the latency of each answer, and none without an answer', () => {
    const silent = aVerdict('unreachable', { evidence: { ...evidence, latencyMs: null } })
    assert.deepEqual(
      summary([outcome('a', 'healthy'), outcome('b', 'unreachable', { verdict: silent })]).latenciesMs,
      [42],
    )
  })

  it('counts secrets that could not be read or used', () => {
    const reasons: Reason[] = ['secret_missing', 'secret_denied', 'secret_malformed', 'secret_unavailable', 'rejected']
    assert.equal(summary(reasons.map((reason, index) => outcome(`bot-${index}`, reason))).secretReadFailures, 4)
  })

  it('names the checks with a pending page', () => {
    const { pending } = summary([
      outcome('a', 'revoked', { sent: 1 }),
      outcome('b', 'revoked', { sent: 1, pending: 1 }),
      outcome('c', 'revoked', { pending: 2 }),
    ])
    assert.deepEqual(pending, ['production/b', 'production/c'])
  })

  it('names the versions that are due for rotation, if they are known', () => {
    const due = aVerdict('expiring', { rotationDue: true })
    const unknown = { ...due, evidence: { ...evidence, versionId: null } }
    assert.deepEqual(
      summary([outcome('a', 'expiring', { verdict: due }), outcome('b', 'expiring', { verdict: unknown })]).due,
      [{ check: 'production/a', versionId: 'version-1' }],
    )
  })
})

describe('a blocked service', () => {
  const blocked = (outcomes: readonly (CheckOutcome | null)[]) => summary(outcomes, { blocking: ['release'] }).blocking

  it('is blocked by an invalid credential, and by a secret that is missing, denied or malformed', () => {
    const refused: Reason[] = ['revoked', 'under_scoped', 'secret_missing', 'secret_denied', 'secret_malformed']
    const passed: Reason[] = ['healthy', 'expiring', 'unreachable', 'secret_unavailable', 'quota_exhausted', 'vacuous']
    for (const reason of [...refused, ...passed])
      assert.deepEqual(
        [reason, blocked([outcome('a', reason)])],
        [reason, [{ service: 'release', environment: 'production', refused: refused.includes(reason) ? 1 : 0 }]],
      )
  })

  it('is counted for each environment, by the checks that it uses', () => {
    const staging = aCheck({ id: 'd', environment: 'staging' })
    const counted = blocked([
      outcome('a', 'revoked'),
      outcome('b', 'revoked'),
      outcome('c', 'revoked', { check: aCheck({ id: 'c', usedBy: ['shop'] }) }),
      outcome('d', 'healthy', { check: staging }),
    ])
    assert.deepEqual(counted, [
      { service: 'release', environment: 'production', refused: 2 },
      { service: 'release', environment: 'staging', refused: 0 },
    ])
  })

  it('is not blocked by a check that only advises', () => {
    const advisory = outcome('a', 'revoked', { check: aCheck({ id: 'a', gate: 'advisory' }) })
    assert.deepEqual(blocked([advisory]), [{ service: 'release', environment: 'production', refused: 0 }])
  })

  it('is not counted if the config does not call it blocking, or if its checks were not run', () => {
    assert.deepEqual([summary([outcome('a', 'revoked')]).blocking, blocked([null])], [[], []])
  })

  it('is counted once if it is named twice', () => {
    assert.equal(summary([outcome('a', 'revoked')], { blocking: ['release', 'release'] }).blocking.length, 1)
  })
})

describe('the gauges of single checks', () => {
  it('are there for each check that was judged, if the config asks for them', () => {
    const dated = aVerdict('expiring', { evidence: { ...evidence, expiry: { source: 'jwt', at: 1_800_000_000 } } })
    const eternal = aVerdict('revoked', { evidence: { ...evidence, expiry: { source: 'answer', at: 'never' } } })
    const outcomes = [
      outcome('a', 'expiring', { verdict: dated }),
      outcome('b', 'revoked', { verdict: eternal }),
      outcome('c', 'healthy'),
      null,
    ]
    assert.deepEqual(summary(outcomes, { perCheckMetrics: true }).gauges, [
      { check: 'production/a', standing: 'valid', expiresAt: 1_800_000_000, latencyMs: 42 },
      { check: 'production/b', standing: 'invalid', expiresAt: null, latencyMs: 42 },
      { check: 'production/c', standing: 'valid', expiresAt: null, latencyMs: 42 },
    ])
  })

  it('are otherwise there only for a check with its own alarm', () => {
    const alarmed = outcome('b', 'healthy', { check: aCheck({ id: 'b', perCheckAlarm: true }) })
    assert.deepEqual(
      summary([outcome('a', 'healthy'), alarmed]).gauges.map(({ check }) => check),
      ['production/b'],
    )
  })
})
