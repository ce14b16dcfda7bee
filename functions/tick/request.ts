import { fieldOf } from '../core/model/field-of.ts'
import { type GivenUp, parseGivenUp } from '../core/rotation/given-up.ts'
import { parseRotationOrder, type RotationOrder } from '../core/rotation/order-event.ts'
import { deliveryEvent } from '../core/tick/between-ticks.ts'
import type { Due } from '../core/tick/tick.ts'
import { watchEvent } from '../core/tick/watch.ts'

/** The reason for an invocation. */
export type TickRequest =
  | { /** By a schedule. */ readonly kind: 'due'; readonly due: Due }
  | { /** By the schedule that delivers what waits between slow ticks. */ readonly kind: 'deliver' }
  | { /** By the schedule of the watchdog. */ readonly kind: 'watch' }
  | { /** By a person's command. */ readonly kind: 'order'; readonly order: RotationOrder }
  | {
      /** By EventBridge, after Secrets Manager gave a rotation up. */
      readonly kind: 'given_up'
      readonly givenUp: GivenUp
    }

/** Reads an event. An event of no other kind counts as one of the schedule; its cadence is checked later. */
export function parseTickRequest(event: unknown): TickRequest {
  const order = parseRotationOrder(event)
  if (order !== null) return { kind: 'order', order }
  const givenUp = parseGivenUp(event)
  if (givenUp !== null) return { kind: 'given_up', givenUp }
  if (fieldOf(event, 'deliver') === deliveryEvent.deliver) return { kind: 'deliver' }
  if (fieldOf(event, 'watch') === watchEvent.watch) return { kind: 'watch' }
  const spread = fieldOf(event, 'spreadSeconds')
  const due = { cadence: String(fieldOf(event, 'cadence')), spreadSeconds: typeof spread === 'number' ? spread : 0 }
  return { kind: 'due', due }
}
