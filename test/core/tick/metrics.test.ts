import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BatchRecord, Gauge } from '../../../functions/core/state/batch-record.ts'
import type { Metric } from '../../../functions/core/tick/metric.ts'
import { isComplete, metricsOf } from '../../../functions/core/tick/metrics.ts'
import { aRecord, aTick, counting } from '../../support/batch-record.ts'
import { nowMs } from '../../support/reading.ts'

const first = aRecord(0, {
  judged: 2,
  environments: { production: counting({ checks: 2, valid: 1, expiring: 1, invalid: 1 }) },
  providers: { http: { invalid: 1, unknown: 0 } },
  latenciesMs: [42, 7.5],
  pagesSent: 1,
})
const second = aRecord(1, {
  judged: 1,
  environments: { production: counting({ checks: 1, unknown: 1 }), staging: counting({ misconfigured: 1 }) },
  providers: { http: { invalid: 1, unknown: 1 }, jwt: { invalid: 0, unknown: 0 } },
  secretReadFailures: 1,
})

const late = { sent: 0, waitsMs: [] }
const none = { stillPending: 0, late, nowMs }

/** Formats metrics as `Name{dimension}` with their values. */
const sent = (records: readonly BatchRecord[], stillPending = 0) =>
  Object.fromEntries(
    metricsOf(aTick(), records, { stillPending, late, nowMs }).map((metric) => [nameOf(metric), metric.values]),
  )

const nameOf = ({ name, dimensions }: Metric) => [name, ...Object.values(dimensions)].join(' ')

const isPending = ({ name }: Metric) => name === 'SubscriptionsPending'

describe('the metrics of a tick', () => {
  it('have these names, values and units', () => {
    assert.deepEqual(sent([first, second]), {
      'Checks production': [3],
      'Valid production': [1],
      'Invalid production': [1],
      'Unknown production': [1],
      'Expiring production': [1],
      'Misconfigured staging': [1],
      'Invalid http': [2],
      'Unknown http': [1],
      Latency: [42, 7.5],
      PagesSent: [1],
      'SecretReadFailures 5m': [1],
      'Heartbeat 5m': [1],
    })
  })

  it('have units of counts and milliseconds, and named dimensions', () => {
    const metrics = metricsOf(aTick(), [first, second], none)
    const found = (name: string) => metrics.find((metric) => nameOf(metric) === name)
    assert.deepEqual(found('Latency')?.unit, 'Milliseconds')
    assert.deepEqual(found('Checks production')?.dimensions, { Environment: 'production' })
    assert.deepEqual(found('Invalid http')?.dimensions, { Provider: 'http' })
    assert.deepEqual(found('Heartbeat 5m')?.dimensions, { Cadence: '5m' })
  })

  it('have no latency if no API answered', () => {
    assert.equal('Latency' in sent([{ ...first, latenciesMs: [] }, second]), false)
  })

  it('count subscribers that receive nothing, if their cadence lists the subscriptions', () => {
    const seen = (pending: number) => aTick({ subscriptions: { at: nowMs, pending } })
    const values = [0, 2].map((pending) => metricsOf(seen(pending), [first, second], none).find(isPending)?.values)
    assert.deepEqual(values, [undefined, [2]])
    assert.equal(metricsOf(aTick(), [first, second], none).some(isPending), false)
  })

  it('count the checks of a batch without a record as not run', () => {
    const { NotRun, ...others } = sent([first])
    assert.deepEqual([NotRun, 'Heartbeat 5m' in others], [[1], false])
  })

  it('count nothing of another tick or of a batch that no longer exists', () => {
    const old = { ...second, tick: nowMs - 300_000, pagesSent: 9 }
    const gone = { ...second, batch: 2, pagesSent: 9 }
    assert.deepEqual([sent([first, old, gone])['PagesSent'], sent([first, old, gone])['NotRun']], [[1], [1]])
  })
})

describe('the metric of blocked services', () => {
  const inProduction = { service: 'shop', environment: 'production' }

  it('is added up over the batches of a tick, and sent also if it is 0', () => {
    const records = [
      { ...first, blocking: [{ ...inProduction, refused: 1 }] },
      {
        ...second,
        blocking: [
          { ...inProduction, refused: 2 },
          { service: 'shop', environment: 'staging', refused: 0 },
        ],
      },
    ]
    const { 'Blocking shop production': production, 'Blocking shop staging': staging } = sent(records)
    assert.deepEqual([production, staging], [[3], [0]])
  })

  it('has the service and the environment for dimensions', () => {
    const metrics = metricsOf(aTick(), [{ ...first, blocking: [{ ...inProduction, refused: 1 }] }, second], none)
    assert.deepEqual(
      metrics.filter(({ name }) => name === 'Blocking'),
      [
        {
          name: 'Blocking',
          dimensions: { Service: 'shop', Environment: 'production' },
          unit: 'Count',
          values: [1],
        },
      ],
    )
  })
})

describe('the metrics of a single check', () => {
  const nowSeconds = Math.floor(nowMs / 1_000)
  const gauge: Gauge = { check: 'production/ci-bot', standing: 'valid', expiresAt: null, latencyMs: null }
  const shown = (parts: Partial<Gauge>) =>
    metricsOf(aTick(), [{ ...first, gauges: [{ ...gauge, ...parts }] }, second], none).filter(
      ({ dimensions }) => 'Check' in dimensions,
    )

  it('are its standing, the seconds until it expires and the latency of its answer', () => {
    assert.deepEqual(
      shown({ expiresAt: nowSeconds + 3_600, latencyMs: 42 }).map(({ name, unit, values }) => [name, unit, values]),
      [
        ['Standing', 'None', [0]],
        ['SecondsToExpiry', 'Seconds', [3_600]],
        ['Latency', 'Milliseconds', [42]],
      ],
    )
    assert.deepEqual(shown({})[0]?.dimensions, { Check: 'production/ci-bot' })
  })

  it('encode the standing as a number', () => {
    const standings = ['valid', 'unknown', 'misconfigured', 'invalid'] as const
    assert.deepEqual(
      standings.map((standing) => shown({ standing })[0]?.values),
      [[0], [1], [2], [3]],
    )
  })

  it('never count below 0, and leave out unknown values', () => {
    const seconds = (expiresAt: number) => shown({ expiresAt }).find(({ name }) => name === 'SecondsToExpiry')?.values
    assert.deepEqual([seconds(nowSeconds), seconds(nowSeconds - 60)], [[0], [0]])
    assert.deepEqual(
      shown({}).map(({ name }) => name),
      ['Standing'],
    )
  })
})

describe('the heartbeat of a cadence', () => {
  const cases: [string, readonly BatchRecord[], number, boolean][] = [
    ['is sent when every batch is complete and no message is pending', [first, second], 0, true],
    ['is not sent without a record of each batch', [first], 0, false],
    ['is not sent when a check was not run', [first, { ...second, notRun: 1 }], 0, false],
    [
      'is not sent while a page of a batch is pending',
      [first, { ...second, pending: ['production/ci-bot'] }],
      0,
      false,
    ],
    ['is not sent while a page is still pending', [first, second], 1, false],
    ['is not sent on the word of another tick', [first, { ...second, tick: nowMs - 300_000 }], 0, false],
  ]
  for (const [what, records, stillPending, beats] of cases)
    it(what, () => assert.equal('Heartbeat 5m' in sent(records, stillPending), beats))

  it('is sent for a cadence without a batch', () => {
    assert.equal(isComplete(aTick({ batches: 0, checks: 0 }), []), true)
  })
})
