import type { RotatableClass } from '../model/capabilities.ts'
import type { CheckKey } from '../model/check.ts'
import type { RotationProblem } from './rotation-problem.ts'

/**
 * Phase of a rotation. In `claimed`, the provider may have acted and nothing is saved yet. `done`, `quarantined` and `abandoned` are ends:
 * the next rotation begins only after one of them.
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

/** One entry of the audit trail. */
export type Entry = {
  readonly phase: RotationPhase
  /** Epoch milliseconds. */
  readonly at: number
  /** Actor: a step of Secrets Manager, `reconcile`, `trigger`, or a person's name. */
  readonly by: string
  /** Result, in our own words. */
  readonly outcome: string
}

/** A key that waits to be revoked. `notBefore` is in epoch milliseconds. */
export type Retiring = { readonly id: string; readonly failures: number; readonly notBefore: number }

/** A message to people; `notified` is true once somebody's channel accepted it. */
export type PendingRotationMessage = {
  readonly problem: RotationProblem
  readonly detail: string
  readonly at: number
  readonly notified: boolean
}

/** `spent`: the old credential is used up. `unreadable`: the answer is in escrow as it came. */
export type LastAnswer = 'spent' | 'unreadable'

/** State of one rotation, kept outside of the secret. Holds no value of a secret, and of the provider's answers only key ids. */
export type RotationRecord = {
  readonly check: CheckKey
  /** ClientRequestToken: the id of the version that the rotation makes. */
  readonly versionId: string
  /** Goes up by one with each write. Each write requires the revision it read, so that one of several runs wins. */
  readonly revision: number
  readonly class: RotatableClass
  readonly phase: RotationPhase
  /** Counts rotations away from one version that were given up; part of the ClientRequestToken. */
  readonly generation: number
  readonly baseVersionId: string
  /** Known end of the base version, in epoch seconds. */
  readonly baseExpiresAt: number | null
  /** Epoch milliseconds at which the base version was saved, if a rotation made it; absent in records of earlier versions. */
  readonly baseMintedAt?: number | null
  readonly startedAt: number
  /** Digest of the base version's scopes; `null` where no answer names them. */
  readonly baseScopes: string | null
  readonly claimedAt: number | null
  /** Epoch milliseconds until which the run that claimed may still be at work. */
  readonly heldUntil: number
  /** Exchanges that were begun under this record. */
  readonly exchanges: number
  /** Answer of the last exchange that asking again would not change; absent in records of earlier versions. */
  readonly answer?: LastAnswer | null
  readonly promotedAt: number | null
  readonly oldId: string | null
  readonly newId: string | null
  /** Key ids that stood at the provider before ours was made, where keys have no names. */
  readonly idsBefore: readonly string[]
  readonly retire: readonly Retiring[]
  /** Epoch milliseconds at which the new credential was saved; `expiresAt` is its end in epoch seconds. */
  readonly mintedAt: number | null
  readonly expiresAt: number | null
  /** The person who approved the rotation, and the one who said that the consumers moved on. */
  readonly approvedBy: string | null
  readonly releasedBy: string | null
  readonly pendingMessage: PendingRotationMessage | null
  /** End of the last rotation before this one that ended well, in epoch milliseconds; absent in records of earlier versions. */
  readonly provedAt?: number | null
  readonly entries: readonly Entry[]
}

/** Store of the records, outside of the secret. Each revision is written once. */
export type Journal = {
  /** Returns the open rotation, or the last one. */
  read(check: CheckKey): Promise<RotationRecord | null>
  /** Returns false if another run wrote first. Rejects if it cannot be written, which stops the rotation. */
  write(record: RotationRecord): Promise<boolean>
  /** Returns the last rotations of a check, newest first, at most `newest` of them. */
  history(check: CheckKey, newest: number): Promise<readonly RotationRecord[]>
}

/** Most entries of a record, which must fit into one item of the table. */
const keptEntries = 60

export type Beginning = Pick<RotationRecord, 'check' | 'versionId' | 'class' | 'generation' | 'baseVersionId'> & {
  readonly by: string
}

/** Begins the record of a rotation, which replaces the last one. */
export function begun(last: RotationRecord | null, beginning: Beginning, at: number): RotationRecord {
  const { by, ...rest } = beginning
  // An approval is for one version to replace, until something was spent for it.
  const isSame = last?.baseVersionId === beginning.baseVersionId && (last.exchanges === 0 || !isSettled(last))
  const kept = isSame ? last.approvedBy : null
  const base = baseAfter(last, beginning.baseVersionId)
  return {
    ...rest,
    revision: (last?.revision ?? 0) + 1,
    phase: 'preflight',
    baseExpiresAt: base.baseExpiresAt,
    baseMintedAt: base.baseMintedAt ?? null,
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
    // The incident of the rotation before is resolved when this one ends well.
    pendingMessage: last?.pendingMessage ?? null,
    provedAt: endedWellAt(last) ?? last?.provedAt ?? null,
    entries: [{ phase: 'preflight', at, by, outcome: 'begun' }],
  }
}

/** Returns the end of a rotation that ended well; `null` for any other. */
export function endedWellAt(record: RotationRecord | null): number | null {
  if (record?.phase !== 'done' || record.pendingMessage !== null) return null
  return record.entries.findLast(({ phase }) => phase === 'done')?.at ?? null
}

/** Facts about the version that is to be replaced. */
export type Base = Pick<RotationRecord, 'baseVersionId' | 'oldId' | 'baseExpiresAt' | 'baseMintedAt'>

/**
 * Takes the facts from the rotation that made the version, or from one that was to replace it. Nothing is known of a version that somebody
 * else made.
 */
export function baseAfter(last: RotationRecord | null, baseVersionId: string): Base {
  if (last !== null && last.versionId === baseVersionId)
    return { baseVersionId, oldId: last.newId, baseExpiresAt: last.expiresAt, baseMintedAt: last.mintedAt }
  return last !== null && last.baseVersionId === baseVersionId
    ? last
    : { baseVersionId, oldId: null, baseExpiresAt: null, baseMintedAt: null }
}

export type Advance = {
  readonly phase: RotationPhase
  readonly at: number
  readonly by: string
  readonly outcome: string
}

/** Returns the record one step on. An entry that only repeats the last one is not added. */
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

/** Returns true if nothing of a rotation is open any more. */
export function isSettled(record: RotationRecord | null): boolean {
  return record === null || ends.has(record.phase)
}

/** Returns true if this rotation must end before one away from another version begins. One that spent nothing blocks nothing. */
export function isInTheWay(record: RotationRecord | null, versionId: string): boolean {
  return record !== null && !isSettled(record) && record.phase !== 'preflight' && record.baseVersionId !== versionId
}

/** Counts the rotations away from this version that were given up, so that the next request gets another token. */
export function generationFor(last: RotationRecord | null, versionId: string): number {
  if (last === null || last.baseVersionId !== versionId) return 0
  return last.phase === 'quarantined' || last.phase === 'abandoned' ? last.generation + 1 : last.generation
}
