/** The place of a deployment: names for its messages and their links. */
export type Place = {
  readonly deployment: string
  readonly accountId: string
  readonly region: string
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string
  /** Name of the log group of `probe`, with the readings; `null` where it is not known. */
  readonly logGroup: string | null
}
