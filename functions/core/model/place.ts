/** Where a deployment runs: the names that a message has to carry, and that its links are made of. */
export type Place = {
  readonly deployment: string
  readonly accountId: string
  readonly region: string
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string
  /** Name of the log group of `probe`, where readings are; null where nobody told. */
  readonly logGroup: string | null
}
