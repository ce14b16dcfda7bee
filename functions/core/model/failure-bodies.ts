import { type FoundObject, isSubject, objectsIn } from './answer-objects.ts'
import { namesError, oneThing, textNamesError, withoutRuns } from './error-bodies.ts'
import { credentialWords, permissionWords } from './error-words.ts'
import { fieldOf } from './field-of.ts'
import { flagNames, saysNow } from './flag-names.ts'
import { textSays } from './word-search.ts'

/** Fields whose `false` says that the credential was not accepted, beside those that every error has. */
const acceptedFields: ReadonlySet<string> = new Set(['isloggedin', 'issuccess'])

/** Fields like these, which a record may have as well: they count in an answer that says little else. */
const judgedFields: ReadonlySet<string> = new Set([
  'active',
  'allowed',
  'enabled',
  'granted',
  'isactive',
  'isenabled',
  'isvalid',
  'valid',
])

/** Fields that only a credential or a whole answer is judged by: deeper ones are settings. */
const settingFields: ReadonlySet<string> = new Set(['enabled', 'isenabled', 'allowed', 'granted'])

/** Fields whose zero says in a short answer that the credential was not accepted. In a longer one it may be a count. */
const zeroFields: ReadonlySet<string> = new Set(['ok', 'success', 'authenticated', 'isauthenticated', 'loggedin'])

/** Returns true for a field that holds the state of the credential or of its holder: `token_status`, or `key` alone. */
const isSubjectState = (field: string): boolean => isSubject(field) || isSubject(field.replace(/(?:status|state)$/, ''))

/** Fields whose `true` says that the credential or its account works no more, or that the request failed. */
const deadFields: ReadonlySet<string> = new Set([
  'failed',
  'revoked',
  'expired',
  'disabled',
  'banned',
  'suspended',
  'anonymous',
  'isanonymous',
])

/** Words of a state such as `token_expired`. */
const deadWords = ['expired', 'revoked', 'banned', 'disabled', 'suspended', 'blocked']

/** Fields that say in a word how a request went, and words for a bad end. */
const stateFields: ReadonlySet<string> = new Set(['stat', 'state', 'status', 'result'])
const badStates: ReadonlySet<unknown> = new Set([
  'banned',
  'blocked',
  'deactivated',
  'deleted',
  'disabled',
  'expired',
  'fail',
  'inactive',
  'invalid',
  'ko',
  'locked',
  'maintenance',
  'nok',
  'revoked',
  'suspended',
  'unauthenticated',
  'unavailable',
])

/** Fields that explain an answer in a sentence. */
const sentenceFields: ReadonlySet<string> = new Set(['message', 'msg', 'errmsg', 'errormsg', 'detail', 'reason'])

const refusingWords = [
  ...credentialWords,
  ...permissionWords,
  'denied',
  'error',
  'fail',
  'failed',
  'failure',
  'forbidden',
  'inactive',
  'ko',
  'locked',
  'log in',
  'login failed',
  'login required',
  'please login',
  'not login',
  'nok',
  'not allowed',
  'not authenticated',
  'not authorized',
  'restricted',
  'sign in',
  'suspended',
  'unauthenticated',
  'unauthorized',
]

/** Counts of nothing, such as `failed: 0`. */
const countOfNone = /\b\w+[ :=]{1,3}0\b/g

/** Fields of an object that are looked at: a foreign server decides how many there are. */
const mostFields = 1_024

/** Returns true if a body calls itself an error, or reports a failure in another way of APIs that answer everything with 200. */
export function reportsFailure(json: unknown): boolean {
  return namesError(json) || objectsIn(json).some(isFailure)
}

function isFailure({ fields, isTop, isShort, isAbout }: FoundObject): boolean {
  const flags = flagNames(fields)
  if (isTop ? flags.some((flag) => isShort || saysNow(flag)) : (isAbout || isShort) && flags.length > 0) return true
  return Object.entries(fields)
    .slice(0, mostFields)
    .some(([name, value]) => {
      const field = name.toLowerCase().replaceAll(/[-_]/g, '')
      return (
        ((isTop || isAbout || isShort) && fails(field, value)) ||
        (isShort && (isTop || isAbout || !settingFields.has(field)) && tellsFailure(field, value)) ||
        (isAbout && isEnded(field, value))
      )
    })
}

/** Returns true for a field that reports a failure in any answer. */
function fails(field: string, value: unknown): boolean {
  if (field === 'retcode') return !isNothing(value)
  if (acceptedFields.has(field)) return value === false
  if (deadFields.has(field)) return value === true
  if (isSubjectState(field) && isEndedState(value)) return true
  return field === 'code' && typeof value === 'number' && /^[45]\d{4,5}$/.test(String(value))
}

/** Returns true for a field that reports a failure in a short answer. In a longer one it may be about anything. */
function tellsFailure(field: string, value: unknown): boolean {
  if (isEnded(field, value)) return true
  if (zeroFields.has(field)) return value === 0
  if (isSubject(field) && value === null) return true
  return typeof value === 'string' && sentenceFields.has(field) && textReportsFailure(value)
}

/** Returns true for a field that says that what it belongs to works no more. */
function isEnded(field: string, value: unknown): boolean {
  if (judgedFields.has(field)) return value === false || value === 'false'
  return stateFields.has(field) && isEndedState(value)
}

const isEndedState = (value: unknown): boolean =>
  typeof value === 'string' && (badStates.has(value.toLowerCase()) || textSays(value, deadWords))

/** Returns true for a body that names a status of trouble or of a limit as its code: 429, or 500 to 599. */
export function hasCodeOfTrouble(json: unknown): boolean {
  return ['code', 'status', 'statusCode', 'error.code'].some((place) => {
    const [outer = '', inner] = place.split('.')
    const code = inner === undefined ? fieldOf(json, outer) : fieldOf(fieldOf(json, outer), inner)
    return code === 429 || (typeof code === 'number' && code >= 500 && code < 600)
  })
}

const isNothing = (value: unknown): boolean =>
  value === null || value === false || ['', '0', 'ok', 'success', 'none'].includes(String(value).toLowerCase())

/** Returns true if a text speaks of an error; if a short one says that something failed, or asks to log in; or if it is a SOAP fault. */
export function textReportsFailure(body: string): boolean {
  const text = withoutRuns(body)
  if (textNamesError(body)) return true
  if (/<(?:\w+:)?Fault[\s>]/.test(text.slice(0, 1_000))) return true
  return (
    text.length <= oneThing && [body, text].some((some) => textSays(some.replaceAll(countOfNone, ' '), refusingWords))
  )
}
