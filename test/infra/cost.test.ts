import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assumptions } from '../../cli/cost/prices.ts'
import { aCheck, aDeployment, anEnvironment } from '../support/check.ts'
import { synthesize } from '../support/synth.ts'

const page = [{ kind: 'email', address: 'ops@acme.example' }] as const
const environments = [anEnvironment({ name: 'production', page })]

/** CloudWatch charges an alarm by its metrics. */
async function alarmMetricsOf(everySeconds: readonly number[]): Promise<number> {
  const checks = everySeconds.map((seconds) => aCheck({ id: `every-${seconds}`, everySeconds: seconds }))
  const { of } = await synthesize(aDeployment(checks, { environments }))
  return of('AWS::CloudWatch::Alarm')
    .map(({ Properties: { Metrics: metrics } }) => (Array.isArray(metrics) ? metrics : [{ MetricStat: {} }]))
    .reduce((sum, metrics) => sum + metrics.filter((metric) => 'MetricStat' in metric).length, 0)
}

describe('the alarms of a template', () => {
  it('are as many as the cost estimate assumes', async () => {
    assert.equal(await alarmMetricsOf([300]), assumptions.alarmMetrics + assumptions.metricsPerCadence)
    assert.equal(await alarmMetricsOf([300, 60]), assumptions.alarmMetrics + 2 * assumptions.metricsPerCadence)
  })
})
