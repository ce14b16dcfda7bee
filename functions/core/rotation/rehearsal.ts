import type { RotatableClass } from '../model/capabilities.ts'
import type { Check, CheckKey } from '../model/check.ts'
import type { OurRotation } from '../model/ours.ts'
import { plainTerms } from '../model/ours.ts'
import { endedWellAt, type Journal, type RotationRecord } from './record.ts'

/** Time for which a rehearsal, or a rotation that ended well, proves that the next rotation will work. */
const provedMs = 30 * 24 * 60 * 60_000

/** Marks a rehearsal's own records and its escrow. No id of a check has this character. */
const mark = '@rehearsal'

/** Returns the key under which the rehearsals of a check are recorded. */
export const rehearsalKey = (key: CheckKey): CheckKey => `${key}${mark}`

/** Returns the check of a record, with the key that its config gives it, whether the record is a rehearsal's or not. */
export function withoutMark({ key, environment }: Pick<Check, 'key' | 'environment'>): Pick<Check, 'key'> {
  const id = key.slice(environment.length + 1)
  return { key: `${environment}/${id.endsWith(mark) ? id.slice(0, -mark.length) : id}` }
}

/** Classes of which a new credential can be made, tested and ended beside the present one, which it does not touch. */
const besideThePresent: ReadonlySet<RotatableClass> = new Set(['create_revoke', 'client_credentials', 'derived'])

/** A check as it is rehearsed, with records of its own. `key`: a key that is ended again; `secret`: the rotation of a secret to spare. */
export type Rehearsed = { readonly by: 'key' | 'secret'; readonly check: Check; readonly rotation: OurRotation }

/** Returns the check as it is rehearsed; `null` for a class that needs a secret to spare, where the config names none. */
export function rehearsedCheck(check: Check, rotation: OurRotation, kind: RotatableClass): Rehearsed | null {
  const { fields, idField, rehearsal } = rotation.terms
  const by = besideThePresent.has(kind) ? 'key' : 'secret'
  if (by === 'secret' && rehearsal === null) return null
  // A person ordered it, and nobody uses what it makes.
  const terms = by === 'key' ? rotation.terms : { ...plainTerms, fields, idField }
  const rehearsed = { ...rotation, terms }
  const secret = by === 'key' ? check.secret : rehearsal
  const own = { ...check, key: rehearsalKey(check.key), secret, rotation: rehearsed, consumers: [] }
  return { by, check: own, rotation: rehearsed }
}

/** Classes that end something: a key is revoked, or the old credential dies. The others test each token before it counts. */
const ending: ReadonlySet<RotatableClass> = new Set([
  'create_revoke',
  'rotate_dead',
  'rotate_grace',
  'refresh_rotating',
])

/** Returns true if a rotation of the class starts by itself only after a proof that it works. `prod`, `production` and `prod-eu` are production. */
export function wantsProof({ environment }: Pick<Check, 'environment'>, kind: RotatableClass): boolean {
  return ending.has(kind) && /^prod(?:uction)?(?:-|$)/.test(environment)
}

/** Returns true if a rotation must not start by itself, because nothing proves lately that it would work. */
export async function lacksProof(
  check: Pick<Check, 'key' | 'environment'>,
  kind: RotatableClass,
  last: RotationRecord | null,
  { journal, now }: { readonly journal: Pick<Journal, 'read'>; now(): number },
): Promise<boolean> {
  if (!wantsProof(check, kind) || isProved(last, null, now())) return false
  return !isProved(last, await journal.read(rehearsalKey(check.key)), now())
}

/** Returns true if the last rotations, or the last rehearsal, prove that the next one will work. */
function isProved(last: RotationRecord | null, rehearsal: RotationRecord | null, nowMs: number): boolean {
  const proofs = [endedWellAt(last), last?.provedAt ?? null, endedWellAt(rehearsal), rehearsal?.provedAt ?? null]
  return proofs.some((at) => at !== null && nowMs - at < provedMs)
}
