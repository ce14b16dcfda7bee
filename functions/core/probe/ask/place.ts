import type { Credential } from '../../model/credential.ts'
import { jsonPath, withJsonField } from '../../model/json-field.ts'
import type { Placement } from '../../model/question.ts'
import type { Failed } from '../../model/reading.ts'
import type { WireRequest } from '../network/network.ts'
import { formType, jsonType, withType } from './content-type.ts'

type Placeable = Pick<WireRequest, 'url' | 'headers'> & { readonly body?: WireRequest['body'] }

/** Visible ASCII. The HTTP stack refuses anything else in a header, or changes it. */
const sendable = /^[\x21-\x7e]{1,8192}$/

/** The same with spaces inside, for a credential that is the whole value of a header. */
const sendableRaw = /^[\x21-\x7e](?:[\x20-\x7e]{0,8190}[\x21-\x7e])?$/

/** A scheme of authentication before one word, as people copy it from a header. */
const withScheme = /^(?:basic|bearer|bot|dpop|digest|key|negotiate|ssws|token|apikey|api-key) +[\x21-\x7e]+$/i

/** Returns true for a value that begins with the word of a scheme. */
export const startsWithScheme = (value: string): boolean => withScheme.test(value)

/**
 * Places the credential in a request. A value that cannot be sent unchanged fails here with a code, since the error of the HTTP stack
 * would quote it.
 */
export function place<Request extends Placeable>(
  request: Request,
  placements: readonly Placement[],
  credential: Credential,
): Request | Failed {
  let placed = request
  for (const placement of placements) {
    const values = sentValuesOf(placement, credential)
    const bad = values.find((value) => !isSendable(placement, value))
    if (bad !== undefined) return startsWithScheme(bad) ? schemeIncluded : unsendable
    placed = { ...placed, ...placeOne(placed, placement, values) }
  }
  return placed
}

/** Visible ASCII without the separator of cookies. A server takes its own cookie back as it wrote it. */
const sendableInCookie = /^[\x21-\x3a\x3c-\x7e]{1,8192}$/

/** Returns true if a value can be sent unchanged. Basic and both kinds of body encode any text. A segment of dots changes the path. */
function isSendable(placement: Placement, value: string): boolean {
  if (placement.in === 'basic' || placement.in === 'json' || placement.in === 'form') return true
  if (placement.in === 'header' && placement.raw === true) return sendableRaw.test(value)
  if (placement.in === 'cookie') return sendableInCookie.test(value)
  return sendable.test(value) && !(placement.in === 'path' && /^\.{1,2}$/.test(value))
}

const malformed = (code: string): Failed => ({
  kind: 'failed',
  reason: 'secret_malformed',
  phase: 'prepare',
  code,
  timings: null,
})

const [unsendable, schemeIncluded] = [malformed('not_sendable'), malformed('scheme_included')]

/** Returns the values of a credential that a placement sends. */
export function sentValuesOf(placement: Placement, credential: Credential): readonly string[] {
  if (placement.in !== 'basic') return [credential.open(placement.role)]
  const user = 'literal' in placement.user ? placement.user.literal : credential.open(placement.user.role)
  return [user, placement.passwordRole === null ? '' : credential.open(placement.passwordRole)]
}

function placeOne(request: Placeable, placement: Placement, values: readonly string[]): Partial<Placeable> {
  const { url, headers } = request
  const value = values[0] ?? ''
  switch (placement.in) {
    case 'header':
      return { headers: { ...headers, [placement.name.toLowerCase()]: `${placement.prefix}${value}` } }
    case 'basic':
      return { headers: { ...headers, authorization: `Basic ${Buffer.from(values.join(':')).toString('base64')}` } }
    case 'query': {
      const withQuery = new URL(url)
      withQuery.searchParams.set(placement.name, value)
      return { url: withQuery }
    }
    case 'path':
      return { url: withSegment(url, placement.role, value) }
    case 'json':
      return { headers: withType(headers, jsonType), body: withField(request.body, placement.name, value) }
    case 'form': {
      const form = new URLSearchParams(request.body ?? '')
      form.set(placement.name, value)
      return { headers: withType(headers, formType), body: form.toString() }
    }
    case 'cookie': {
      const others = headers['cookie'] === undefined ? '' : `${headers['cookie']}; `
      return { headers: { ...headers, cookie: `${others}${placement.name}=${value}` } }
    }
  }
}

/** Replaces `{role}`, whose braces a URL encodes. Colons in tokens stay as they are, as a path allows (RFC 3986 section 3.3). */
function withSegment(url: URL, role: string, value: string): URL {
  const placed = new URL(url)
  placed.pathname = url.pathname.replace(`%7B${role}%7D`, () => encodeURIComponent(value).replaceAll('%3A', ':'))
  return placed
}

/** Puts a value into a JSON body. Loading the config ensures that the declared part of it has a place for it. */
function withField(body: string | null | undefined, name: string, value: string): string {
  const filled = withJsonField(JSON.parse(body ?? '{}'), jsonPath(name), value)
  if (filled === undefined) throw new Error(`the body has no place for ${name}`)
  return JSON.stringify(filled)
}
