import { keptEnd } from '../model/expiry.ts'
import { fieldOf } from '../model/field-of.ts'
import { readSecret, type StoredSecret } from '../model/secret-value.ts'
import { fieldsOf, isPresentValue, type NextValues, nextValue } from './next-value.ts'
import type { Base } from './record.ts'
import { type RotateDependencies, type RotationRun, senderOf } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import type { Rotator } from './rotator.ts'
import { openRotator } from './rotators/open.ts'

/** Everything that the exchange needs, prepared before it. */
export type Prepared = {
  readonly rotator: Rotator
  /** Writes the next value of the secret. */
  readonly write: (next: NextValues) => string
  /** Returns true if the provider only gave the present credential back, and not for longer. */
  readonly isNothingNew: (issued: NextValues) => boolean
  readonly oldId: string | null
  /** End of the present credential as its secret says it, in epoch seconds. */
  readonly baseExpiresAt: number | null
}

/** Time for a save with retries and an escrow. With less of it left, nothing is begun. */
export const neededMs = 60_000

/** Reads and checks everything that may fail, while a failure still costs nothing. */
export async function prepare(run: RotationRun, record: Base, dependencies: RotateDependencies): Promise<Prepared> {
  if (dependencies.remainingMs() < neededMs)
    throw new RotationStopped('too little time is left to save what would be issued')
  const { check, rotation } = run
  const present = await readPresent(run, record, dependencies)
  const write = nextValue(present.value, check, rotation.terms)
  if (write === undefined) throw new RotationStopped('the present version has not the shape that the check promises')
  const rotator = await rotatorFor(run, present, dependencies)
  const oldId = await idOf(run, present.value, record, rotator)
  if (oldId === null && rotator.needsOldId)
    throw new RotationStopped(
      "the provider's id of the present key is not known: name it at rotation.idField or rotation.firstId",
    )
  const expiry = check.expiry.secretField
  const at = expiry === null ? undefined : keptEnd(jsonField(present.value, expiry.name), expiry, 0)
  const baseExpiresAt = typeof at === 'number' ? at : record.baseExpiresAt
  const isNothingNew = (issued: NextValues) =>
    isPresentValue(present.value, check, rotation.terms, issued) && !isLater(issued.expiresAt, baseExpiresAt)
  return { rotator, write, isNothingNew, oldId, baseExpiresAt }
}

const isLater = (end: number | null, base: number | null): boolean => end !== null && (base === null || end > base)

type Present = StoredSecret & { readonly value: string }

/** Reads the present version. Stops if somebody replaced it since this rotation began. */
async function readPresent({ event }: RotationRun, record: Base, { versions }: RotateDependencies): Promise<Present> {
  const present = await versions.read(event.secretArn, { stage: 'AWSCURRENT' })
  if (present === 'empty' || 'kind' in present || typeof present.value !== 'string')
    throw new RotationStopped('the present version cannot be read')
  if (present.versionId !== record.baseVersionId)
    throw new RotationStopped('the present version was replaced since this rotation began')
  return { ...present, value: present.value }
}

/** Opens the provider's calls, with their credentials in place. */
export async function rotatorFor(
  { check, rotation }: Pick<RotationRun, 'check' | 'rotation'>,
  stored: StoredSecret,
  dependencies: RotateDependencies,
): Promise<Rotator> {
  if (check.secret === null) throw new RotationStopped('the check has no secret')
  const read = readSecret(stored, { ...check.secret, fields: fieldsOf(check, rotation.terms) }, null)
  if (read.kind === 'failure') throw new RotationStopped(`the present version cannot be used: ${read.code}`)
  const client = rotation.client === null ? null : await dependencies.readCredential(rotation.client, { fresh: true })
  if (client?.kind === 'failure') throw new RotationStopped(`the client credentials cannot be read: ${client.code}`)
  const { specOf, now } = dependencies
  const tools = {
    present: read.credential,
    client: client?.credential ?? null,
    send: senderOf(check, dependencies),
    specOf,
    now,
  }
  const rotator = await openRotator(rotation, tools)
  if ('kind' in rotator) throw new RotationStopped(`the provider cannot be asked: ${rotator.code}`)
  return rotator
}

/** Finds the id of the present key: from the key itself, its secret, the rotation that made it, or the config, in that order of trust. */
async function idOf(
  { rotation }: RotationRun,
  present: string,
  record: Base,
  rotator: Rotator,
): Promise<string | null> {
  const { idField, firstId } = rotation.terms
  const asked = rotator.identify === null ? null : await rotator.identify()
  const kept = idField === null ? null : jsonField(present, idField)
  return asked ?? (typeof kept === 'string' ? kept : null) ?? record.oldId ?? firstId
}

function jsonField(text: string, name: string): unknown {
  try {
    return fieldOf(JSON.parse(text), name)
  } catch {
    return undefined
  }
}
