import type { CheckInput } from '../../../functions/config.ts'

/** How a check comes to its reason. `value` is what its secret holds, a good token of the robot where it is left out. */
export type Case = {
  readonly title: string
  readonly reason: string
  /** Attempts that the verdict rests on, where it is not one. */
  readonly attempts?: number
  readonly pages?: true
  readonly value?: string
  readonly check: CheckInput
}
