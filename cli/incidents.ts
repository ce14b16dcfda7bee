import { everything } from '../functions/core/gate/selection.ts'
import { foundIn } from '../functions/status-page/open-incidents.ts'
import { openDeploymentClient } from './aws/deployment-client.ts'
import type { CommandResult } from './framework/command-result.ts'
import { exitCodes } from './framework/exit-codes.ts'
import type { Terminal } from './framework/terminal.ts'
import { incidentsData, incidentsText } from './incidents/listing.ts'

/** Options of `tokenwatch incidents`. */
export type IncidentsOptions = {
  readonly environment?: string
  readonly all?: boolean
  readonly deployment?: string
  readonly region?: string
}

/** Lists open incidents with who was notified and who acknowledged, and outages, storms and silences. */
export async function run(options: IncidentsOptions, terminal: Terminal): Promise<CommandResult> {
  const { all = false, environment = null } = options
  const client = await openDeploymentClient(options, terminal)
  const { judgements, at } = await client.look({ ...everything, environment })
  const [states, conditions] = await Promise.all([
    client.states.read(judgements.map(({ check }) => check)),
    client.conditions.all(),
  ])
  const open = [...states].flatMap(([key, { incident, shadow = false }]) =>
    incident === null ? [] : [[key, shadow ? { ...incident, notified: null } : incident, shadow] as const],
  )
  const incidents = new Map(open.map(([key, incident]) => [key, incident]))
  const shadow = new Set(open.flatMap(([key, , isHidden]) => (isHidden ? [key] : [])))
  const found = foundIn({ judgements, incidents, shadow, conditions, at }, { environment, all })
  return {
    exitCode: exitCodes.ok,
    data: { deployment: client.deployment, at: new Date(at).toISOString(), ...incidentsData(found) },
    text: incidentsText(found, at, terminal.paint),
  }
}
