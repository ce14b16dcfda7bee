import type { Profile } from '../core/model/profile.ts'
import * as all from './all.ts'
import { profileFrom } from './profile.ts'
import type { Provider } from './provider.ts'

/** Every provider of the catalogue, by its name in checks and on the command line. */
export const providers: ReadonlyMap<string, Provider> = new Map(Object.values(all).map((one) => [one.name, one]))

/** Profiles by name, built at their first use: a run asks for the same few again and again. */
const profiles = new Map<string, Profile>()

/** Returns the profile of a provider, the same object each time. Throws for an unknown name, which is a bug of ours: loading the config checks the names. */
export function profileOf(name: string): Profile {
  const known = profiles.get(name)
  if (known !== undefined) return known
  const found = providers.get(name)
  if (found === undefined) throw new Error(`no profile named ${name} in this build`)
  const profile = profileFrom(found)
  profiles.set(name, profile)
  return profile
}
