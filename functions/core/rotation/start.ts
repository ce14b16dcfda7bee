import type { RotatableClass } from '../model/capabilities.ts'
import type { Check } from '../model/check.ts'
import type { OurRotation } from '../model/ours.ts'
import type { RotationOutcome } from '../state/log.ts'
import { obstacleTo } from './may-start.ts'
import { pendingMessageOf } from './pending-message.ts'
import {
  advanced,
  type Beginning,
  begun,
  generationFor,
  isInTheWay,
  type Journal,
  type RotationRecord,
} from './record.ts'
import { lacksProof } from './rehearsal.ts'
import { rotationToken } from './rotation-token.ts'

/** Dependencies of starting a rotation. */
export type StartDependencies = {
  readonly journal: Pick<Journal, 'read' | 'write'>
  classOf(rotation: OurRotation): RotatableClass
  /** Asks Secrets Manager to rotate. Two requests with the same token are one rotation. */
  request(check: Check, token: string): Promise<RotationOutcome>
  now(): number
}

/**
 * Starts the rotation of a check away from a version, if there is no obstacle. Idempotent: any number of triggers for one version is one
 * rotation. No rotation starts without its record.
 */
export async function startRotation(
  check: Check,
  versionId: string,
  dependencies: StartDependencies,
): Promise<RotationOutcome> {
  const { rotation, secret } = check
  if (secret?.source.from !== 'secrets-manager') return 'refused'
  const { id } = secret.source
  if (rotation.by !== 'ours') return dependencies.request(check, rotationToken(id, versionId, 0))
  const last = await dependencies.journal.read(check.key)
  const isUnproved = await lacksProof(check, dependencies.classOf(rotation), last, dependencies)
  const obstacle = obstacleTo({ terms: rotation.terms, last, versionId, nowMs: dependencies.now(), isUnproved })
  const generation = generationFor(last, versionId)
  const token = rotationToken(id, versionId, generation)
  const wanted = { check, rotation, versionId, generation, token }
  if (obstacle === 'approval_wanted' || obstacle === 'rehearsal_wanted')
    return askPerson(obstacle, wanted, last, dependencies)
  if (obstacle !== null) return 'postponed'
  return (await isRecorded(wanted, last, dependencies)) ? dependencies.request(check, token) : 'postponed'
}

/**
 * Starts a rotation on a person's order. Ignores the daily spans and the cool-down, which the person has seen as warnings. An open
 * rotation still blocks it. Rejects if the order cannot be recorded: then nothing is started.
 */
export async function startByOrder(
  check: Check,
  { versionId, by }: { readonly versionId: string; readonly by: string },
  dependencies: StartDependencies,
): Promise<RotationOutcome> {
  const { rotation, secret } = check
  const { journal } = dependencies
  if (secret?.source.from !== 'secrets-manager') return 'refused'
  const { id } = secret.source
  if (rotation.by !== 'ours') return dependencies.request(check, rotationToken(id, versionId, 0))
  const last = await journal.read(check.key)
  if (isInTheWay(last, versionId)) return 'postponed'
  const generation = generationFor(last, versionId)
  const token = rotationToken(id, versionId, generation)
  const wanted = { check, rotation, versionId, generation, token }
  const ordered = orderedBy(by, wanted, last, dependencies)
  return (await journal.write(ordered)) ? dependencies.request(check, token) : 'in_progress'
}

/**
 * Begins the record before the request. Without it, a request whose function never ran would have the same token for ever, and Secrets Manager
 * ignores a token whose version exists.
 */
async function isRecorded(
  wanted: Wanted,
  last: RotationRecord | null,
  { journal, now, classOf }: StartDependencies,
): Promise<boolean> {
  if (last?.versionId === wanted.token) return true
  const first = begun(last, beginningOf(wanted, 'trigger', classOf), now())
  return journal.write(first).catch(() => false)
}

/** Returns the record of this rotation, begun if need be, with the person's name in it. */
function orderedBy(
  by: string,
  wanted: Wanted,
  last: RotationRecord | null,
  { now, classOf }: Pick<StartDependencies, 'now' | 'classOf'>,
): RotationRecord {
  if (last?.versionId === wanted.token) {
    const said = { phase: last.phase, at: now(), by, outcome: 'ordered by a person' }
    return advanced(last, said, { approvedBy: by })
  }
  return { ...begun(last, beginningOf(wanted, by, classOf), now()), approvedBy: by }
}

function beginningOf(
  { check, rotation, versionId, generation, token }: Wanted,
  by: string,
  classOf: StartDependencies['classOf'],
): Beginning {
  const kind = classOf(rotation)
  return { check: check.key, versionId: token, class: kind, generation, baseVersionId: versionId, by }
}

type Wanted = {
  readonly check: Check
  readonly rotation: OurRotation
  readonly versionId: string
  readonly generation: number
  readonly token: string
}

/** Begins a record that waits for a person, with one pending message. */
async function askPerson(
  wish: 'approval_wanted' | 'rehearsal_wanted',
  wanted: Wanted,
  last: RotationRecord | null,
  { journal, now, classOf }: StartDependencies,
): Promise<RotationOutcome> {
  const isBegun = last?.versionId === wanted.token
  if (isBegun && last.pendingMessage?.problem === wish) return wish
  const waiting = isBegun
    ? advanced(last, { phase: last.phase, at: now(), by: 'trigger', outcome: wish })
    : begun(last, beginningOf(wanted, 'trigger', classOf), now())
  await journal.write({ ...waiting, pendingMessage: pendingMessageOf(waiting, wish, '', now()) })
  return wish
}
