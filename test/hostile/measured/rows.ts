import type { HostileAnswer } from '../answers/answer.ts'
import { hostileAnswers } from '../answers/every.ts'

/** An attack under the heading of its kind. */
export type MeasuredRow = HostileAnswer & { readonly kind: string }

export const measuredRows: readonly MeasuredRow[] = Object.entries(hostileAnswers).flatMap(([kind, rows]) =>
  rows.map((row) => ({ ...row, kind })),
)

/** Returns a row by its place. Its script cannot be sent to another process. */
export function rowAt(index: number): MeasuredRow {
  const row = measuredRows[index]
  if (row === undefined) throw new Error(`there is no row ${index}`)
  return row
}
