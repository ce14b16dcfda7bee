import type { Entry } from '../../functions/core/rotation/record.ts'

/** An entry of the audit on one line: when, how far, what came of it, who. */
export function entryLine({ at, phase, outcome, by }: Entry): string {
  const second = new Date(at).toISOString().slice(0, 19).replace('T', ' ')
  return `${second} UTC  ${phase.padEnd(longestPhase)}  ${outcome} (${by})`
}

const longestPhase = 'quarantined'.length

/** The same for programs. */
export const entryData = ({ at, phase, outcome, by }: Entry) => ({ at: new Date(at).toISOString(), phase, outcome, by })
