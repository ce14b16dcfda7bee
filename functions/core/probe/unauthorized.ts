import {
  addressWords,
  guardWords,
  lockWords,
  permissionWords,
  personWords,
  rateWords,
  refusalSays,
  shownText,
  textSays,
  troubleWords,
} from '../model/error-words.ts'
import type { Rule } from '../model/profile.ts'
import { standingOf } from '../model/reason.ts'
import type { ParsedAnswer } from './answer.ts'
import { challengesIn } from './challenge.ts'

const permission = 'unauthorized-permission'

/** Causes of a refusal that say nothing of the credential. The first one that its texts name decides. */
const causes: readonly (readonly [name: string, words: readonly string[], means: Rule['means']])[] = [
  ['unauthorized-trouble', troubleWords, 'provider_error'],
  ['unauthorized-rate', rateWords, 'rate_limited'],
  ['unauthorized-address', addressWords, 'blocked_from_here'],
  ['unauthorized-lock', lockWords, 'unrecognized'],
  ['unauthorized-person', personWords, 'unrecognized'],
  [permission, permissionWords, 'unrecognized'],
]

/** Words of a page for people that say nothing of the credential. A page to log in may ask for a second factor. */
const pageCauses = [troubleWords, rateWords, addressWords, lockWords, guardWords]

/** Returns true if a refusal that no rule explains names a cause of its own in any text. */
export function namesOtherCause({ json, plain, html, text }: ParsedAnswer): boolean {
  if (html) return pageCauses.some((words) => textSays(shownText(text), words))
  return causes.some(([name, words]) => name !== permission && (refusalSays(json, words) || textSays(plain, words)))
}

/** Conditions that hold for every error of a server, whatever its cause is. */
const anyError = /^(?:type\([\w@.]+\) [!=]= '\w+'|\w+ == `false`)$/

const page: Rule = { name: 'unauthorized-sign-in', when: { status: 401, html: true }, means: 'unrecognized' }

/**
 * Returns the rule for a 401 that a profile takes for death by its status alone, if the answer names another cause or is a
 * page for people. Returns the rule of the profile if it is neither, and if that rule reads what the provider documents.
 */
export function unlessItSaysOtherwise(rule: Rule, answer: ParsedAnswer): Rule {
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

/** Returns true for a rule that takes a 401 for death, and reads nothing that the provider documents. */
export function isByStatusAlone({ when: { status, header, challenge, body, errorWords }, means }: Rule): boolean {
  const isDeath = means !== 'alive' && standingOf(means) === 'invalid'
  const isBare =
    header === undefined &&
    challenge === undefined &&
    errorWords === undefined &&
    (body === undefined || anyError.test(body))
  return isDeath && status === 401 && isBare
}
