import { readdirSync } from 'node:fs'
import type { Fixtures } from './fixture.ts'

const folder = new URL('./fixtures/', import.meta.url)

/** Every file of the folder exports its provider's fixtures as `fixtures`. */
export const allFixtures: readonly Fixtures[] = await Promise.all(
  readdirSync(folder)
    .toSorted()
    .map(async (file): Promise<Fixtures> => (await import(new URL(file, folder).href)).fixtures),
)

/** The fixtures of a provider, or `undefined` if it has none. */
export function fixturesOf(provider: string): Fixtures | undefined {
  return allFixtures.find((one) => one.provider === provider)
}
