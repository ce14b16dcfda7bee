import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

/** An answer as an injection point saw it. `body` is `null` if it was too large to keep or was not read. */
export type SeenAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Uint8Array | null
}

/** Features of an answer that tell a served request from a refused one. It holds no value of the answer except booleans. */
export type AnswerProfile = { readonly status: number; readonly shape: string; readonly saysNo: boolean }

/** Bytes of an answer that are kept to be compared. */
export const maxComparedBytes = 65_536

export function answerProfile({ status, headers, body }: SeenAnswer): AnswerProfile {
  if (status >= 300 && status < 400) return { status, shape: placeOf(headers['location']), saysNo: false }
  const json = jsonIn(headers, body)
  return json === undefined
    ? { status, shape: String(headers['content-type'] ?? '').replace(/;.*$/, ''), saysNo: false }
    : { status, shape: shapeOf(json), saysNo: doesSayNo(json) }
}

export const isAlike = (one: AnswerProfile, other: AnswerProfile): boolean =>
  one.status === other.status && one.shape === other.shape

/** Parses a JSON body, compressed or not; `undefined` if it is none. */
export function jsonIn(headers: SeenAnswer['headers'], body: Uint8Array | null): unknown {
  if (body === null) return undefined
  try {
    const parsed: unknown = JSON.parse(decompressed(String(headers['content-encoding'] ?? ''), body).toString('utf8'))
    return parsed
  } catch {
    return undefined
  }
}

function decompressed(encoding: string, body: Uint8Array): Buffer {
  if (/gzip/i.test(encoding)) return gunzipSync(body, { maxOutputLength: 1_048_576 })
  if (/br/i.test(encoding)) return brotliDecompressSync(body, { maxOutputLength: 1_048_576 })
  if (/deflate/i.test(encoding)) return inflateSync(body, { maxOutputLength: 1_048_576 })
  return Buffer.from(body)
}

/** Names the members of an object. Booleans and null stay, because `ok: false` is another answer than `ok: true`. */
function shapeOf(json: unknown): string {
  if (Array.isArray(json)) return '[]'
  if (typeof json !== 'object' || json === null) return typeof json
  const members = Object.entries(json).map(([name, value]) =>
    typeof value === 'boolean' || value === null ? `${name}=${value}` : name,
  )
  return `{${members.toSorted().join()}}`
}

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

/** Returns the path of a redirect, without the query, which often holds the page that was asked for. */
function placeOf(location: string | readonly string[] | undefined): string {
  return `to ${String(location ?? '').replace(/[?#].*$/, '')}`
}
