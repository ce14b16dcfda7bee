import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { z } from 'zod'
import { templateAlarm } from '../../local/template/alarm.ts'
import { everyFeature } from '../support/everything.ts'
import { type Synthesized, type SynthesizedResource, synthesize } from '../support/synth.ts'

const alarmProperties = z.object({
  Threshold: z.number(),
  ComparisonOperator: z.string(),
  DatapointsToAlarm: z.number(),
  EvaluationPeriods: z.number(),
  Period: z.number(),
  Statistic: z.string(),
  AlarmDescription: z.string(),
})

const ofOneFunction = z.object({ Dimensions: z.tuple([z.object({ Value: z.object({ Ref: z.string() }) })]) })
const functionProperties = z.object({ Timeout: z.number() })

describe("the alarms on Tokenwatch's own machinery", () => {
  let template: Synthesized
  before(async () => {
    template = await synthesize(everyFeature())
  })

  const alarmsNamed = (part: string) =>
    [...template.resources].filter(([id, { Type }]) => Type === 'AWS::CloudWatch::Alarm' && id.includes(part))
  const timeoutSecondsOf = (alarm: SynthesizedResource) => {
    const [{ Value }] = ofOneFunction.parse(alarm.Properties).Dimensions
    return functionProperties.parse(template.resources.get(Value.Ref)?.Properties).Timeout
  }

  it("warn at 80 % of a function's timeout, before Lambda cuts an invocation off", () => {
    const alarms = alarmsNamed('Duration')
    assert.equal(alarms.length, 4)
    for (const [id, alarm] of alarms) {
      const {
        Threshold: threshold,
        Statistic: statistic,
        AlarmDescription: says,
      } = alarmProperties.parse(alarm.Properties)
      assert.deepEqual([threshold, statistic], [timeoutSecondsOf(alarm) * 800, 'Maximum'], id)
      assert.match(says, /timeout/)
    }
  })

  it('warn within an hour when the watchdog does not say that every cadence is watched', () => {
    const [alarm, ...more] = alarmsNamed('Watchdog')
    assert.ok(alarm !== undefined && more.length === 0)
    const { metric, periodSeconds, rule } = templateAlarm(alarm[1].Properties)
    assert.deepEqual(
      [metric.name, periodSeconds, rule.datapointsToAlarm, rule.evaluationPeriods],
      ['Watched', 900, 3, 3],
    )
    assert.deepEqual([rule.breaches(0), rule.breaches(1), rule.treatMissingData], [true, false, 'breaching'])
  })

  it('warn when a batch has waited 120 s in its queue, because its tick is then two minutes old before any probe', () => {
    const [alarm, ...more] = alarmsNamed('QueueAge')
    assert.ok(alarm !== undefined && more.length === 0)
    const { Threshold, ComparisonOperator, DatapointsToAlarm, EvaluationPeriods, Period, AlarmDescription } =
      alarmProperties.parse(alarm[1].Properties)
    assert.deepEqual(
      [Threshold, ComparisonOperator, DatapointsToAlarm, EvaluationPeriods, Period],
      [120, 'GreaterThanOrEqualToThreshold', 3, 3, 60],
    )
    assert.match(AlarmDescription, /wait/)
  })
})
