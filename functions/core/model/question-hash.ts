import { createHash } from 'node:crypto'
import type { Check } from './check.ts'
import type { Profile } from './profile.ts'

/** Fields that change neither what is asked nor how the answer is judged. Every other field counts, a new one included. */
const forPeople: ReadonlySet<string> = new Set<keyof Check>([
  'impact',
  'owner',
  'runbook',
  'usedBy',
  'tags',
  'gate',
  'issueUrl',
  'perCheckAlarm',
  'everySeconds',
  'budget',
  'thresholds',
])

/** Characters of the hash: enough to tell two questions of one check apart. */
const length = 16

/** Returns a hash of all that decides a verdict besides the answer: the request, the secret's place, the expectations and the rules. */
export function questionHash(check: Check, profile: Profile): string {
  const judging = Object.fromEntries(Object.entries(check).filter(([name]) => !forPeople.has(name)))
  const described = JSON.stringify([judging, profile], sorted)
  return createHash('sha256').update(described).digest('hex').slice(0, length)
}

/** Sorts the fields of an object, so that their order in a file does not matter. */
function sorted(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
