import { Credential } from '../../model/credential.ts'
import { namesError } from '../../model/error-bodies.ts'
import { evaluate } from '../../model/expression.ts'
import { type InstantFormat, parseInstant } from '../../model/instant.ts'
import type { IssuedPaths, KeyPaths, RotatorSpec } from '../../model/rotator-spec.ts'
import { parseAnswer } from '../../probe/answer.ts'
import type { WireAnswer, WireFailure } from '../../probe/network/network.ts'
import { asWireAnswer, type ReceivedAnswer } from '../received-answer.ts'
import type { Issued, NotIssued, ProviderKey } from '../rotator.ts'
import { successOf, unreadable } from './outcome.ts'

/**
 * Reads the issued credential from an answer. A success in which a value is missing is a refusal if it names an error and holds no value
 * at all; any other is kept as it came, because the key was made.
 */
export function issuedBy(
  outcome: WireAnswer | WireFailure,
  { consumed }: RotatorSpec,
  read: IssuedPaths,
  nowMs: number,
): Issued | NotIssued {
  if (outcome.kind === 'answer' && consumed !== null && evaluate(consumed, parseAnswer(outcome).json) === true)
    return { kind: 'consumed', code: `HTTP ${outcome.status}` }
  const answer = successOf(outcome)
  if ('kind' in answer) return answer
  const { json } = answer
  const values = Object.entries(read.values).map(([role, path]) => [role, evaluate(path, json)] as const)
  const texts = values.flatMap(([role, value]) =>
    typeof value === 'string' && value !== '' ? [[role, value] as const] : [],
  )
  const saysNo = texts.length === 0 && (read.ok === null ? namesError(json) : saysNoAt(read.ok, json))
  if (saysNo) return { kind: 'refused', code: 'answered_no' }
  const id = read.id === null ? null : nameIn(json, read.id)
  if (texts.length < values.length || isTooLong(id))
    return outcome.kind === 'answer' ? unreadable(outcome, nowMs) : { kind: 'lost', code: outcome.code }
  return {
    kind: 'issued',
    roles: texts.map(([role]) => role),
    credential: new Credential(Object.fromEntries(texts), null),
    id,
    expiresAt: instantIn(json, read.expires, nowMs),
  }
}

/** Reads a kept answer with the present paths: those of the exchange, or else those of the recovery. */
export function rereadBy(answer: ReceivedAnswer, spec: RotatorSpec): Issued | NotIssued {
  const outcome = issuedBy(asWireAnswer(answer), spec, spec.issue.read, answer.at)
  if (outcome.kind === 'issued' || spec.recover === null) return outcome
  return issuedBy(asWireAnswer(answer), spec, spec.recover.read, answer.at)
}

/** Returns true if the declared sign of success is there and says no. Its absence says nothing. */
function saysNoAt(ok: string, json: unknown): boolean {
  const said = evaluate(ok, json)
  return said === false || (said !== true && namesError(json))
}

/** Reads the id of a key from an answer; `null` where there is none. */
export function idIn(outcome: WireAnswer | WireFailure, path: string): string | null {
  const answer = successOf(outcome)
  return 'kind' in answer ? null : nameIn(answer.json, path)
}

/** Characters of the id of a key, at most: it is stored, and sent back. No documented id is longer than a resource name of AWS. */
const longestId = 2_048

const isTooLong = (id: string | null): boolean => id !== null && id.length > longestId

/** One page of a listing. `total` is the number of keys on all pages; `null` where the answer does not tell. */
export type KeyPage = { readonly keys: readonly ProviderKey[]; readonly total: number | null; readonly isLast: boolean }

/** Reads a page of a listing. An item without an id is no key. */
export function keysIn(outcome: WireAnswer | WireFailure, paths: KeyPaths, nowMs: number): KeyPage | NotIssued {
  const answer = successOf(outcome)
  if ('kind' in answer) return answer
  const { json } = answer
  const items = evaluate(paths.items, json)
  if (!Array.isArray(items) || items.some((item: unknown) => isTooLong(nameIn(item, paths.id))))
    return { kind: 'lost', code: 'unreadable_answer' }
  const total = paths.total === undefined ? null : evaluate(paths.total, json)
  return {
    keys: items.flatMap((item: unknown) => keyIn(item, paths, nowMs)),
    total: typeof total === 'number' ? total : null,
    isLast: paths.next === undefined || evaluate(paths.next, json) === null,
  }
}

function keyIn(item: unknown, paths: KeyPaths, nowMs: number): readonly ProviderKey[] {
  const id = nameIn(item, paths.id)
  if (id === null) return []
  const createdAt = instantIn(item, paths.createdAt, nowMs)
  const lastUsedAt = endOfDay(item, paths.lastUsedAt) ?? instantIn(item, paths.lastUsedAt, nowMs)
  const name = paths.name === null ? null : nameIn(item, paths.name)
  return [{ id, name, createdAt: msOf(createdAt), lastUsedAt: msOf(lastUsedAt) }]
}

/** Reads a use on a date without a time, which may have been at its very end. `null` for anything else. */
function endOfDay(item: unknown, path: KeyPaths['lastUsedAt']): number | null {
  const written = path === null ? undefined : evaluate(path.at, item)
  if (typeof written !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(written)) return null
  const day = parseInstant(written, 'date', 0)
  if (day === undefined) return null
  return day + daySeconds - 1 + (path?.format === 'date' ? 0 : westernmostSeconds)
}

const daySeconds = 86_400
/** A date whose zone nobody documents ends this much later than in UTC, at the latest. */
const westernmostSeconds = 12 * 3_600

function nameIn(json: unknown, path: string): string | null {
  const value = evaluate(path, json)
  if (typeof value === 'string') return value
  return Number.isSafeInteger(value) ? String(value) : null
}

function instantIn(
  json: unknown,
  path: { readonly at: string; readonly format: InstantFormat } | null,
  nowMs: number,
): number | null {
  if (path === null) return null
  const at = parseInstant(evaluate(path.at, json), path.format, Math.floor(nowMs / 1_000))
  return typeof at === 'number' ? at : null
}

const msOf = (seconds: number | null | undefined): number | null =>
  typeof seconds === 'number' ? seconds * 1_000 : null
