import type { CheckKey } from '../core/model/check.ts'
import { fieldOf } from '../core/model/field-of.ts'
import { type GivenUp, parseGivenUp } from '../core/rotation/given-up.ts'
import { parseRehearsal } from '../core/rotation/rehearse.ts'
import { parseRotationEvent, type RotationEvent } from '../core/rotation/rotation-event.ts'

const tend = 'tend'

/** What the schedule sends: which environments are this function's to look after. */
export function tendEvent(environments: readonly string[]) {
  return { tokenwatch: tend, environments } as const
}

/** Why the function was called. */
export type Request =
  | { readonly kind: 'step'; readonly event: RotationEvent }
  | { /** By our schedule. */ readonly kind: 'tend'; readonly environments: readonly string[] }
  | {
      /** By a person, who wants to know what a rotation would find. */ readonly kind: 'rehearse'
      readonly check: CheckKey
    }
  | {
      /** By EventBridge, after Secrets Manager gave a rotation up. */
      readonly kind: 'given_up'
      readonly givenUp: GivenUp
    }

/** Null for anything that none of the four sends. */
export function parseRequest(event: unknown): Request | null {
  if (fieldOf(event, 'tokenwatch') === tend) {
    const given = fieldOf(event, 'environments')
    return { kind: 'tend', environments: Array.isArray(given) ? given.filter((one) => typeof one === 'string') : [] }
  }
  const rehearsed = parseRehearsal(event)
  if (rehearsed !== null) return { kind: 'rehearse', check: rehearsed }
  const givenUp = parseGivenUp(event)
  if (givenUp !== null) return { kind: 'given_up', givenUp }
  const step = parseRotationEvent(event)
  return step === null ? null : { kind: 'step', event: step }
}
