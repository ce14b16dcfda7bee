import { leaseMs } from './lease.ts'
import { advanced, type RotationRecord } from './record.ts'
import { type RotateDependencies, write } from './rotation-run.ts'

/** Difference between two clocks that needs no correction. */
const toleratedMs = 2 * 60_000

/**
 * Returns the record with no instant in the future. A run whose clock was ahead left them, and they would hold every other run until then.
 * The lease of its claim begins anew, since nobody knows when it really was.
 */
export async function inOwnTime(
  record: RotationRecord,
  { journal, now }: Pick<RotateDependencies, 'journal' | 'now'>,
): Promise<RotationRecord> {
  const nowMs = now()
  const { startedAt, claimedAt, promotedAt, mintedAt, heldUntil, entries } = record
  const latest = Math.max(
    startedAt,
    claimedAt ?? 0,
    promotedAt ?? 0,
    mintedAt ?? 0,
    heldUntil - leaseMs,
    entries.at(-1)?.at ?? 0,
  )
  if (latest - nowMs <= toleratedMs) return record
  const past = (at: number | null) => (at === null ? null : Math.min(at, nowMs))
  const said = {
    phase: record.phase,
    at: nowMs,
    by: 'reconcile',
    outcome: 'the clock of another run was ahead',
  } as const
  const next = advanced(record, said, {
    startedAt: Math.min(startedAt, nowMs),
    claimedAt: past(claimedAt),
    promotedAt: past(promotedAt),
    mintedAt: past(mintedAt),
    heldUntil: Math.min(heldUntil, nowMs + leaseMs),
    retire: record.retire.map((one) => ({ ...one, notBefore: Math.min(one.notBefore, nowMs) })),
  })
  await write(next, journal)
  return next
}
