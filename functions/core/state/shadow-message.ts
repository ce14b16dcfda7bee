import type { CheckKey } from '../model/check.ts'
import type { AlertLevel, MessageKind } from './incident.ts'

/** A message that nobody got, since all of its checks are in the shadow. */
export type ShadowMessage = {
  /** Epoch milliseconds. */
  readonly at: number
  readonly to: AlertLevel
  readonly kind: MessageKind
  /** True for the end of an incident. */
  readonly isEnd: boolean
  readonly checks: readonly { readonly key: CheckKey; readonly owner: string | null }[]
  /** Number of checks that `checks` has no room for; absent where there is none. */
  readonly more?: number
  /** The sentence that people would have read first. */
  readonly headline: string
}

/** Stores messages that nobody got, for a month. */
export type ShadowStore = {
  /** Stores a message. The same message replaces itself. */
  record(message: ShadowMessage): Promise<void>
  /** Lists the messages since an instant, oldest first. */
  since(fromMs: number, nowMs: number): Promise<readonly ShadowMessage[]>
}
