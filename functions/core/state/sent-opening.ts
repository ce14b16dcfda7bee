import type { CheckKey } from '../model/check.ts'
import type { Reason } from '../model/reason.ts'
import type { Heard } from './incident.ts'

/** A page that was sent while the table did not take the state of its check. */
export type SentOpening = {
  readonly check: CheckKey
  readonly versionId: string | null
  readonly reason: Reason
  /** Epoch milliseconds at which SNS accepted it. */
  readonly at: number
} & Heard

/** Puts an opening on the function's own queue, from which some container reads it after a while. */
export type RememberOpening = (opening: SentOpening) => Promise<void>
