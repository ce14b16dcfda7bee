import type { CheckKey } from '../core/model/check.ts'
import { fieldOf } from '../core/model/field-of.ts'
import { parseDryRun } from '../core/rotation/dry-run.ts'
import { type GivenUp, parseGivenUp } from '../core/rotation/given-up.ts'
import { parseRehearsal } from '../core/rotation/rehearse.ts'
import { parseRotationEvent, type RotationEvent } from '../core/rotation/rotation-event.ts'

const reconcile = 'reconcile'

/** Returns the event of the schedule, with the environments that this function reconciles. */
export function reconcileEvent(environments: readonly string[]) {
  return { tokenwatch: reconcile, environments } as const
}

/** The reason for an invocation. */
export type RotateRequest =
  | { readonly kind: 'step'; readonly event: RotationEvent }
  | { /** From the schedule. */ readonly kind: 'reconcile'; readonly environments: readonly string[] }
  | {
      /** From a person. */ readonly kind: 'dryRun'
      readonly check: CheckKey
    }
  | { /** From a person. */ readonly kind: 'rehearsal'; readonly check: CheckKey }
  | {
      /** From EventBridge, after Secrets Manager gave up a rotation. */
      readonly kind: 'given_up'
      readonly givenUp: GivenUp
    }

/** Reads an event; `null` for any other event. */
export function parseRotateRequest(event: unknown): RotateRequest | null {
  if (fieldOf(event, 'tokenwatch') === reconcile) {
    const given = fieldOf(event, 'environments')
    return {
      kind: 'reconcile',
      environments: Array.isArray(given) ? given.filter((one) => typeof one === 'string') : [],
    }
  }
  const dryRun = parseDryRun(event)
  if (dryRun !== null) return { kind: 'dryRun', check: dryRun }
  const rehearsal = parseRehearsal(event)
  if (rehearsal !== null) return { kind: 'rehearsal', check: rehearsal }
  const givenUp = parseGivenUp(event)
  if (givenUp !== null) return { kind: 'given_up', givenUp }
  const step = parseRotationEvent(event)
  return step === null ? null : { kind: 'step', event: step }
}
