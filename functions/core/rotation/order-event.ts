import { rotatableClasses } from '../model/capabilities.ts'
import type { CheckKey, Rotation } from '../model/check.ts'
import { isCheckKey } from '../model/check-key.ts'
import { fieldOf } from '../model/field-of.ts'
import type { RotationOutcome } from '../state/log.ts'
import { blockers, type Preflight, warnings } from './preflight.ts'

/** What a person asks of a check's rotation: what would come of it, to start one, or to let the old key go. */
export type RotationOrder = {
  readonly check: CheckKey
  readonly act: 'look' | 'start' | 'release'
  /** For others to ask; no proof. */
  readonly by: string
  /** Whether the person also allows it, where the config wants that. */
  readonly approve: boolean
}

/** What `tick` answers. */
export type RotationReply =
  | { readonly kind: 'no_such_check' }
  | { readonly kind: 'looked'; readonly preflight: Preflight }
  | { readonly kind: 'started'; readonly preflight: Preflight; readonly outcome: RotationOutcome }
  | { readonly kind: 'released' }
  | { /** In a sentence. */ readonly kind: 'refused'; readonly why: string }

const acts = ['look', 'start', 'release'] as const

/** The event that gives an order. */
export const rotationOrderEvent = (order: RotationOrder): object => ({ rotationOrder: order })

/** The order in an event; null for an event of another kind, or an order that nobody gives. */
export function parseRotationOrder(event: unknown): RotationOrder | null {
  const order = fieldOf(event, 'rotationOrder')
  const [check, by] = [fieldOf(order, 'check'), fieldOf(order, 'by')]
  const act = oneOf(acts, fieldOf(order, 'act'))
  if (!isCheckKey(check) || typeof by !== 'string' || act === null) return null
  return { check, act, by: by.slice(0, longestName), approve: fieldOf(order, 'approve') === true }
}

/** Of who orders it. */
const longestName = 200

/** Reads what `tick` answered; null for what it never answers. */
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

/** What a start comes to. */
const outcomes = ['requested', 'in_progress', 'refused', 'postponed'] as const satisfies readonly RotationOutcome[]

const renewers = ['manual', 'existing', 'managed', 'ours'] as const satisfies readonly Rotation['by'][]

function preflightIn(value: unknown): Preflight | null {
  const check = fieldOf(value, 'check')
  const by = oneOf(renewers, fieldOf(value, 'by'))
  const given = fieldOf(value, 'warnings')
  if (!isCheckKey(check) || by === null || !Array.isArray(given)) return null
  const text = (name: string) => {
    const found = fieldOf(value, name)
    return typeof found === 'string' ? found : null
  }
  return {
    ...{ check, by, versionId: text('versionId'), nextVersionId: text('nextVersionId') },
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
