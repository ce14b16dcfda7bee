import type { CheckInput } from '../../../functions/config.ts'

/** A check and the reason that it must get. `value` is the value of its secret; the default is a good token of the robot. */
export type Case = {
  readonly title: string
  readonly reason: string
  /** Attempts behind the verdict, if there is more than one. */
  readonly attempts?: number
  readonly pages?: true
  readonly value?: string
  readonly check: CheckInput
}
