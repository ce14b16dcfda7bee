import type { Check, CheckKey } from '../core/model/check.ts'
import type { Expiry } from '../core/model/expiry.ts'
import type { Reason, Standing } from '../core/model/reason.ts'

/** One check on a status page. Everything but its name and impact is `null` until its first verdict. */
export type StatusRow = {
  readonly check: CheckKey
  readonly impact: string
  readonly standing: Standing | null
  readonly reason: Reason | null
  /** Rule or failure code of the deciding attempt. */
  readonly shown: string | null
  /** True if that took a second request. */
  readonly retried: boolean
  /** True while its notifications are suppressed. */
  readonly suppressed: boolean
  readonly latencyMs: number | null
  readonly scopes: {
    readonly required: readonly string[]
    readonly missing: readonly string[]
    readonly forbidden: readonly string[]
  } | null
  readonly expiry: Expiry
  /** Epoch milliseconds of the verdict. */
  readonly judgedAt: number | null
}

/** Something that happened, as one line. */
export type StatusEvent = {
  readonly at: number
  readonly kind: 'transition' | 'page' | 'notice' | 'rotation' | 'fault'
  readonly text: string
}

/** View that a status page, a widget and a terminal share. */
export type StatusView = {
  readonly deployment: string
  readonly at: number
  readonly rows: readonly StatusRow[]
  readonly events: readonly StatusEvent[]
}

/** Returns the row of a check without a verdict yet. */
export function emptyRow({ key, impact }: Check): StatusRow {
  return {
    check: key,
    impact,
    standing: null,
    reason: null,
    shown: null,
    retried: false,
    suppressed: false,
    latencyMs: null,
    scopes: null,
    expiry: null,
    judgedAt: null,
  }
}
