import type { RotatableClass } from '../model/capabilities.ts'
import type { CheckKey } from '../model/check.ts'
import type { RotationProblem } from './rotation-problem.ts'

/**
 * How far a rotation is. `claimed` is the dangerous one: the provider may have acted, and nothing is saved yet. `done`,
 * `quarantined` and `abandoned` are ends; after them, and only then, the next rotation may begin.
 */
export type RotationPhase =
  | 'preflight'
  | 'claimed'
  | 'escrowed'
  | 'saved'
  | 'verified'
  | 'promoted'
  | 'draining'
  | 'revoked'
  | 'held'
  | 'done'
  | 'quarantined'
  | 'abandoned'

const ends: ReadonlySet<RotationPhase> = new Set(['done', 'quarantined', 'abandoned'])

/** One entry of the audit: kept for as long as the table keeps it. */
export type Entry = {
  readonly phase: RotationPhase
  /** Epoch milliseconds. */
  readonly at: number
  /** Who did it: a step of Secrets Manager, our own care, or a person. */
  readonly by: string
  /** What came of it, in our own words. */
  readonly outcome: string
}

/** A key that waits to be revoked. */
export type Retiring = { readonly id: string; readonly failures: number; readonly notBefore: number }

/** A message to people that is decided and may not have been accepted yet. */
export type PendingRotationMessage = {
  readonly problem: RotationProblem
  readonly detail: string
  readonly at: number
  readonly notified: boolean
}

/** One rotation, outside of the secret that it renews. Never a value, and nothing that a provider wrote but its key ids. */
export type RotationRecord = {
  readonly check: CheckKey
  /** ClientRequestToken: the id of the version that the rotation makes. */
  readonly versionId: string
  /** Goes up by one with each write: the condition of the next one, which makes every write a claim. */
  readonly revision: number
  readonly class: RotatableClass
  readonly phase: RotationPhase
  /** Counts rotations away from one version; part of the ClientRequestToken. Only triage raises it. */
  readonly generation: number
  readonly baseVersionId: string
  /** When the base version dies, as far as it is known; epoch seconds. */
  readonly baseExpiresAt: number | null
  readonly startedAt: number
  /** Of what the base version may do: a digest of its scopes, null where no answer names them. */
  readonly baseScopes: string | null
  readonly claimedAt: number | null
  /** Until then the one who claimed may still be at it. */
  readonly heldUntil: number
  /** Exchanges that were begun under this record. */
  readonly exchanges: number
  readonly promotedAt: number | null
  readonly oldId: string | null
  readonly newId: string | null
  /** Key ids that stood at the provider before ours was made, where keys have no names. */
  readonly idsBefore: readonly string[]
  readonly retire: readonly Retiring[]
  /** Of the new credential. */
  readonly mintedAt: number | null
  readonly expiresAt: number | null
  /** Who allowed it, or said that the consumers moved on; null as long as nobody did. */
  readonly approvedBy: string | null
  readonly releasedBy: string | null
  readonly pendingMessage: PendingRotationMessage | null
  readonly entries: readonly Entry[]
}

/** Where records are kept: outside of the secret, with one winner for each revision. */
export type Journal = {
  /** The rotation that is under way, or the last one. */
  read(check: CheckKey): Promise<RotationRecord | null>
  /** False when somebody else wrote first. Rejects when it cannot be written, which refuses the rotation. */
  write(record: RotationRecord): Promise<boolean>
  /** The last rotations of a check, newest first: so many at most. */
  history(check: CheckKey, newest: number): Promise<readonly RotationRecord[]>
}

/** Entries that a record keeps; a hold that is looked at every few minutes must not outgrow the table's item. */
const keptEntries = 60

export type Beginning = Pick<RotationRecord, 'check' | 'versionId' | 'class' | 'generation' | 'baseVersionId'> & {
  readonly by: string
}

/** The first record of a rotation, in the place of the one before. */
export function begun(last: RotationRecord | null, beginning: Beginning, at: number): RotationRecord {
  const { by, ...rest } = beginning
  const kept = last?.versionId === beginning.versionId ? last.approvedBy : null
  const base = baseAfter(last, beginning.baseVersionId)
  return {
    ...rest,
    revision: (last?.revision ?? 0) + 1,
    phase: 'preflight',
    baseExpiresAt: base.baseExpiresAt,
    startedAt: at,
    baseScopes: null,
    claimedAt: null,
    heldUntil: 0,
    exchanges: 0,
    promotedAt: null,
    oldId: base.oldId,
    newId: null,
    idsBefore: [],
    retire: [],
    mintedAt: null,
    expiresAt: null,
    approvedBy: kept,
    releasedBy: null,
    // What people were told of the one before is in order when this one ends well.
    pendingMessage: last?.pendingMessage ?? null,
    entries: [{ phase: 'preflight', at, by, outcome: 'begun' }],
  }
}

/** What is known of a version that is to be replaced. */
export type Base = Pick<RotationRecord, 'baseVersionId' | 'oldId' | 'baseExpiresAt'>

/** As the rotation that made the version left it; nothing is known of one that somebody else made. */
export function baseAfter(last: RotationRecord | null, baseVersionId: string): Base {
  return last !== null && last.versionId === baseVersionId
    ? { baseVersionId, oldId: last.newId, baseExpiresAt: last.expiresAt }
    : { baseVersionId, oldId: null, baseExpiresAt: null }
}

export type Advance = {
  readonly phase: RotationPhase
  readonly at: number
  readonly by: string
  readonly outcome: string
}

/** The record one step on. */
export function advanced(
  record: RotationRecord,
  { phase, at, by, outcome }: Advance,
  changes: Partial<RotationRecord> = {},
): RotationRecord {
  const last = record.entries.at(-1)
  const repeated = last?.phase === phase && last.outcome === outcome && last.by === by
  const entries = repeated ? record.entries : [...record.entries, { phase, at, by, outcome }].slice(-keptEntries)
  return { ...record, ...changes, phase, revision: record.revision + 1, entries }
}

/** Whether nothing of a rotation is open any more. */
export function isSettled(record: RotationRecord | null): boolean {
  return record === null || ends.has(record.phase)
}

/** Whether this rotation has to end before one away from another version may begin: one that spent nothing stands in nobody's way. */
export function isInTheWay(record: RotationRecord | null, versionId: string): boolean {
  return record !== null && !isSettled(record) && record.phase !== 'preflight' && record.baseVersionId !== versionId
}

/** How many rotations away from this version were given up: what makes the next request another one. */
export function generationFor(last: RotationRecord | null, versionId: string): number {
  if (last === null || last.baseVersionId !== versionId) return 0
  return last.phase === 'quarantined' || last.phase === 'abandoned' ? last.generation + 1 : last.generation
}
