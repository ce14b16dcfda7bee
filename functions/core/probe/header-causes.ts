import type { Rule } from '../model/profile.ts'
import type { ParsedAnswer } from './answer.ts'
import { challengesIn } from './challenge.ts'
import { blamesACredential } from './refusal-words.ts'

/** Schemes that no token and no password is sent by. A server that asks for these alone has judged neither. */
const foreignSchemes: ReadonlySet<string> = new Set([
  'digest',
  'negotiate',
  'ntlm',
  'kerberos',
  'otp',
  'hoba',
  'mutual',
  'scram-sha-1',
  'scram-sha-256',
])

/** Headers of a guard in front of the API: a captcha, a firewall, a sign-in of its own. */
const guardHeaders = [
  'cf-mitigated',
  'x-amzn-waf-action',
  'x-authentication-denied-reason',
  'x-goog-iap-generated-response',
  'x-github-sso',
]

/** Finds the cause that the headers of a refusal name. */
export function causeInHeaders(answer: ParsedAnswer): readonly [name: string, means: Rule['means']] | undefined {
  const { header } = answer
  const challenges = challengesIn(header('www-authenticate'))
  const isGuard = guardHeaders.some((name) => header(name) !== null)
  // Jira has two words: FAILED is for a wrong credential.
  if (isGuard || header('x-seraph-loginreason')?.includes('AUTHENTICATION_DENIED') === true)
    return ['unauthorized-guard', 'unrecognized']
  if (blamesACredential(answer)) return undefined
  const isForeign = challenges.length > 0 && challenges.every(({ scheme }) => foreignSchemes.has(scheme))
  if (isForeign) return ['unauthorized-other-scheme', 'unrecognized']
  const isSpent = ['x-ratelimit-remaining', 'ratelimit-remaining', 'x-rate-limit-remaining'].some(
    (name) => header(name)?.trim() === '0',
  )
  return isSpent ? ['unauthorized-rate', 'rate_limited'] : undefined
}
