import type { InterceptedRequest, Plane } from '../faults/request.ts'
import { jsonIn, type SeenAnswer } from '../intruder/answer.ts'
import { jwtPartsOf } from './jwt.ts'

/** A value that passed an injection point, with the name of its field. */
export type SeenSecret = { readonly value: string; readonly field: string }

/** Headers, query parameters and members whose values are credentials. */
const credentialName =
  /^(?:x-)?(?:[\w-]*[-_])?(?:api[-_]?key|apikey|auth|access[-_]?key|token|secret|password|passwd|assertion|jwt|pat)$/i

/** Members of a token endpoint's requests and answers that are no credentials, though they sound so. */
const notCredential = /^(?:client_assertion_type|subject_token_type|requested_token_type|token_type_hint|token_type)$/i

/** Places in a list, which APIs call tokens as well, such as `nextPageToken` and `continuation-token`. */
const listPlace = /^(?:x-)?(?:next|prev|previous|page|paging|pagination|continuation|cursor|sync|resume|starting)[-_]/i

/** Guards against forged forms. They are no credentials, and pages show them. */
const formGuard = /(?:csrf|xsrf)/i

/** Cookies that name a session. */
const sessionName = /(?:^|[-_.])(?:sess|session|sessid|sid|jsessionid|phpsessid|sessionid|session_?id)$/i

/** Headers and parameters that end in `key`, which may also be the place of a row, and those that are none. */
const vagueKey = /(?:^|[-_])key$/i
const otherKey =
  /(?:idempotency|web[-_]?socket|cache|surrogate|partition|routing|sort|public|object|row|deduplication)[-_]?key/i
const looksRandom = /^(?=.*\d)(?=.*[a-z])[\w.~+/=-]{16,}$/i

/** Finds the credentials of a request: in its headers, its cookies, its query and, if it was read, its body. */
export function secretsInRequest({ headers, query = '', body }: InterceptedRequest): readonly SeenSecret[] {
  const found = headers.flatMap(([name, value]) => {
    if (/^(?:proxy-)?authorization$/i.test(name)) return inAuthorization(value)
    if (/^cookie$/i.test(name)) return inCookies(value)
    return isCredential(name, value) ? [{ field: name.toLowerCase(), value }] : []
  })
  return [...found, ...named(new URLSearchParams(query)), ...(body === undefined ? [] : inBody(body))].filter(
    ({ value }) => value !== '',
  )
}

/** Finds the credentials in an answer of the token endpoint or of a service that is asked about tokens. */
export function secretsInAnswer(plane: Plane, { headers, body }: SeenAnswer): readonly SeenSecret[] {
  return plane === 'idp' ? members(jsonIn(headers, body)) : []
}

/** Reads every scheme: the token, and of `Basic` the user's password. Signature 4 proves a key and does not hold it. */
function inAuthorization(value: string): readonly SeenSecret[] {
  const [scheme = '', credentials] = /^(\S+)\s+(.+)$/.exec(value.trim())?.slice(1) ?? ['', value]
  if (credentials === undefined || /^AWS4-/i.test(scheme) || /^(?:digest|signature|hawk)$/i.test(scheme)) return []
  if (!/^basic$/i.test(scheme))
    return [{ field: 'authorization', value: /^token="?([^"]+)"?$/i.exec(credentials)?.[1] ?? credentials }]
  const [, password = ''] = /^[^:]*:(.*)$/s.exec(Buffer.from(credentials, 'base64').toString('utf8')) ?? []
  const decoded = formDecoded(password)
  return [...new Set([password, decoded])].map((one) => ({ field: 'password', value: one }))
}

/** OAuth clients encode id and secret before they go into `Basic` (RFC 6749 section 2.3.1); others do not. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function inCookies(header: string): readonly SeenSecret[] {
  return header.split(';').flatMap((pair) => {
    const [field = '', ...rest] = pair.trim().split('=')
    const value = rest.join('=')
    if (!sessionName.test(field) && !isCredential(field, value)) return []
    return [...new Set([value, formDecoded(value)])].map((one) => ({ field, value: one }))
  })
}

function inBody(body: string): readonly SeenSecret[] {
  if (/^\s*[{[]/.test(body)) {
    try {
      return members(JSON.parse(body))
    } catch {
      return []
    }
  }
  return named(new URLSearchParams(body))
}

function named(parameters: Iterable<readonly [string, string]>): readonly SeenSecret[] {
  return [...parameters].flatMap(([field, value]) => (isCredential(field, value) ? [{ field, value }] : []))
}

function members(json: unknown): readonly SeenSecret[] {
  if (typeof json !== 'object' || json === null) return []
  return Object.entries(json).flatMap(([field, value]: [string, unknown]) => {
    if (typeof value === 'object') return members(value)
    return typeof value === 'string' && isCredential(field, value) ? [{ field, value }] : []
  })
}

/**
 * Returns true for the name of a field whose value is a credential, also if it is written as `clientSecret`. A signed JWT is one under any
 * name, and so is a random value of a field that ends in `key`.
 */
export function isCredential(field: string, value = ''): boolean {
  const name = field.replace(/([a-z0-9])([A-Z])/g, '$1_$2')
  if (formGuard.test(name) || notCredential.test(name) || listPlace.test(name)) return false
  if (/^(?:code_verifier|device_code)$/i.test(name) || credentialName.test(name)) return true
  if (jwtPartsOf(value) !== null) return true
  return vagueKey.test(name) && !otherKey.test(name) && looksRandom.test(value)
}
