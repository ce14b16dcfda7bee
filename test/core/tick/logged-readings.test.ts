import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Deployment } from '../../../functions/core/model/deployment.ts'
import type { Reading } from '../../../functions/core/model/reading.ts'
import { assess } from '../../../functions/core/probe/assess.ts'
import type { CheckState } from '../../../functions/core/state/state.ts'
import { logNews } from '../../../functions/core/tick/logged-readings.ts'
import { aMessage, aRecord } from '../../support/batch-record.ts'
import { aCheck } from '../../support/check.ts'
import { aFailure, anAnswer } from '../../support/reading.ts'
import { openAudience } from '../../support/stores.ts'
import { aState } from '../../support/verdict.ts'

const check = aCheck()
const hash = 'what-is-asked'
const hour = Date.parse('2026-09-01T10:00:00Z')
const scopes = { required: ['repo'], missing: [], forbidden: [] }

/** State that a good answer repeats. */
function stored(overrides: Partial<CheckState> = {}): CheckState {
  const { standing, reason, evidence } = assess(check, [anAnswer({ scopes })], hour)
  const { status, rule, identity, environment, versionId } = evidence
  const base = { standing, reason, reasons: [], versionId, evidence: { status, rule, identity, environment, scopes } }
  return aState({ ...base, ...overrides })
}

type Given = {
  readonly readings?: readonly Reading[]
  readonly state?: CheckState | null
  /** Due time of the last run and of this one; null if there was no run. */
  readonly ticks?: readonly [last: number | null, now: number]
  readonly asked?: string | null
  readonly logs?: Deployment['logs']
  /** True if the table could not be read, so that the state is the last known one. */
  readonly unread?: boolean
}

/** Returns the number of readings that are logged. */
function logged(given: Given): number {
  const { readings = [anAnswer({ scopes })], state = stored(), ticks = [hour + 60_000, hour + 120_000] } = given
  const { asked = hash, logs = 'changes', unread = false } = given
  const [lastTick, tick] = ticks
  const questions = asked === null ? {} : { [check.key]: asked }
  const last = lastTick === null ? null : aRecord(0, { tick: lastTick, questions })
  const states = unread ? null : new Map(state === null ? [] : [[check.key, state]])
  const { events, log } = openAudience()
  const probed = { verdict: assess(check, readings, tick), readings, controls: { forbidsBroken: false, answers: null } }
  const run = { message: aMessage([check.key], { tick }), last, states }
  logNews(check, { probed, questionHash: hash }, run, { deployment: { logs }, log })
  return events.length
}

describe('a reading is left to the line of its batch', () => {
  it('if it repeats the stored verdict in an hour that has a reading', () => assert.equal(logged({}), 0))

  it('never with `logs: all`', () => assert.equal(logged({ logs: 'all' }), 1))
})

describe('a reading is logged', () => {
  const cases: readonly (readonly [what: string, given: Given, count: number])[] = [
    ['without a stored state', { state: null }, 1],
    ['without an answer of the table', { unread: true }, 1],
    ['without a record of the run before', { ticks: [null, hour] }, 1],
    ['after a run that did not judge the check', { asked: null }, 1],
    ['after another question', { asked: 'another' }, 1],
    ['in the first minute of an hour', { ticks: [hour - 60_000, hour] }, 1],
    ['after hours without a run', { ticks: [hour - 7_200_000, hour + 120_000] }, 1],
    ['after another standing', { state: stored({ standing: 'unknown' }) }, 1],
    ['after another reason', { state: stored({ reason: 'slow' }) }, 1],
    ['after other findings', { state: stored({ reasons: ['slow'] }) }, 1],
    ['of another version', { state: stored({ versionId: 'version-0' }) }, 1],
    ['with other scopes', { readings: [anAnswer({ scopes: { ...scopes, required: ['org'] } })] }, 1],
    ['without scopes', { readings: [anAnswer()] }, 1],
    ['that was asked for again', { readings: [anAnswer({ scopes, retried: true })] }, 1],
    ['that is one of two', { readings: [anAnswer({ scopes }), anAnswer({ scopes })] }, 2],
    ['that failed, as each of its kind', { readings: [aFailure()] }, 1],
  ]
  for (const [what, given, count] of cases) it(what, () => assert.equal(logged(given), count))

  it('if it is not valid, however often it was stored and logged', () => {
    const readings = [aFailure(), aFailure()]
    const { standing, reason, findings } = assess(check, readings, hour)
    const state = stored({ standing, reason, reasons: findings.map((one) => one.reason) })
    assert.notEqual(standing, 'valid')
    assert.equal(logged({ readings, state }), 2)
  })
})
