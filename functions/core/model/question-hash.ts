import { hash } from 'node:crypto'
import type { Check } from './check.ts'
import type { Profile } from './profile.ts'

/** Fields that change neither what is asked nor how the answer is judged. Every other field counts, a new one included. */
const forPeople: ReadonlySet<string> = new Set<keyof Check | keyof Profile>([
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
  'title',
])

/** Characters of the hash: enough to tell two questions of one check apart. */
const length = 16

/** Digests by check and by profile. Neither changes while a function lives, and a tick asks for each of them several times. */
const digests = new WeakMap<Check | Profile, string>()

/** Returns a hash of all that decides a verdict besides the answer: the request, the secret's place, the expectations and the rules. */
export function questionHash(check: Check, profile: Profile): string {
  return sha256(digestOf(check) + digestOf(profile)).slice(0, length)
}

function digestOf(part: Check | Profile): string {
  const known = digests.get(part)
  if (known !== undefined) return known
  const judging = Object.fromEntries(Object.entries(part).filter(([name]) => !forPeople.has(name)))
  const digest = sha256(JSON.stringify(judging, sorted))
  digests.set(part, digest)
  return digest
}

const sha256 = (text: string): string => hash('sha256', text)

/** Sorts the fields of an object, so that their order in a file does not matter. */
function sorted(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
