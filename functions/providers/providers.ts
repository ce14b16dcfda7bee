import type { Profile } from '../core/model/profile.ts'
import * as all from './all.ts'
import { profileFrom } from './profile.ts'
import type { Provider } from './provider.ts'

/** Every provider of the catalogue by its name, as checks and the command line spell it. */
export const providers: ReadonlyMap<string, Provider> = new Map(Object.values(all).map((one) => [one.name, one]))

/** The profile of a provider; that a check's own exists is settled when its config is loaded. */
export function profileOf(name: string): Profile {
  const found = providers.get(name)
  if (found === undefined) throw new Error(`no profile named ${name} in this build`)
  return profileFrom(found)
}
