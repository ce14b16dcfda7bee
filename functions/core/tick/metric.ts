/** One metric of a tick. Several values of one metric travel as values with counts. */
export type Metric = {
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly unit: 'Count' | 'Milliseconds' | 'Seconds' | 'None'
  readonly values: readonly number[]
}
