import type { CheckKey } from '../core/model/check.ts'
import { fieldOf } from '../core/model/field-of.ts'
import { parseDryRun } from '../core/rotation/dry-run.ts'
import { type GivenUp, parseGivenUp } from '../core/rotation/given-up.ts'
import { parseRotationEvent, type RotationEvent } from '../core/rotation/rotation-event.ts'

const reconcile = 'reconcile'

/** What the schedule sends: which environments are this function's to look after. */
export function reconcileEvent(environments: readonly string[]) {
  return { tokenwatch: reconcile, environments } as const
}

/** Why the function was called. */
export type RotateRequest =
  | { readonly kind: 'step'; readonly event: RotationEvent }
  | { /** By our schedule. */ readonly kind: 'reconcile'; readonly environments: readonly string[] }
  | {
      /** By a person, who wants to know what a rotation would find. */ readonly kind: 'dryRun'
      readonly check: CheckKey
    }
  | {
      /** By EventBridge, after Secrets Manager gave a rotation up. */
      readonly kind: 'given_up'
      readonly givenUp: GivenUp
    }

/** Null for anything that none of the four sends. */
export function parseRequest(event: unknown): RotateRequest | null {
  if (fieldOf(event, 'tokenwatch') === reconcile) {
    const given = fieldOf(event, 'environments')
    return {
      kind: 'reconcile',
      environments: Array.isArray(given) ? given.filter((one) => typeof one === 'string') : [],
    }
  }
  const dryRun = parseDryRun(event)
  if (dryRun !== null) return { kind: 'dryRun', check: dryRun }
  const givenUp = parseGivenUp(event)
  if (givenUp !== null) return { kind: 'given_up', givenUp }
  const step = parseRotationEvent(event)
  return step === null ? null : { kind: 'step', event: step }
}
