import type { Check, CheckKey } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { fieldOf } from '../model/field-of.ts'
import type { Log } from '../state/log.ts'
import { giveUp } from '../state/rotation-failed.ts'
import type { StateStore } from '../state/state.ts'
import type { Entry } from './record.ts'
import { isForOther } from './rotation-token.ts'

/** Event in which Secrets Manager gives a rotation up, after all of its own tries. */
export type GivenUp = {
  /** Full ARN of the secret. */
  readonly secretArn: string
  readonly event: 'failed' | 'abandoned'
  /** ClientRequestToken: the version that was to be made; `null` where the event does not say. */
  readonly versionId: string | null
  /** The step that failed last; `null` where the event does not say. */
  readonly step: string | null
}

const names: ReadonlyMap<unknown, GivenUp['event']> = new Map([
  ['RotationFailed', 'failed'],
  ['RotationAbandoned', 'abandoned'],
])

/**
 * Parses the event as EventBridge delivers it (Secrets Manager user guide, "Match Secrets Manager events with Amazon EventBridge").
 * Takes only the step from its text. Returns `null` for an event of another kind.
 */
export function parseGivenUp(event: unknown): GivenUp | null {
  if (fieldOf(event, 'source') !== 'aws.secretsmanager') return null
  const detail = fieldOf(event, 'detail')
  const secretArn = fieldOf(fieldOf(detail, 'additionalEventData'), 'SecretId')
  const name = names.get(fieldOf(detail, 'eventName'))
  if (typeof secretArn !== 'string' || name === undefined) return null
  const [id, message] = [fieldOf(detail, 'requestID'), fieldOf(detail, 'errorMessage')].map(String)
  const prefix = `Rotation-${secretArn}-`
  return {
    secretArn,
    event: name,
    versionId: id?.startsWith(prefix) ? id.slice(prefix.length) : null,
    step: /\b(create|set|test|finish)_?secret\b/i.exec(message ?? '')?.[0] ?? null,
  }
}

const gaveUp = 'Secrets Manager gave up'

/** Words the event as the outcome of an entry in the record. */
export function givenUpOutcome({ event, step }: Pick<GivenUp, 'event' | 'step'>): string {
  return `${gaveUp}: ${event}${step === null ? '' : ` at ${step}`}`
}

/** Returns true for an entry with such an outcome. */
export function isGivenUpOutcome({ outcome }: Pick<Entry, 'outcome'>): boolean {
  return outcome.startsWith(gaveUp)
}

export type GivenUpDependencies = {
  readonly deployment: Deployment
  readonly states: StateStore
  readonly log: Log
}

/**
 * Marks the rotation of every check of the secret as failed, whoever rotates it: from now on its expiry pages. An event that arrives after
 * another version became current says nothing about that one. Rejects if the mark cannot be written, so that the event ends in the
 * dead-letter queue, which has an alarm.
 */
export async function noteGivenUp(
  { secretArn, versionId }: GivenUp,
  { deployment, states, log }: GivenUpDependencies,
): Promise<readonly CheckKey[]> {
  const concerned = deployment.checks.filter((check) => check.rotation.by !== 'manual' && isOf(check, secretArn))
  const ids = [
    ...new Set(concerned.flatMap(({ secret }) => (secret?.source.from === 'secrets-manager' ? secret.source.id : []))),
  ]
  const known = await states.read(concerned.map(({ key }) => key))
  const meant = concerned.filter(({ key }) => !isLate(versionId, known.get(key)?.versionId ?? null, ids))
  for (const { key } of meant) {
    await giveUp(states, key)
    log({ event: 'rotation', check: key, outcome: 'given_up', step: null, versionId: null })
  }
  return meant.map(({ key }) => key)
}

/** Returns true if the version that was to be made is current, or was to replace one that is not current any more. */
function isLate(versionId: string | null, current: string | null, secretIds: readonly string[]): boolean {
  if (versionId === null || current === null) return false
  return versionId === current || secretIds.every((id) => isForOther(versionId, id, current))
}

/** Secrets Manager appends six characters to the name (its API reference, `ARN` of CreateSecret). */
function isOf({ secret }: Pick<Check, 'secret'>, arn: string): boolean {
  const source = secret?.source
  if (source?.from !== 'secrets-manager') return false
  return source.id === arn || arn.replace(/-[A-Za-z0-9]{6}$/, '').endsWith(`:secret:${source.id}`)
}
