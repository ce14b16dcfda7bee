/** One metric of a tick, with all of its values. */
export type Metric = {
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly unit: 'Count' | 'Milliseconds' | 'Seconds' | 'None'
  readonly values: readonly number[]
}
