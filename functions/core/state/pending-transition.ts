import type { Check } from '../model/check.ts'
import type { Reason, Severity, Standing } from '../model/reason.ts'

/** Standing and reason of a check. */
type Judged = { readonly standing: Standing; readonly reason: Reason }

/** A change of what is known of a check, until EventBridge has accepted it. Part of the state, so that one write decides who sends it. */
export type PendingTransition = {
  /** Unique in a deployment, and the same however often it is sent. */
  readonly id: string
  /** `null` for the first verdict. */
  readonly from: Judged | null
  readonly to: Judged & { readonly severity: Severity }
  /** Epoch milliseconds. */
  readonly at: number
  readonly versionId: string | null
  /** Epoch seconds; `null` where no end is known. */
  readonly expiresAt: number | null
  /** True if an experiment breaks the token on purpose. */
  readonly onPurpose: boolean
  /** The check as the config described it then: it may be removed before the event is sent. Absent in states of earlier versions. */
  readonly about?: CheckDescription
  /** Number of changes before this one that no event tells of; absent where there are none. */
  readonly leftOut?: number
}

/** Description of a check by its config, for people and other programs. */
export type CheckDescription = Pick<
  Check,
  'environment' | 'provider' | 'profile' | 'owner' | 'impact' | 'runbook' | 'usedBy' | 'tags'
>
