import type { RotationRecord } from './record.ts'

/** Returns true for a rotation that spent nothing and waits until a person approves it or has rehearsed it. */
export function waitsForPerson(
  { approvedBy, exchanges, pendingMessage }: RotationRecord,
  { approve }: { readonly approve: boolean },
): boolean {
  return approvedBy === null && exchanges === 0 && (approve || pendingMessage?.problem === 'rehearsal_wanted')
}
