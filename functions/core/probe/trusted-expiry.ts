import type { Check } from '../model/check.ts'
import {
  type Expiry,
  type ExpiryEvidence,
  type ExpirySource,
  hasPassed,
  mergeExpiry,
  type UnreadableExpiry,
} from '../model/expiry.ts'
import type { Answered, Reading } from '../model/reading.ts'

/** The expiry that an earlier verdict found for one version. */
export type EarlierExpiry = { readonly versionId: string | null; readonly expiry: Expiry }

/** Clocks differ, and some providers accept a token a little longer: within this time its end still counts. */
const leewaySeconds = 300

/** Sources that people keep. A date of theirs is a rule that the provider need not know; all other sources speak for the provider. */
const keptByPeople: ReadonlySet<ExpirySource> = new Set(['secret_field', 'tag', 'declared', 'max_age'])

/** Dates of the check itself: an earlier verdict's copy may be older than the config. */
const fromConfig: ReadonlySet<ExpirySource> = new Set(['declared', 'max_age'])

/**
 * Merges the dates of the last answer with those that the operator declares. If the answer does not show that the credential lives, an end
 * that was known of this version still counts.
 */
export function trustedExpiry(check: Check, last: Reading, earlier: EarlierExpiry | null, nowSeconds: number): Expiry {
  const said = last.kind === 'answered' ? last.expiries.filter(isReadable) : []
  const refuted = new Set(refutedBy(last, nowSeconds))
  const trusted = said.filter((one) => !refuted.has(one))
  return mergeExpiry([...declaredDates(check), ...trusted, ...(isLiving(last) ? [] : earlierDates(earlier, last))])
}

/** Returns the ends that the provider names although they have passed, and it still accepts the credential. They are not its end. */
export function refutedBy(reading: Reading, nowSeconds: number): readonly ExpiryEvidence[] {
  if (!isLiving(reading)) return []
  return reading.expiries
    .filter(isReadable)
    .filter((one) => !keptByPeople.has(one.source) && hasPassed(one, nowSeconds - leewaySeconds))
}

/** Returns true if an API accepted the credential. Claims and dates alone say nothing of that. */
function isLiving(reading: Reading): reading is Reading & Answered {
  if (reading.kind === 'failed' || reading.status === null) return false
  return reading.meaning === 'alive' || reading.meaning === 'ping_forbidden'
}

const isReadable = (said: ExpiryEvidence | UnreadableExpiry): said is ExpiryEvidence => said.at !== 'unreadable'

function declaredDates({ expiry: { expires, issuedAt, maxAgeSeconds } }: Check): readonly ExpiryEvidence[] {
  const dates: ExpiryEvidence[] = []
  if (expires !== null) dates.push({ source: 'declared', at: expires })
  if (issuedAt !== null && maxAgeSeconds !== null) dates.push({ source: 'max_age', at: issuedAt + maxAgeSeconds })
  return dates
}

function earlierDates(earlier: EarlierExpiry | null, { versionId }: Reading): readonly ExpiryEvidence[] {
  if (earlier === null || earlier.expiry === null || earlier.versionId === null) return []
  return earlier.versionId === versionId && !fromConfig.has(earlier.expiry.source) ? [earlier.expiry] : []
}
