import type { Check, CheckKey } from '../core/model/check.ts'
import type { Expiry } from '../core/model/expiry.ts'
import type { Reason, Standing } from '../core/model/reason.ts'

/** One check as people look at it; everything but its name is null until it was judged for the first time. */
export type StatusRow = {
  readonly check: CheckKey
  readonly impact: string
  readonly standing: Standing | null
  readonly reason: Reason | null
  /** What the deciding attempt showed: a rule's name or a failure's code. */
  readonly shown: string | null
  /** Whether that took a second request. */
  readonly retried: boolean
  /** Whether somebody has asked for quiet about it. */
  readonly suppressed: boolean
  readonly latencyMs: number | null
  readonly scopes: {
    readonly required: readonly string[]
    readonly missing: readonly string[]
    readonly forbidden: readonly string[]
  } | null
  readonly expiry: Expiry
  /** Epoch milliseconds of the judgement. */
  readonly judgedAt: number | null
}

/** Something that happened, as one line. */
export type StatusEvent = {
  readonly at: number
  readonly kind: 'transition' | 'page' | 'notice' | 'rotation' | 'fault'
  readonly text: string
}

/** What a status page, a widget and a terminal show alike. */
export type StatusView = {
  readonly deployment: string
  readonly at: number
  readonly rows: readonly StatusRow[]
  readonly events: readonly StatusEvent[]
}

/** The row of a check that nobody has judged yet. */
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
