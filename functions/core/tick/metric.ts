/** One metric of a tick, with all of its values. */
export type Metric = {
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly unit: 'Count' | 'Milliseconds' | 'Seconds' | 'None'
  readonly values: readonly number[]
}

/** Makes a count that is usually zero. A zero is not sent: CloudWatch charges for each hour in which a metric has a value. */
export function unlessZero(name: string, value: number, dimensions: Metric['dimensions'] = {}): readonly Metric[] {
  return value === 0 ? [] : [{ name, dimensions, unit: 'Count', values: [value] }]
}
