import type { Check } from '../model/check.ts'
import type { Answered } from '../model/reading.ts'
import type { Finding } from '../model/verdict.ts'

/**
 * Says what proved a JWT whose signature was verified while no API was asked: that its issuer made it so, for now. An issuer does not take
 * a signature back, so nothing is known of a revocation (RFC 7519 has none).
 */
export function offlineProof({ meaning, expiries }: Answered, { question }: Check): readonly Finding[] {
  if (meaning !== 'alive' || question.kind !== 'jwt' || question.ping !== null) return []
  const ends = expiries.filter(({ source }) => source === 'jwt')
  const isEndRead = ends.length > 0 && ends.every(({ at }) => at !== 'unreadable')
  const verified = [
    'signature',
    ...(question.issuer === null ? [] : ['issuer']),
    ...(question.audience === null ? [] : ['audience']),
    ...(isEndRead ? ['expiry'] : []),
  ]
  const unread = ends.length === 0 ? '; it names no expiry' : '; its expiry cannot be read'
  return [
    {
      reason: 'healthy',
      detail: `verified offline: its ${listed(verified)} ${verified.length === 1 ? 'is' : 'are'} good now${isEndRead ? '' : unread}; revocation was not asked about`,
    },
  ]
}

function listed(names: readonly string[]): string {
  const first = names.slice(0, -1)
  return first.length === 0 ? names.join('') : `${first.join(', ')} and ${names.at(-1)}`
}
