import {
  addressWords,
  billWords,
  forgedWords,
  guardWords,
  lockWords,
  permissionWords,
  personWords,
  rateWords,
  refusalSays,
  shownText,
  skewWords,
  textSays,
  troubleWords,
} from '../model/error-words.ts'
import type { Rule } from '../model/profile.ts'
import { isDeath, standingOf } from '../model/reason.ts'
import type { ParsedAnswer } from './answer.ts'
import { challengesIn } from './challenge.ts'

const permission = 'unauthorized-permission'
const forgery = 'unauthorized-forgery'

/** Causes that a server may also name to a credential that it does not know. So they do not keep an answer from being compared. */
const compared: ReadonlySet<string> = new Set([permission, forgery])

/** Causes of a refusal that say nothing of the credential. The first one that its texts name decides. */
const causes: readonly (readonly [name: string, words: readonly string[], means: Rule['means']])[] = [
  ['unauthorized-trouble', troubleWords, 'provider_error'],
  ['unauthorized-rate', rateWords, 'rate_limited'],
  ['unauthorized-address', addressWords, 'blocked_from_here'],
  ['unauthorized-lock', lockWords, 'unrecognized'],
  ['unauthorized-person', personWords, 'unrecognized'],
  ['unauthorized-clock', skewWords, 'unrecognized'],
  ['unauthorized-bill', billWords, 'unrecognized'],
  ['unauthorized-guard', guardWords, 'unrecognized'],
  [forgery, forgedWords, 'unrecognized'],
  [permission, permissionWords, 'unrecognized'],
]

/**
 * Errors by which an API asks for more than the token: a proof of possession or its nonce (RFC 9449 section 7.1), a stronger or newer login
 * (RFC 9470 section 3), or claims (Entra). The token may be alive or dead.
 */
const demands = ['use_dpop_nonce', 'invalid_dpop_proof', 'insufficient_user_authentication', 'insufficient_claims']
const demandWords = demands.map((code) => code.replaceAll('_', ' '))

const demandsMoreRule: Rule = { name: 'unauthorized-demands-more', when: { status: 401 }, means: 'unrecognized' }

/** Returns true if the error of a challenge or a text of the body asks for more than the token. */
function demandsMore({ header, json, plain }: ParsedAnswer): boolean {
  const errors = challengesIn(header('www-authenticate')).map(({ parameters }) =>
    parameters.get('error')?.toLowerCase(),
  )
  return demands.some((code) => errors.includes(code)) || refusalSays(json, demandWords) || textSays(plain, demandWords)
}

/** Words of a page for people that say nothing of the credential. A page to log in may ask for a second factor. */
const pageCauses = [troubleWords, rateWords, addressWords, lockWords, guardWords]

/** Returns true if a refusal that no rule explains names a cause of its own in any text. */
export function namesOtherCause(answer: ParsedAnswer): boolean {
  const { json, plain, html, text } = answer
  if (demandsMore(answer)) return true
  if (html) return pageCauses.some((words) => textSays(shownText(text), words))
  return causes.some(([name, words]) => !compared.has(name) && (refusalSays(json, words) || textSays(plain, words)))
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
  const said = causes.find(([, words]) => refusalSays(answer.json, words) || textSays(answer.plain, words))
  return said === undefined ? rule : { name: said[0], when: { status: 401 }, means: said[2] }
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
