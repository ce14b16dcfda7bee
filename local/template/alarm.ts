import { z } from 'zod'
import { type AlarmRule, evaluateAlarm } from '../aws/alarm-evaluation.ts'
import type { AlarmState } from '../aws/alarms.ts'

const dimensions = z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([])
const statistic = z.enum(['Sum', 'Maximum', 'Minimum', 'Average', 'SampleCount'])

const metricOf = { MetricName: z.string(), Namespace: z.string(), Dimensions: dimensions }

const properties = z.object({
  Threshold: z.number(),
  ComparisonOperator: z.enum(['GreaterThanOrEqualToThreshold', 'GreaterThanThreshold', 'LessThanThreshold']),
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.number().optional(),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore']),
  Period: z.number().optional(),
  Statistic: statistic.optional(),
  MetricName: z.string().optional(),
  Namespace: z.string().optional(),
  Dimensions: dimensions,
  Metrics: z
    .tuple([
      z.object({ Expression: z.literal('FILL(values, 0)') }),
      z.object({
        Id: z.literal('values'),
        MetricStat: z.object({ Metric: z.object(metricOf), Period: z.number(), Stat: statistic }),
      }),
    ])
    .optional(),
})

/** A metric that an alarm watches. */
export type WatchedMetric = {
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly { readonly Name: string; readonly Value: unknown }[]
  readonly statistic: z.output<typeof statistic>
}

/** Returns the statistic of a metric in a stretch of time, in epoch seconds; `null` where it has no value. */
export type ReadMetric = (metric: WatchedMetric, from: number, until: number) => number | null

/** An alarm of a template, which evaluates a metric as CloudWatch documents it. */
export type TemplateAlarm = {
  readonly metric: WatchedMetric
  readonly periodSeconds: number
  readonly rule: AlarmRule
  /** Returns the state at an instant, in epoch seconds. `range` is the number of periods that CloudWatch reads. */
  at(seconds: number, read: ReadMetric, before: AlarmState, range: number): AlarmState
}

/** Reads an alarm from its properties. A period without a value is a zero where the alarm fills it. */
export function templateAlarm(resource: unknown): TemplateAlarm {
  const parsed = properties.parse(resource)
  const [, filled] = parsed.Metrics ?? []
  const stat = filled?.MetricStat
  const periodSeconds = stat?.Period ?? parsed.Period ?? 60
  const metric = {
    namespace: stat?.Metric.Namespace ?? parsed.Namespace ?? '',
    name: stat?.Metric.MetricName ?? parsed.MetricName ?? '',
    dimensions: stat?.Metric.Dimensions ?? parsed.Dimensions,
    statistic: stat?.Stat ?? parsed.Statistic ?? 'Maximum',
  }
  const rule = {
    evaluationPeriods: parsed.EvaluationPeriods,
    datapointsToAlarm: parsed.DatapointsToAlarm ?? parsed.EvaluationPeriods,
    treatMissingData: parsed.TreatMissingData,
    breaches: comparing[parsed.ComparisonOperator](parsed.Threshold),
  }
  const instead = filled === undefined ? null : 0
  return {
    metric,
    periodSeconds,
    rule,
    at(seconds, read, before, range) {
      const ends = Array.from({ length: range }, (_, index) => seconds - index * periodSeconds)
      const values = ends.map((end) => read(metric, end - periodSeconds, end) ?? instead)
      return evaluateAlarm(rule, values, before)
    },
  }
}

const comparing: Readonly<
  Record<z.output<typeof properties>['ComparisonOperator'], (threshold: number) => AlarmRule['breaches']>
> = {
  GreaterThanOrEqualToThreshold: (threshold) => (value) => value >= threshold,
  GreaterThanThreshold: (threshold) => (value) => value > threshold,
  LessThanThreshold: (threshold) => (value) => value < threshold,
}
