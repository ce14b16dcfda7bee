import type { Terms } from '../core/gate/decide.ts'
import type { GateSelection } from '../core/gate/selection.ts'

/**
 * Rulings that stop a deployment: none, only a refusal, or also "cannot tell". A selection that matches no check stops it like a
 * refusal. With `block`, a monitor that is down stops nobody.
 */
export type HookMode = 'warn' | 'block' | 'strict'

/** Settings of a gate in another stack. The construct writes them into the function's environment. */
export type GateSettings = {
  /** Name of the Tokenwatch deployment to ask. */
  readonly deployment: string
  readonly selection: GateSelection
  readonly terms: Terms
  readonly mode: HookMode
}

/** Environment variable with the settings as JSON. */
export const settingsName = 'TOKENWATCH_GATE'

/** Reads the settings. Throws where they are absent: the deployment is broken. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): GateSettings {
  const text = environment[settingsName]
  if (text === undefined) throw new Error(`environment: ${settingsName} is not set`)
  return JSON.parse(text) as GateSettings
}
