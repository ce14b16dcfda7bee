import { z } from 'zod'
import { InvalidParameter } from './operation.ts'

const hourMs = 60 * 60 * 1_000
/** CloudWatch takes nothing older and nothing further ahead. */
const acceptedMs = { past: 14 * 24 * hourMs, future: 2 * hourMs }
const largestValue = 2 ** 360

/** JSON has no NaN or Infinity; the SDK sends them as strings, which are refused here like any other. */
const value = z.number().min(-largestValue).max(largestValue)

const amounts = 'Bytes Kilobytes Megabytes Gigabytes Terabytes Bits Kilobits Megabits Gigabits Terabits Count'
  .split(' ')
  .flatMap((unit) => [unit, `${unit}/Second`])
const units = ['None', 'Percent', 'Seconds', 'Milliseconds', 'Microseconds', ...amounts]

const dimensions = z
  .array(
    z.strictObject({
      Name: z.string().regex(/^[\x21-\x39\x3b-\x7e][\x20-\x7e]{0,254}$/),
      Value: z.string().regex(/^(?=.*\S)[\x20-\x7e]{1,1024}$/),
    }),
  )
  .max(30)

const datum = z.strictObject({
  MetricName: z.string().min(1).max(255),
  Dimensions: dimensions.optional(),
  Timestamp: z.number().optional(),
  Value: value.optional(),
  Values: z.array(value).min(1).max(150).optional(),
  Counts: z.array(value.nonnegative()).min(1).max(150).optional(),
  StatisticValues: z.strictObject({ SampleCount: value, Sum: value, Minimum: value, Maximum: value }).optional(),
  Unit: z.enum(units).optional(),
  StorageResolution: z.literal([1, 60]).optional(),
})

/** PutMetricData as it comes over the wire. */
export const metricParameters = z.strictObject({
  Namespace: z.string().regex(/^(?!AWS\/)[^:]\S{0,254}$/),
  MetricData: z.array(datum).min(1).max(1_000),
})

/** One accepted data point: a value, a distribution, or a summary. */
export type Datum = {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly value?: number
  readonly values?: readonly number[]
  readonly counts?: readonly number[]
  readonly statistics?: {
    readonly sampleCount: number
    readonly sum: number
    readonly minimum: number
    readonly maximum: number
  }
  readonly unit: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** The points of one request, all or none: CloudWatch refuses a request whole. */
export function acceptedData({ Namespace, MetricData }: z.output<typeof metricParameters>, now: number): Datum[] {
  return MetricData.map((given, index) => {
    const problem = problemOf(given, now)
    if (problem !== undefined) throw new InvalidParameter(`MetricData.member.${index + 1}.${problem}`)
    return {
      namespace: Namespace,
      name: given.MetricName,
      dimensions: Object.fromEntries((given.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
      ...measured(given),
      unit: given.Unit ?? 'None',
      at: given.Timestamp === undefined ? now : given.Timestamp * 1_000,
    }
  })
}

function problemOf(given: z.output<typeof datum>, now: number): string | undefined {
  const ways = [given.Value, given.Values, given.StatisticValues].filter((one) => one !== undefined)
  if (ways.length !== 1) return 'Value: exactly one of Value, Values and StatisticValues is required'
  if (given.Counts && given.Counts.length !== given.Values?.length) return 'Counts: one per member of Values'
  const names = given.Dimensions?.map(({ Name }) => Name) ?? []
  if (new Set(names).size !== names.length) return 'Dimensions: a name occurs twice'
  const ageMs = given.Timestamp === undefined ? 0 : now - given.Timestamp * 1_000
  if (ageMs > acceptedMs.past) return 'Timestamp: older than two weeks'
  return -ageMs > acceptedMs.future ? 'Timestamp: more than two hours in the future' : undefined
}

function measured({ Value, Values, Counts, StatisticValues }: z.output<typeof datum>) {
  if (Value !== undefined) return { value: Value }
  if (Values !== undefined) return { values: Values, counts: Counts ?? Values.map(() => 1) }
  if (StatisticValues === undefined) return {}
  const { SampleCount, Sum, Minimum, Maximum } = StatisticValues
  return { statistics: { sampleCount: SampleCount, sum: Sum, minimum: Minimum, maximum: Maximum } }
}
