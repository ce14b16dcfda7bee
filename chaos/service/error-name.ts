import { memberAt } from '../intruder/acceptance.ts'

/** Places of an error's name that an experiment declares, besides the usual ones: a header, or a JSON pointer into the body. */
export type ErrorPlace = { readonly header: string } | { readonly json: string }

/** JSON pointers at which services usually name an error, as docs/chaos.md lists them. */
const usualPlaces = [
  '/error/code',
  '/error/type',
  '/error/status',
  '/error/name',
  '/error',
  '/code',
  '/errorCode',
  '/error_code',
  '/errors/0/code',
  '/errors/0/extensions/code',
  '/reason',
  '/__type',
  '/type',
  '/title',
]

/** Headers in which some services name an error. */
const usualHeaders = ['x-error-code', 'x-amzn-errortype']

/** A name of an error: one word or a URI, or the few words of a problem's title. */
const named = /^(?!about:blank$)[\w.:/#-]+(?: [\w.:/#-]+){0,7}$/

type Failed = {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly text: string
}

/** Returns the name of the error in a failed answer; `null` if the answer has none. */
export function errorNameIn({ headers, text }: Failed, declared: readonly ErrorPlace[] = []): string | null {
  const json = parsed(text)
  const found = [
    ...declared.map((place) => ('header' in place ? headers[place.header.toLowerCase()] : memberAt(json, place.json))),
    ...usualPlaces.map((pointer) => memberAt(json, pointer)),
    ...usualHeaders.map((name) => headers[name]),
    challengeIn(headers['www-authenticate']),
  ]
  for (const one of found) {
    const name = typeof one === 'number' ? String(one) : one
    if (typeof name === 'string' && name.length <= 120 && named.test(name)) return name
  }
  return null
}

/** Returns true for an answer that reports a failure, whatever its status: `ok` or `success` is false, or it has errors. */
export function saysNo(text: string): boolean {
  const json = parsed(text)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false
  const members: Readonly<Record<string, unknown>> = { ...json }
  const isNamed = (value: unknown) => (Array.isArray(value) ? value.length > 0 : Boolean(value))
  return (
    members['ok'] === false ||
    members['success'] === false ||
    ['error', 'errors'].some((name) => isNamed(members[name]))
  )
}

/** Returns the error of a challenge, such as `Bearer error="invalid_token"` (RFC 6750 section 3). */
function challengeIn(header: string | readonly string[] | undefined): string | undefined {
  return /\berror="?([\w.-]+)/.exec(String(header ?? ''))?.[1]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
