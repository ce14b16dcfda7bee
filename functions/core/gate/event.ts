import { fieldOf } from '../model/field-of.ts'
import type { Override } from './override.ts'
import { type EvidenceKind, evidenceKinds, type GateAnswer, type Scope, type ScopedQuestion } from './question.ts'
import type { GateSelection } from './selection.ts'

/** Version of questions and answers. It goes up when a field changes its meaning or is removed: CLI and functions may differ in age. */
const version = 1

/** A gate request to the probe function: a question, or the record of an override. */
export type GateRequest =
  | { readonly kind: 'ask'; readonly question: ScopedQuestion }
  | { readonly kind: 'override'; readonly override: Override }

export function gateEvent(request: GateRequest): object {
  return { gate: { version, ...request } }
}

/** The reply of the probe function to a gate request. */
export type GateReply = { readonly version: number } & (
  | { readonly kind: 'answer'; readonly answer: GateAnswer }
  | { readonly kind: 'overridden' }
  | { /** The request is of another version. */ readonly kind: 'not_understood' }
)

export const notUnderstood: GateReply = { version, kind: 'not_understood' }
export const overridden: GateReply = { version, kind: 'overridden' }
export const replyOf = (answer: GateAnswer): GateReply => ({ version, kind: 'answer', answer })

/**
 * Parses the request in an event. Returns null for an event of another kind. Whoever may invoke the probe can only have checks of this
 * config judged.
 */
export function parseGateEvent(event: unknown): GateRequest | 'not_understood' | null {
  const gate = fieldOf(event, 'gate')
  if (gate === undefined) return null
  if (fieldOf(gate, 'version') !== version) return 'not_understood'
  switch (fieldOf(gate, 'kind')) {
    case 'ask':
      return parseQuestion(fieldOf(gate, 'question'))
    case 'override':
      return parseOverride(fieldOf(gate, 'override'))
    default:
      return 'not_understood'
  }
}

function parseQuestion(value: unknown): GateRequest | 'not_understood' {
  const evidence = evidenceKinds.find((kind): kind is EvidenceKind => kind === fieldOf(value, 'evidence'))
  const maxAge = fieldOf(value, 'maxAgeSeconds')
  const selection = parseSelection(fieldOf(value, 'selection'))
  if (evidence === undefined || !(maxAge === null || typeof maxAge === 'number')) return 'not_understood'
  const scope = parseScope(fieldOf(value, 'scope'))
  return { kind: 'ask', question: { selection, evidence, maxAgeSeconds: maxAge, scope } }
}

function parseSelection(value: unknown): GateSelection {
  const environment = fieldOf(value, 'environment')
  return {
    ids: textsIn(value, 'ids'),
    tags: textsIn(value, 'tags'),
    usedBy: textsIn(value, 'usedBy'),
    environment: typeof environment === 'string' ? environment : null,
  }
}

function parseScope(value: unknown): Scope {
  return {
    only: Array.isArray(fieldOf(value, 'only')) ? textsIn(value, 'only') : null,
    except: textsIn(value, 'except'),
  }
}

function parseOverride(value: unknown): GateRequest | 'not_understood' {
  const [reason, by] = ['reason', 'by'].map((name) => fieldOf(value, name))
  if (typeof reason !== 'string' || reason.trim() === '' || typeof by !== 'string') return 'not_understood'
  return { kind: 'override', override: { reason, by, against: textsIn(value, 'against') } }
}

function textsIn(value: unknown, name: string): readonly string[] {
  const found = fieldOf(value, name)
  return Array.isArray(found) ? found.filter((text) => typeof text === 'string') : []
}

/** Parses a reply, or returns null. The function of the same version wrote the answer, so its fields are not validated one by one. */
export function parseReply(payload: string): GateReply | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(payload)
  } catch {
    return null
  }
  if (fieldOf(parsed, 'version') !== version) return null
  const kind = fieldOf(parsed, 'kind')
  if (kind === 'overridden') return overridden
  if (kind === 'not_understood') return notUnderstood
  return kind === 'answer' && Array.isArray(fieldOf(fieldOf(parsed, 'answer'), 'judgements'))
    ? (parsed as GateReply)
    : null
}
