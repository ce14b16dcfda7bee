import type { Entry } from '../../functions/core/rotation/record.ts'

/** Writes an entry of the audit trail on one line: time, phase, outcome and author. */
export function entryLine({ at, phase, outcome, by }: Entry): string {
  const second = new Date(at).toISOString().slice(0, 19).replace('T', ' ')
  return `${second} UTC  ${phase.padEnd(longestPhase)}  ${outcome} (${by})`
}

const longestPhase = 'quarantined'.length

/** Returns an entry of the audit trail for programs. */
export const entryData = ({ at, phase, outcome, by }: Entry) => ({ at: new Date(at).toISOString(), phase, outcome, by })
