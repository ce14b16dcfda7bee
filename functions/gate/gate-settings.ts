import type { Terms } from '../core/gate/decide.ts'
import type { GateSelection } from '../core/gate/selection.ts'

/** What a gate in somebody's stack goes by; the construct writes it into the function's environment. */
export type GateSettings = {
  /** Name of the Tokenwatch deployment that is asked. */
  readonly deployment: string
  readonly selection: GateSelection
  readonly terms: Terms
  /** `warn` lets everything pass and says what it would have refused: a dead monitor never blocks its own repair. */
  readonly mode: 'warn' | 'block'
}

/** The variable that holds them, as JSON. */
export const settingsName = 'TOKENWATCH_GATE'

/** Reads what the construct has written; its absence is a broken deployment. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): GateSettings {
  const text = environment[settingsName]
  if (text === undefined) throw new Error(`the environment has no ${settingsName}`)
  return JSON.parse(text) as GateSettings
}
