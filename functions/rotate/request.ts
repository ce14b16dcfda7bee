import { fieldOf } from '../core/field-of.ts'
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
      /** By EventBridge, after Secrets Manager gave a rotation up. */
      readonly kind: 'given_up'
      readonly secretArn: string
    }

/** Null for anything that none of the three sends. */
export function parseRequest(event: unknown): Request | null {
  if (fieldOf(event, 'tokenwatch') === tend) {
    const given = fieldOf(event, 'environments')
    return { kind: 'tend', environments: Array.isArray(given) ? given.filter((one) => typeof one === 'string') : [] }
  }
  const secretArn = fieldOf(fieldOf(fieldOf(event, 'detail'), 'additionalEventData'), 'SecretId')
  if (fieldOf(event, 'source') === 'aws.secretsmanager')
    return typeof secretArn === 'string' ? { kind: 'given_up', secretArn } : null
  const step = parseRotationEvent(event)
  return step === null ? null : { kind: 'step', event: step }
}
