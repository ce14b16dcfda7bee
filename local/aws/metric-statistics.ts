import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Datum } from './metric-data.ts'
import { type Operation, operation } from './operation.ts'

const parameters = z.strictObject({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).optional(),
  StartTime: z.number(),
  EndTime: z.number(),
  Period: z.int().min(1),
  Statistics: z.array(z.enum(['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'])).min(1),
})

/** GetMetricStatistics over what was put; periods are counted from the epoch. */
export function metricStatistics(data: readonly Datum[]): Operation {
  return operation(parameters, (input) => {
    const dimensions = Object.fromEntries((input.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]))
    const wanted = data.filter(
      ({ namespace, name, at, ...datum }) =>
        namespace === input.Namespace &&
        name === input.MetricName &&
        isDeepStrictEqual(datum.dimensions, dimensions) &&
        at >= input.StartTime * 1_000 &&
        at < input.EndTime * 1_000,
    )
    const byPeriod = Map.groupBy(wanted, ({ at }) => Math.floor(at / 1_000 / input.Period) * input.Period)
    const points = [...byPeriod].map(([seconds, inPeriod]) => {
      const all = summary(inPeriod)
      return { Timestamp: seconds, Unit: inPeriod[0]?.unit, ...pick(all, input.Statistics) }
    })
    return { Label: input.MetricName, Datapoints: points }
  })
}

type Summary = Record<'SampleCount' | 'Sum' | 'Average' | 'Minimum' | 'Maximum', number>

function pick(summary: Summary, statistics: readonly (keyof Summary)[]): Partial<Summary> {
  return Object.fromEntries(statistics.map((name) => [name, summary[name]]))
}

function summary(data: readonly Datum[]): Summary {
  const parts = data.map(partOf)
  const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0)
  const SampleCount = total(parts.map(({ sampleCount }) => sampleCount))
  const Sum = total(parts.map(({ sum }) => sum))
  return {
    SampleCount,
    Sum,
    Average: Sum / SampleCount,
    Minimum: Math.min(...parts.map(({ minimum }) => minimum)),
    Maximum: Math.max(...parts.map(({ maximum }) => maximum)),
  }
}

function partOf(datum: Datum): NonNullable<Datum['statistics']> {
  if (datum.statistics !== undefined) return datum.statistics
  const values = datum.values ?? [datum.value ?? 0]
  const counts = datum.counts ?? [1]
  return {
    sampleCount: counts.reduce((sum, count) => sum + count, 0),
    sum: values.reduce((sum, value, index) => sum + value * (counts[index] ?? 0), 0),
    minimum: Math.min(...values),
    maximum: Math.max(...values),
  }
}
