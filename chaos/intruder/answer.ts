import { createHash } from 'node:crypto'
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'

/** An answer as an injection point saw it. `body` is `null` if it was too large to keep or was not read. */
export type SeenAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Uint8Array | null
}

/** Features of an answer that tell a served request from a refused one. It holds no text of the answer except codes. */
export type AnswerProfile = {
  readonly status: number
  readonly shape: string
  readonly saysNo: boolean
  /** Digest of the body without times and ids; `null` if the body was not read. */
  readonly content: string | null
  /** True if the shape names more than the kind of the body, so that a yes and a no look different. */
  readonly isTelling: boolean
}

/** Bytes of an answer that are kept to be compared. */
export const maxComparedBytes = 65_536

export function answerProfile({ status, headers, body }: SeenAnswer): AnswerProfile {
  const text = decodedText(headers, body)
  const content = text === null ? null : contentOf(text)
  if (status >= 300 && status < 400)
    return { status, shape: placeOf(headers['location']), saysNo: false, content, isTelling: true }
  const json = parsed(text)
  if (json !== undefined) return { status, shape: shapeOf(json), saysNo: doesSayNo(json), content, isTelling: true }
  const kind = String(headers['content-type'] ?? '').replace(/;.*$/, '')
  return { status, shape: text === '' ? 'empty' : kind, saysNo: false, content, isTelling: text === '' }
}

export const isAlike = (one: AnswerProfile, other: AnswerProfile): boolean =>
  one.status === other.status && one.shape === other.shape

/** Parses a JSON body, compressed or not; `undefined` if it is none. */
export const jsonIn = (headers: SeenAnswer['headers'], body: Uint8Array | null): unknown =>
  parsed(decodedText(headers, body))

/** Decodes a body as its headers say; `null` if it was not read or cannot be decoded. */
export function decodedText(headers: SeenAnswer['headers'], body: Uint8Array | null): string | null {
  if (body === null) return null
  const encoding = String(headers['content-encoding'] ?? '')
  if (body.length === 0 || /^(?:identity)?$/i.test(encoding)) return Buffer.from(body).toString('utf8')
  try {
    const decode = decoders.find(([name]) => name.test(encoding))?.[1]
    return decode?.(body, { maxOutputLength: 1_048_576 }).toString('utf8') ?? null
  } catch {
    return null
  }
}

const decoders = [
  [/^(?:x-)?gzip$/i, gunzipSync],
  [/^br$/i, brotliDecompressSync],
  [/^deflate$/i, inflateSync],
  [/^zstd$/i, zstdDecompressSync],
] as const

function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Leaves out what differs between two answers to the same question: times, and ids of many digits. */
function contentOf(text: string): string {
  const lasting = text.replace(/\d{4}-\d\d-\d\d[T ][\d:.]+|[\da-f]{8}-[\da-f-]{27}|[\da-f]{16,}|\d{8,}/gi, '*')
  return createHash('sha256').update(lasting).digest('hex').slice(0, 16)
}

/** Members whose values tell a yes from a no. */
const codes =
  /^(?:code|err_?code|error_?code|status|status_?code|state|outcome|result|result_?code|ret|ret_?code|return_?code)$/i

/** Names the members of an object. Booleans, null and codes stay, because `ok: false` is another answer than `ok: true`. */
function shapeOf(json: unknown): string {
  if (Array.isArray(json)) return '[]'
  if (typeof json !== 'object' || json === null) return typeof json
  const members = Object.entries(json).map(([name, value]) =>
    typeof value === 'boolean' || value === null || isCode(name, value) ? `${name}=${value}` : name,
  )
  return `{${members.toSorted().join()}}`
}

const isCode = (name: string, value: unknown): boolean =>
  codes.test(name) && (typeof value === 'number' || (typeof value === 'string' && value.length <= 40))

/** Members that are false in an answer that says no, and members that are only there in such an answer. */
const agreement = ['ok', 'success', 'succeeded', 'authenticated', 'authorized', 'active', 'valid']
const objection = ['error', 'errors', 'error_code', 'errorCode', 'fault']

function doesSayNo(json: unknown): boolean {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false
  const members: Readonly<Record<string, unknown>> = { ...json }
  return agreement.some((name) => members[name] === false) || objection.some((name) => isPresent(members[name]))
}

const isPresent = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== false && value !== ''

/** Returns the path of a redirect, without ids and the query, which often holds the page that was asked for. */
function placeOf(location: string | readonly string[] | undefined): string {
  return `to ${pathWithoutIds(String(location ?? '').replace(/[?#].*$/, ''))}`
}

/** Replaces ids in a path. */
export function pathWithoutIds(path: string): string {
  return path
    .split('/')
    .map((segment) => (/\d|.{25}/.test(segment) ? '*' : segment))
    .join('/')
}
