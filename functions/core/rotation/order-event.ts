import { rotatableClasses } from '../model/capabilities.ts'
import type { CheckKey, Rotation } from '../model/check.ts'
import { isCheckKey } from '../model/check-key.ts'
import { fieldOf } from '../model/field-of.ts'
import type { RotationOutcome } from '../state/log.ts'
import { blockers, type Preflight, warnings } from './preflight.ts'

/** A person's order for the rotation of a check: look what would happen, start one, or release the old key. */
export type RotationOrder = {
  readonly check: CheckKey
  readonly act: 'look' | 'start' | 'release'
  /** Name of the person. Unverified; shown to people only. */
  readonly by: string
  /** True if the person also approves the rotation, where the config requires that. */
  readonly approve: boolean
}

/** The answer of `tick`. */
export type RotationReply =
  | { readonly kind: 'no_such_check' }
  | { readonly kind: 'looked'; readonly preflight: Preflight }
  | { readonly kind: 'started'; readonly preflight: Preflight; readonly outcome: RotationOutcome }
  | { readonly kind: 'released' }
  | { /** `why` is a sentence. */ readonly kind: 'refused'; readonly why: string }

const acts = ['look', 'start', 'release'] as const

/** Builds the event of an order. */
export const rotationOrderEvent = (order: RotationOrder): object => ({ rotationOrder: order })

/** Parses the order in an event; `null` for an event of another kind, or a malformed order. */
export function parseRotationOrder(event: unknown): RotationOrder | null {
  const order = fieldOf(event, 'rotationOrder')
  const [check, by] = [fieldOf(order, 'check'), fieldOf(order, 'by')]
  const act = oneOf(acts, fieldOf(order, 'act'))
  if (!isCheckKey(check) || typeof by !== 'string' || act === null) return null
  return { check, act, by: by.slice(0, longestName), approve: fieldOf(order, 'approve') === true }
}

/** Longest name of a person, in characters. */
const longestName = 200

/** Parses the answer of `tick`; `null` for anything else. */
export function parseRotationReply(payload: string): RotationReply | null {
  const parsed = parseJson(payload)
  const [kind, why, outcome] = ['kind', 'why', 'outcome'].map((name) => fieldOf(parsed, name))
  if (kind === 'no_such_check' || kind === 'released') return { kind }
  if (kind === 'refused' && typeof why === 'string') return { kind, why }
  const preflight = preflightIn(fieldOf(parsed, 'preflight'))
  if (preflight === null) return null
  if (kind === 'looked') return { kind, preflight }
  const started = oneOf(outcomes, outcome)
  return kind === 'started' && started !== null ? { kind, preflight, outcome: started } : null
}

const outcomes = ['requested', 'in_progress', 'refused', 'postponed'] as const satisfies readonly RotationOutcome[]

const rotatedBy = ['manual', 'existing', 'managed', 'ours'] as const satisfies readonly Rotation['by'][]

function preflightIn(value: unknown): Preflight | null {
  const check = fieldOf(value, 'check')
  const by = oneOf(rotatedBy, fieldOf(value, 'by'))
  const given = fieldOf(value, 'warnings')
  if (!isCheckKey(check) || by === null || !Array.isArray(given)) return null
  const text = (name: string) => {
    const found = fieldOf(value, name)
    return typeof found === 'string' ? found : null
  }
  return {
    check,
    by,
    versionId: text('versionId'),
    nextVersionId: text('nextVersionId'),
    class: oneOf(rotatableClasses, fieldOf(value, 'class')),
    blocker: oneOf(blockers, fieldOf(value, 'blocker')),
    warnings: warnings.filter((one) => given.includes(one)),
  }
}

function oneOf<Known extends string>(known: readonly Known[], value: unknown): Known | null {
  return known.find((one) => one === value) ?? null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
