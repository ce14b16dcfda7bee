import type { Reason, Standing } from '../model/reason.ts'
import type { AlertLevel, SuppressedBy } from './incident.ts'

/**
 * One kind of problem of a check. A check may have one of each at a time: its credential is invalid, it is misconfigured, it
 * cannot be judged, or it needs attention while it is valid. All of them are one incident for people. Instants are epoch milliseconds.
 */
export type Trouble = {
  readonly openedAt: number
  readonly severity: AlertLevel
  readonly reason: Reason
  readonly detail: string
  /** False if it rests on no answer and no key, but on dates, claims or the store. */
  readonly answered?: boolean
  readonly suppressedBy: SuppressedBy | null
  /** Verdicts in a row that speak against it; `null` for none. Each is a proof of its own, however soon it follows. */
  readonly better: number | null
}

/** Open troubles by the standing of their reason. */
export type Troubles = Readonly<Partial<Record<Standing, Trouble>>>

/** Observations in a row. Those that follow too closely are one: `at` is the last one that counted. */
export type LookCount = { readonly seen: number; readonly at: number }

/** Observations of the standings that prove nothing. Each goes on while only the other is seen. */
export type LookCounts = Readonly<Partial<Record<'unknown' | 'misconfigured', LookCount>>>
