import {
  absenceWords,
  backendWords,
  limitWords,
  originWords,
  quotaWords,
  roleWords,
  signInWords,
  timeWords,
} from '../model/cause-words.ts'
import {
  addressWords,
  billWords,
  credentialWords,
  flags,
  forgedWords,
  guardWords,
  lockWords,
  permissionWords,
  personWords,
  rateWords,
  searchOfRefusal,
  searchOfText,
  skewWords,
  troubleWords,
  type WordSearch,
} from '../model/error-words.ts'
import type { Rule } from '../model/profile.ts'
import { isDeath, standingOf } from '../model/reason.ts'
import type { ParsedAnswer } from './answer.ts'
import { challengesIn } from './challenge.ts'
import { addressNamesCause, pageNamesCause } from './page-causes.ts'

const permission = 'unauthorized-permission'
const notSeen = 'unauthorized-not-seen'
const forgery = 'unauthorized-forgery'

type Cause = readonly [name: string, words: readonly string[], means: Rule['means']]

/** Causes of a refusal that say nothing of the credential. The first one that its texts name decides. */
const causes: readonly Cause[] = [
  ['unauthorized-trouble', [...troubleWords, ...backendWords], 'provider_error'],
  ['unauthorized-rate', rateWords, 'rate_limited'],
  ['unauthorized-address', addressWords, 'blocked_from_here'],
  ['unauthorized-lock', lockWords, 'unrecognized'],
  ['unauthorized-person', personWords, 'unrecognized'],
  ['unauthorized-clock', [...timeWords, ...skewWords], 'unrecognized'],
  ['unauthorized-bill', billWords, 'unrecognized'],
  ['unauthorized-guard', guardWords, 'unrecognized'],
  [forgery, forgedWords, 'unrecognized'],
  [permission, permissionWords, 'unrecognized'],
]

/** Causes whose words also stand in refusals of a dead credential. They count where no word says that it is dead. */
const fainterCauses: readonly Cause[] = [
  [notSeen, absenceWords, 'unrecognized'],
  ['unauthorized-rate', quotaWords, 'rate_limited'],
  ['unauthorized-rate', limitWords, 'rate_limited'],
  ['unauthorized-address', originWords, 'blocked_from_here'],
  ['unauthorized-person', signInWords, 'unrecognized'],
  [permission, roleWords, 'unrecognized'],
]

/** Causes that hold for a dead credential too: an answer that names one is still compared with that to a broken credential. */
const comparable: ReadonlySet<string> = new Set([permission, notSeen, forgery])

/**
 * Errors by which an API asks for more than the token: a proof of possession or its nonce (RFC 9449 section 7.1), a stronger or newer login
 * (RFC 9470 section 3), or claims (Entra). The token may be alive or dead.
 */
const demands = ['use_dpop_nonce', 'invalid_dpop_proof', 'insufficient_user_authentication', 'insufficient_claims']
const demandWords = demands.map((code) => code.replaceAll('_', ' '))

const demandsMoreRule: Rule = { name: 'unauthorized-demands-more', when: { status: 401 }, means: 'unrecognized' }

/** Returns true if the error of a challenge or a text of the body asks for more than the token. */
function demandsMore(answer: ParsedAnswer): boolean {
  const errors = challengesIn(answer.header('www-authenticate')).map(({ parameters }) =>
    parameters.get('error')?.toLowerCase(),
  )
  return demands.some((code) => errors.includes(code)) || searchOfBody(answer)(demandWords)
}

/** Returns true if a refusal that no rule explains names a cause of its own in any text. */
export function namesOtherCause(answer: ParsedAnswer): boolean {
  const { html, text } = answer
  if (demandsMore(answer) || addressNamesCause(answer)) return true
  if (html) return pageNamesCause(text)
  const cause = causeIn(answer)
  return cause !== undefined && !comparable.has(cause[0])
}

/** Returns the search of a body. */
function searchOfBody({ json, plain }: ParsedAnswer): WordSearch {
  const inJson = searchOfRefusal(json)
  const inPlain = searchOfText(plain)
  return (words) => inJson(words) || inPlain(words)
}

/** Returns the search of the descriptions of challenges. */
function searchOfChallenges({ header }: ParsedAnswer): WordSearch {
  const challenges = challengesIn(header('www-authenticate'))
  return searchOfRefusal(challenges.map(({ parameters }) => parameters.get('error_description')))
}

/** Returns true if the body or the description of a challenge contains one of some words. */
const saysOf = (answer: ParsedAnswer, words: readonly string[]): boolean =>
  searchOfBody(answer)(words) || searchOfChallenges(answer)(words)

/** Finds the cause that a refusal names in its words. */
function causeIn(answer: ParsedAnswer): Cause | undefined {
  const inBody = searchOfBody(answer)
  const inChallenges = searchOfChallenges(answer)
  const says: WordSearch = (words) => inBody(words) || inChallenges(words)
  // The error of a challenge says if a permission is missing, so its description does not.
  const isNamed = ([name, words]: Cause): boolean => (name === permission ? inBody(words) : says(words))
  const named = causes.find(isNamed)
  if (named !== undefined || says(credentialWords)) return named
  return fainterCauses.find(isNamed) ?? flaggedCause(answer.json)
}

/** Fields that name a cause by being true. Others may be about anything, such as `saml: true` among the ways to log in. */
const flagged: readonly (readonly [cause: string, names: ReadonlySet<string>])[] = [
  ['unauthorized-lock', new Set(['locked', 'islocked', 'accountlocked', 'userlocked', 'blocked', 'captcharequired'])],
  ['unauthorized-person', new Set(['mfarequired', 'otprequired', 'consentrequired', 'ssorequired'])],
  ['unauthorized-address', new Set(['ipblocked', 'ipnotallowed'])],
]

function flaggedCause(json: unknown): Cause | undefined {
  const found = flagged.find(([, names]) => flags(json, names))
  return causes.find(([name]) => name === found?.[0])
}

/** Conditions that hold for every error of a server, whatever its cause is. */
const anyError = /^(?:type\([\w@.]+\) [!=]= '\w+'|\w+ == `false`)$/

const page: Rule = { name: 'unauthorized-sign-in', when: { status: 401, html: true }, means: 'unrecognized' }

/**
 * Returns the rule for a 401 that a profile takes for death, if the answer asks for more than the token. A 401 by its status alone is no
 * death either if it names another cause or is a page for people. Otherwise the rule of the profile holds.
 */
export function unlessItSaysOtherwise(rule: Rule, answer: ParsedAnswer): Rule {
  if (isRefusal(rule) && answer.status === 401 && demandsMore(answer)) return demandsMoreRule
  if (!isByStatusAlone(rule)) return rule
  if (answer.html && !refusesCredential(answer)) return page
  const said = causeIn(answer)
  if (said !== undefined) return { name: said[0], when: { status: 401 }, means: said[2] }
  const [name, means] = causeInHeaders(answer) ?? (isUnread(answer) ? [notSeen, 'unrecognized' as const] : [])
  return name === undefined || means === undefined ? rule : { name, when: { status: 401 }, means }
}

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
function causeInHeaders(answer: ParsedAnswer): readonly [name: string, means: Rule['means']] | undefined {
  const { header } = answer
  const challenges = challengesIn(header('www-authenticate'))
  const isGuard = guardHeaders.some((name) => header(name) !== null)
  // Jira has two words: FAILED is for a wrong credential.
  if (isGuard || header('x-seraph-loginreason')?.includes('AUTHENTICATION_DENIED') === true)
    return ['unauthorized-guard', 'unrecognized']
  if (saysOf(answer, credentialWords)) return undefined
  const isForeign = challenges.length > 0 && challenges.every(({ scheme }) => foreignSchemes.has(scheme))
  if (isForeign) return ['unauthorized-other-scheme', 'unrecognized']
  const isSpent = ['x-ratelimit-remaining', 'ratelimit-remaining', 'x-rate-limit-remaining'].some(
    (name) => header(name)?.trim() === '0',
  )
  return isSpent ? ['unauthorized-rate', 'rate_limited'] : undefined
}

/** Returns true for a request that the server could not read (RFC 6750 section 3.1), if nothing says that the credential is dead. */
function isUnread(answer: ParsedAnswer): boolean {
  const errors = challengesIn(answer.header('www-authenticate')).map(({ parameters }) => parameters.get('error'))
  return errors.includes('invalid_request') && !saysOf(answer, ['expired', 'revoked', 'invalid token'])
}

/** Returns true if a challenge asks for a password (RFC 7617) or names an error of a token (RFC 6750). */
function refusesCredential({ header }: ParsedAnswer): boolean {
  return challengesIn(header('www-authenticate')).some(
    ({ scheme, parameters }) => scheme === 'basic' || (scheme === 'bearer' && parameters.has('error')),
  )
}

const isRefusal = ({ means }: Rule): boolean => means !== 'alive' && isDeath(means)

/** Returns true for a rule that takes a 401 for death, and reads nothing that the provider documents. */
export function isByStatusAlone({ when: { status, header, challenge, body, errorWords }, means }: Rule): boolean {
  const isInvalid = means !== 'alive' && standingOf(means) === 'invalid'
  const isBare =
    header === undefined &&
    challenge === undefined &&
    errorWords === undefined &&
    (body === undefined || anyError.test(body))
  return isInvalid && status === 401 && isBare
}
