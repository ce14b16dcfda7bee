import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Fixtures } from './fixture.ts'

const folder = new URL('./fixtures/', import.meta.url)

/** Loads at once: a test whose imports wait cannot share a process. */
const require = createRequire(folder)

/** Every file of the folder exports its provider's fixtures as `fixtures`. */
export const allFixtures: readonly Fixtures[] = readdirSync(folder)
  .toSorted()
  .map((file): Fixtures => require(`./${file}`).fixtures)

/** The fixtures of a provider, or `undefined` if it has none. */
export function fixturesOf(provider: string): Fixtures | undefined {
  return allFixtures.find((one) => one.provider === provider)
}
