import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { feedOf } from '../../functions/status-page/feed.ts'
import { metricsText } from '../../functions/status-page/metrics-text.ts'
import { nowMs } from '../support/reading.ts'
import { aFreshJudgement, aView, openState } from './facts.ts'
import { fullFacts } from './full-facts.ts'
import { parseMetrics } from './parse-metrics.ts'

const dead = aFreshJudgement({ check: 'production/dead', id: 'dead', standing: 'invalid', reason: 'revoked' })
const old = aFreshJudgement({ check: 'production/old', id: 'old', judgedAt: nowMs - 9_000_000 })
const view = aView({
  judgements: [aFreshJudgement({ expiry: { source: 'jwt', at: nowMs / 1_000 + 60 } }), dead, old],
  states: new Map([[dead.check, openState(dead.check)]]),
})

describe('the feed', () => {
  it('holds the facts of the page for programs', () => {
    const { checks, counts, monitor } = feedOf(view)
    assert.deepEqual(
      checks.map(({ check, standing, incident }) => [check, standing, incident?.severity ?? null]),
      [
        ['production/dead', 'invalid', 'page'],
        ['production/old', 'stale', null],
        ['production/billing', 'valid', null],
      ],
    )
    assert.deepEqual([counts.valid, counts.stale, counts.invalid, monitor.isAlive], [1, 1, 1, true])
    assert.equal(checks[2]?.expiresAt, new Date(nowMs + 60_000).toISOString())
  })

  it('can be written as JSON and read back unchanged', () => {
    const feed = feedOf(aView(fullFacts('"\n\u2028')))
    assert.deepEqual(JSON.parse(JSON.stringify(feed)), feed)
  })
})

describe('the metrics', () => {
  it('are text that Prometheus reads', () => {
    const samples = parseMetrics(metricsText(view))
    const value = (name: string, labels: Record<string, string>) =>
      samples.find(
        (one) => one.name === name && Object.entries(labels).every(([key, text]) => one.labels[key] === text),
      )?.value
    assert.deepEqual(
      ['billing', 'dead', 'old'].map((id) => value('tokenwatch_check_valid', { check: `production/${id}` })),
      [1, 0, 0],
    )
    assert.equal(value('tokenwatch_check_standing', { check: 'production/old', standing: 'stale' }), 1)
    assert.equal(value('tokenwatch_check_standing', { check: 'production/old', standing: 'valid' }), 0)
    assert.equal(
      value('tokenwatch_check_expiry_timestamp_seconds', { check: 'production/billing' }),
      nowMs / 1_000 + 60,
    )
    assert.equal(value('tokenwatch_incident_open', { check: 'production/dead', acknowledged: 'no' }), 1)
    assert.equal(value('tokenwatch_monitor_up', { deployment: 'acme' }), 1)
  })

  it('say that a silent monitor and an unread part are no good sign', () => {
    const pulses = [{ cadence: '5m', everySeconds: 300, tickedAt: null, judgedAt: null }]
    const samples = parseMetrics(metricsText(aView({ pulses, unread: ['incidents: denied'] })))
    const values = samples.filter(({ name }) => /up$|complete$/.test(name)).map((one) => one.value)
    assert.deepEqual(values, [0, 0])
  })

  for (const text of ['a "quoted" name', 'back\\slash', 'two\nlines', '{}=,', 'ends\\'])
    it(`keep ${JSON.stringify(text)} in one label`, () => {
      const samples = parseMetrics(metricsText(aView(fullFacts(text))))
      assert.ok(
        samples.every(({ labels }) => labels['check'] === undefined || labels['check'] === `production/${text}`),
      )
      assert.equal(samples.filter(({ name }) => name === 'tokenwatch_check_valid').length, 1)
    })
})
