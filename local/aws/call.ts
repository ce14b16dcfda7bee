/** One request to an AWS service. The access key names the caller: the lab gives each function its own. */
export type Call = {
  readonly operation: string
  readonly input: unknown
  readonly accessKeyId: string
  /** Epoch milliseconds of the lab's clock. */
  readonly at: number
}
