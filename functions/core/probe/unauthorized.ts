import {
  absenceWords,
  backendWords,
  earlyWords,
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
  forgedWords,
  guardWords,
  lockWords,
  permissionWords,
  personWords,
  rateWords,
  skewWords,
  troubleWords,
} from '../model/error-words.ts'
import type { Rule } from '../model/profile.ts'
import { isDeath, standingOf } from '../model/reason.ts'
import { searchOfFlags, type WordSearch } from '../model/word-search.ts'
import type { ParsedAnswer } from './answer.ts'
import { challengesIn } from './challenge.ts'
import { causeInHeaders } from './header-causes.ts'
import { addressNamesCause, pageNamesCause } from './page-causes.ts'
import {
  blamedIn,
  blamesACredential,
  challengeNamesCredential,
  saysOf,
  searchOfBody,
  searchOfChallenges,
} from './refusal-words.ts'

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

/** Causes whose words also stand in refusals of a dead credential. They count where nothing says that it is dead. */
const fainterCauses: readonly Cause[] = [
  [notSeen, absenceWords, 'unrecognized'],
  ['unauthorized-clock', earlyWords, 'unrecognized'],
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

/** Finds the cause that a refusal names in its words. */
function causeIn(answer: ParsedAnswer): Cause | undefined {
  const inBody = searchOfBody(answer)
  const inChallenges = searchOfChallenges(answer)
  const says: WordSearch = (words) => inBody(words) || inChallenges(words)
  // The error of a challenge says if a permission is missing, so its description does not.
  const isNamed = ([name, words]: Cause): boolean => (name === permission ? inBody(words) : says(words))
  const named = causes.find(isNamed)
  if (named !== undefined || blamesACredential(answer)) return named
  const inFlags = searchOfFlags(answer.json)
  return fainterCauses.find(isNamed) ?? [...causes, ...fainterCauses].find(([, words]) => inFlags(words))
}

/** A condition that holds for every error of a server, whatever its cause is, or for every 401, since it only repeats the status in words. */
const anyError = /^(?:type\([\w@.]+\) [!=]= '\w+'|\w+ == `false`|kind == 'Status'|[\w.]+ == '[Uu]nauthorized')$/

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
  const [name, means] = causeInHeaders(answer) ?? causeByBlame(answer) ?? []
  return name === undefined || means === undefined ? rule : { name, when: { status: 401 }, means }
}

/** Finds the cause of a refusal that could not be read, or that calls another thing dead than the credential: `Project not found`. */
function causeByBlame(answer: ParsedAnswer): readonly [name: string, means: Rule['means']] | undefined {
  if (isUnread(answer)) return [notSeen, 'unrecognized']
  // The words of a page are those of its server.
  if (answer.html || challengeNamesCredential(answer) || blamedIn(answer) !== 'other') return undefined
  return ['unauthorized-another-thing', 'unrecognized']
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
export function isByStatusAlone({
  when: { status, header, challenge, body, plain, errorWords },
  means,
}: Rule): boolean {
  const isInvalid = means !== 'alive' && standingOf(means) === 'invalid'
  const isBare =
    header === undefined &&
    challenge === undefined &&
    errorWords === undefined &&
    plain === undefined &&
    (body === undefined || body.split(' && ').every((condition) => anyError.test(condition)))
  return isInvalid && status === 401 && isBare
}
