import type { WeeklyHours } from '../core/model/weekly-hours.ts'
import { hoursIn, ownerFaults } from './owners.ts'
import type { ConfigFault } from './problems.ts'
import { environmentDefaults } from './schema/environment.ts'
import { idPattern } from './schema/text.ts'
import { builtIn, type Layer, layered, type Settings, windowFaults } from './settings.ts'
import type { Written } from './written.ts'

/** The environments of a config, each with its defaults. */
export type ConfigEnvironment = {
  /** Defaults of an environment without its own. */
  readonly common: Settings
  readonly settings: ReadonlyMap<string, Settings>
  /** Names of the owners that have people of their own. */
  readonly owners: readonly string[]
  /** Working hours of those owners that have hours of their own. */
  readonly hoursOf: ReadonlyMap<string, WeeklyHours>
  readonly faults: readonly ConfigFault[]
}

/** Resolves the defaults of every environment, as far as they are well-formed. */
export function surroundingsOf({ environments, owners, defaults }: Written): ConfigEnvironment {
  const known = Object.keys(owners)
  const within = withinOf(known)
  const outer = within(builtIn, defaults, ['defaults'])
  const inner = Object.entries(environments)
    .filter(([name]) => idPattern.test(name))
    .map(([name, environment]) => ({
      name,
      ...within(outer.settings, defaultsIn(environment), ['environments', name, 'defaults']),
    }))
  return {
    common: outer.settings,
    owners: known,
    hoursOf: hoursIn(owners),
    settings: new Map(inner.map(({ name, settings }) => [name, settings])),
    faults: [...outer.faults, ...inner.flatMap(({ faults }) => faults)],
  }
}

const withinOf = (owners: readonly string[]) => (far: Settings, written: unknown, path: readonly string[]) => {
  const layer = layerOf(written)
  const settings = layered(far, layer)
  const faults = [...windowFaults(layer, settings), ...ownerFaults(layer, owners)].map((fault) => ({
    ...fault,
    path: [...path, ...fault.path],
  }))
  return { settings, faults }
}

function layerOf(written: unknown): Layer {
  return environmentDefaults.safeParse(written).data ?? {}
}

function defaultsIn(environment: unknown): unknown {
  return typeof environment === 'object' && environment !== null && 'defaults' in environment
    ? environment.defaults
    : undefined
}
