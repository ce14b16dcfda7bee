import { troubleWords } from './error-words.ts'
import { fieldOf } from './field-of.ts'
import { textSays } from './word-search.ts'

/** Words with which a body calls itself an error, where it says how the request went (Google Maps: `REQUEST_DENIED`). */
const failure =
  /^(?:error|fail(?:ed|ure)?|ko|nok|(?:request[_ -]?|access[_ -]?)?denied|forbidden|invalid|expired|revoked|un(?:authori[sz]ed|authenticated)|not[_ -]?(?:authori[sz]ed|authenticated))$/i

/** Names of fields that say how the request went, in lower case and without separators. */
const outcomes = ['status', 'stat', 'result']

/** Names of fields that are true if the request went well. */
const successes = [
  'ok',
  'success',
  'succeeded',
  'authenticated',
  'isauthenticated',
  'authorized',
  'authorised',
  'loggedin',
]

/** Fields that may wrap a whole answer. */
export const envelopes = ['result', 'data', 'response']

/** Returns true if a body calls itself an error, as servers do that answer everything with 200. */
export function namesError(json: unknown): boolean {
  return isError(json) || envelopes.some((field) => isError(fieldOf(json, field)))
}

function isError(json: unknown): boolean {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false
  const fields = Object.entries(json).map(
    ([name, value]) => [name.toLowerCase().replaceAll(/[_-]/g, ''), value] as const,
  )
  const at = (...names: readonly string[]) => fields.flatMap(([name, value]) => (names.includes(name) ? [value] : []))
  return (
    hasErrorField(fields) ||
    at(...successes).some((value) => value === false || value === 'false') ||
    at(...outcomes).some((value) => typeof value === 'string' && failure.test(value)) ||
    at('code', 'status', 'statuscode').some(isErrorStatus)
  )
}

/** Returns true for a status of HTTP that is an error, as a number or as text. */
const isErrorStatus = (value: unknown): boolean =>
  (typeof value === 'number' && value >= 400 && value < 600) || (typeof value === 'string' && /^[45]\d\d$/.test(value))

/** Names of fields that hold an error, in lower case and without separators (WeChat: `errcode`; Apigee: `fault`). */
const errorField = /^(?:is|has)?(?:err|errors?|fault|exception)(?:code|no|number|type)?$/

/** Names of fields that explain an error, written in the same way. */
const explanation = /^(?:err|error|fault|exception)(?:msg|messages?|text|string|description|detail)$/

/** Returns true if a field of an error holds one. What only explains it counts if no other field says that there is none. */
function hasErrorField(fields: readonly (readonly [name: string, value: unknown])[]): boolean {
  const named = (names: RegExp) => fields.flatMap(([name, value]) => (names.test(name) && isSaid(value) ? [value] : []))
  const errors = named(errorField)
  return (errors.length > 0 ? errors : named(explanation)).some((value) => isSomething(value) && !isNone(value))
}

/** Returns true for a value that says if there is an error. */
const isSaid = (value: unknown): boolean => value === 0 || value === false || isSomething(value)

/** Returns true for a code of zero, and for a word that says that there is no error. */
const isNone = (value: unknown): boolean =>
  typeof value === 'string' && /^\s*(?:0+|ok|success|none|false|no error)\s*$/i.test(value)

/** Words of a refusal in a text, at its beginning. */
const refusal =
  /\b(stat(us)?\W{1,3}fail(ed|ure)?|error|fault|expired|invalid|revoked|denied|forbidden|unauthori[sz]ed|not (authenticated|authori[sz]ed|allowed|logged in))\b/i

/** Characters of a text in which a refusal is looked for. */
const beginning = 1_000

/** Length of a text that says one thing. A longer one, such as a list of metrics, may name trouble among much else. */
export const oneThing = 200

/** Shortens runs of characters that are no words, such as a repeated token: they would make a short message long. */
export const withoutRuns = (text: string): string =>
  text.slice(0, 16 * beginning).replaceAll(/[^\s<>"]{32,}/g, (run) => run.slice(0, 32))

/** Returns true if a text speaks of a refusal, such as `ERROR: key expired` or `<Code>AccessDenied</Code>`, or of nothing but trouble. */
export function textNamesError(body: string): boolean {
  const text = withoutRuns(body)
  if (text.length <= oneThing && textSays(text, troubleWords)) return true
  return [body, text].some((some) => refusal.test(some.slice(0, beginning).replaceAll(/([a-z])([A-Z])/g, '$1 $2')))
}

/** Returns true if a page asks for a login. */
export function asksToLogIn(page: string): boolean {
  return /type\s*=\s*["']?password|\b(log|sign)[ -]?in\b/i.test(page)
}

function isSomething(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  return value === true || (typeof value === 'string' && value !== '') || (typeof value === 'number' && value !== 0)
}
