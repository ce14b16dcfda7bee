import { fieldOf } from './field-of.ts'

/** Fields in which servers explain an error: those of RFC 6749 section 5.2, and those that public servers add. */
const fields = ['error', 'error_description', 'hint', 'reason', 'message', 'detail', 'details', 'errors']

/** Words that blame the address of the client, or the place in which it is (Salesforce: `ip restricted`). */
export const addressWords = [
  ...['ip', 'ips', 'ipv4', 'ipv6', 'whitelist', 'whitelisted', 'allowlist', 'allowlisted', 'vpn', 'network zone'],
  ...['country', 'countries', 'geo', 'geolocation', 'geoblocked', 'your location', 'your region', 'this region'],
]

/** Words of a rate. The word alone blames nothing (`the exchange rate service`). */
const rateOnly = ['rate limit', 'rate limits', 'rate limited', 'ratelimited', 'rate exceeded', 'rate is too high']

/** Words that blame the number of requests (Docker Hub: `too many failed login attempts`). */
export const rateWords = [
  ...rateOnly,
  'too many',
  'toomanyrequests',
  'attempts',
  'throttled',
  'temporarily',
  'slow down',
  'request loop',
  'quota',
  'tries',
  'too often',
  'limit exceeded',
  'limit reached',
  'try again later',
]

/** A count of attempts that are left, which blames nothing yet. */
const attemptsLeft =
  /\b[1-9]\d* (?:more )?(?:login )?(?:attempts?|try|tries) (?:are )?(?:remaining|remain|left)\b|\b(?:remaining (?:attempts|tries)|(?:attempts|tries) (?:remaining|left)) [1-9]/g

/** Words that blame an account or a time. The account may open again with the same secret (WSO2: `User account is locked`). */
export const lockWords = ['locked', 'lockout', 'blocked', 'captcha', 'login hours']

/** Words that blame the server itself. */
export const troubleWords = [
  'unavailable',
  'timeout',
  'timed out',
  'overloaded',
  'maintenance',
  'internal error',
  'server error',
  'bad gateway',
  'unreachable',
  'connection refused',
  'connection failed',
  'could not connect',
  'unable to connect',
  'could not reach',
  'unable to reach',
  'upstream connect',
  'upstream error',
  'temporary failure',
]

/** Words that ask a person for something that no secret gives (Entra: a second factor or a consent; GitHub: a single sign-on). */
export const personWords = [
  'consent',
  'interaction',
  'mfa',
  'multi factor',
  'multifactor',
  'second factor',
  'two factor',
  'twofactor',
  '2fa',
  'otp',
  'totp',
  'saml',
  'single sign on',
  'sso required',
  'requires sso',
  'with sso',
  'via sso',
]

/** Words that blame a clock: that of the client, or that of the server (AWS: `RequestTimeTooSkewed`). */
export const skewWords = ['clock', 'skew', 'skewed', 'request time', 'time difference']

/** Things that an account may have bought, and words for their end. A key of one is a credential, so the words alone blame nothing. */
const bought = ['subscription', 'license', 'licence', 'plan', 'contract']
const ends = ['expired', 'has expired', 'is expired', 'has ended', 'lapsed', 'has lapsed']

/** Words that blame the bill of an account. */
export const billWords = [
  ...['billing', 'trial', 'unpaid', 'past due', 'payment required'],
  ...bought.flatMap((what) => ends.map((end) => `${what} ${end}`)),
]

/** Words of a guard against forged requests. Some servers say them of every credential that they do not know. */
export const forgedWords = ['csrf', 'xsrf', 'forgery', 'cross site request']

/** Words of a page that wants to see a person or a browser first. */
export const guardWords = [
  'just a moment',
  'checking your browser',
  'checking if the site connection is secure',
  'verify you are human',
  'verify you are a human',
  'verifying you are human',
  'are you a robot',
  'not a robot',
  'unusual traffic',
  'security check',
  'enable javascript',
  'enable java script',
  'enable cookies',
  'automated access',
  'automated requests',
  'bot detected',
  'attention required',
]

/** Words that speak of what a credential may do. Some servers say it with 401. */
export const permissionWords = ['permission', 'permissions', 'privilege', 'privileges', 'insufficient']

/** Words that say of a credential itself that it is dead (`Token expired`, `invalid_api_key`). */
export const credentialWords = [
  'expired',
  'revoked',
  'invalid',
  'inactive',
  'unknown',
  'unrecognized',
  'incorrect',
  'malformed',
  'deleted',
  'disabled',
  'deactivated',
  'bad',
  'wrong',
  'not found',
  'not valid',
  'not exist',
  'no longer',
]

/** Characters of a body that are searched for words, at most. */
const searchedCharacters = 4_096

/** Returns true if the fields of an error contain one of some words. */
export function errorSays(json: unknown, words: readonly string[]): boolean {
  return refusalSays(
    fields.map((field) => fieldOf(json, field)),
    words,
  )
}

/** Returns true if any text of a refusal contains one of some words, whatever its field is called. */
export function refusalSays(json: unknown, words: readonly string[]): boolean {
  return searchOfRefusal(json)(words)
}

/** Returns true if a text contains one of some words. Case, punctuation and the humps of a name do not count, addresses and paths neither. */
export function textSays(text: string, words: readonly string[]): boolean {
  return searchOfText(text)(words)
}

/** A search of texts that are made ready once. Returns true if they contain one of some words. */
export type WordSearch = (words: readonly string[]) => boolean

/** Returns the search that `refusalSays` makes once. */
export const searchOfRefusal = (json: unknown): WordSearch => searchOfText(textsIn(json).join(' '))

/** Returns the search that `textSays` makes once. */
export function searchOfText(text: string): WordSearch {
  const spaced = ` ${text
    .slice(0, searchedCharacters)
    .replaceAll(/https?:\/\/\S+|(?<![\w/])\/[\w./~%-]+/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .replaceAll(attemptsLeft, ' ')} `
  return (words) => words.some((word) => spaced.includes(` ${word} `))
}

/** Returns the text that a page shows. */
export function shownText(page: string): string {
  return page
    .slice(0, 4 * searchedCharacters)
    .replaceAll(/<(script|style)\b.*?<\/\1\s*>/gis, ' ')
    .replaceAll(/<[^<>]*>/g, ' ')
}

/** Returns true if a field at the top of a body is true and has one of some names, whatever its case and its dashes. */
export function flags(json: unknown, names: ReadonlySet<string>): boolean {
  return Object.entries(Object(json)).some(
    ([name, value]) => value === true && names.has(name.toLowerCase().replaceAll(/[-_]/g, '')),
  )
}

const textsIn = (json: unknown): readonly string[] => valuesIn(json).filter((value) => typeof value === 'string')

/** Lists the values of a body level by level, without recursion: a foreign server decides how deep it is. */
function valuesIn(json: unknown): readonly unknown[] {
  const values = [json]
  for (let at = 0; at < values.length && values.length < searchedCharacters; at++) {
    const value = values[at]
    if (typeof value === 'object' && value !== null)
      for (const inner of Object.values(value).slice(0, searchedCharacters)) values.push(inner)
  }
  return values
}
