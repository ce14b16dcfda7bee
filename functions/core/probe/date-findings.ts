import type { Check } from '../model/check.ts'
import { formatDuration } from '../model/duration.ts'
import { type Expiry, type ExpiryEvidence, hasPassed, type UnreadableExpiry, zoneWords } from '../model/expiry.ts'
import type { Answered, Reading } from '../model/reading.ts'
import { tokenIssued } from '../model/token-issued.ts'
import type { Finding } from '../model/verdict.ts'
import { refutedBy } from './trusted-expiry.ts'

/**
 * A token that works past its expiry is `overdue`, since the answer outweighs the date. So is a client that its issuer still gives a token.
 * If nothing was asked, the date decides.
 */
export function expiryFindings(
  { status, meaning, rule }: Answered,
  check: Check,
  expiry: Expiry,
  nowSeconds: number,
): readonly Finding[] {
  if (expiry === null || expiry.at === 'never') return []
  if (expiry.at - nowSeconds > check.warnSeconds) return []
  const detail = sayExpiry(expiry, nowSeconds)
  const isUnasked = status === null || (meaning === 'unproved' && rule !== tokenIssued)
  if (hasPassed(expiry, nowSeconds)) return [{ reason: isUnasked ? 'expired' : 'overdue', detail }]
  return [{ reason: 'expiring', detail }]
}

/** Finds what stands in the place of an expiry and is none: no instant at all, or an end that the provider itself disproves. */
export function unreadableFindings(reading: Answered & Reading, nowSeconds: number): readonly Finding[] {
  const unread = reading.expiries.flatMap((said) => (said.at === 'unreadable' ? [sayUnread(said)] : []))
  const refuted = refutedBy(reading, nowSeconds).map(
    (end) => `${sayExpiry(end, nowSeconds)}, and the provider still accepts it: this is not its end`,
  )
  return [...unread, ...refuted].map((detail): Finding => ({ reason: 'expiry_unreadable', detail }))
}

function sayUnread({ source, found, nothingAt }: UnreadableExpiry): string {
  if (nothingAt === undefined) return `${found} stands where the expiry is expected (${source})`
  return `\`${nothingAt.field}\` found nothing at ${nothingAt.place}`
}

/** Seconds before the end of a whole kind of credential from which on it is a notice. To move to another kind takes months. */
const sunsetNoticeSeconds = 180 * 86_400

/** Warns of the day on which the provider ends this kind of credential. */
export function sunsetFindings({ sunset }: Check, nowSeconds: number): readonly Finding[] {
  if (sunset === null || sunset.at - nowSeconds > sunsetNoticeSeconds) return []
  const day = new Date(sunset.at * 1_000).toISOString().slice(0, 10)
  return [{ reason: 'type_sunset', detail: `${sunset.what}: the provider ends them on ${day}` }]
}

export function sayExpiry(expiry: ExpiryEvidence, nowSeconds: number): string {
  const { at, source, latest = at } = expiry
  if (at === 'never' || latest === 'never') return 'never expires'
  const when = `${new Date(at * 1_000).toISOString().slice(0, 19)}Z (${source})${zoneWords(expiry)}`
  if (latest <= nowSeconds) return `expired ${formatDuration(nowSeconds - at)} ago, at ${when}`
  return at <= nowSeconds ? `expires now, at ${when}` : `expires in ${formatDuration(at - nowSeconds)}, at ${when}`
}
