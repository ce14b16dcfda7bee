import type { Profile } from '../core/model/profile.ts'
import * as all from './all.ts'
import { profileFrom } from './profile.ts'
import type { Provider } from './provider.ts'

/** Every provider of the catalogue, by its name in checks and on the command line. */
export const providers: ReadonlyMap<string, Provider> = new Map(Object.values(all).map((one) => [one.name, one]))

/** Returns the profile of a provider. Throws for an unknown name, which is a bug of ours: loading the config checks the names. */
export function profileOf(name: string): Profile {
  const found = providers.get(name)
  if (found === undefined) throw new Error(`no profile named ${name} in this build`)
  return profileFrom(found)
}
