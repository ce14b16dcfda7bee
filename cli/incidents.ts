import { everything } from '../functions/core/gate/selection.ts'
import { openDesk } from './aws/desk.ts'
import { exitCodes } from './framework/exit-codes.ts'
import type { Terminal } from './framework/terminal.ts'
import type { Told } from './framework/told.ts'
import { foundIn } from './incidents/found.ts'
import { dataOf, textOf } from './incidents/told.ts'

/** Options of `tokenwatch incidents`. */
export type IncidentsOptions = {
  readonly environment?: string
  readonly all?: boolean
  readonly deployment?: string
  readonly region?: string
}

/** What is wrong now, who was told of it and who has taken it over; outages, floods and silences. */
export async function run(options: IncidentsOptions, terminal: Terminal): Promise<Told> {
  const { all = false, environment = null } = options
  const desk = await openDesk(options, terminal.environment)
  const { judgements, at } = await desk.look({ ...everything, environment })
  const [states, conditions] = await Promise.all([
    desk.states.read(judgements.map(({ check }) => check)),
    desk.conditions.all(),
  ])
  const incidents = new Map([...states].flatMap(([key, { incident }]) => (incident === null ? [] : [[key, incident]])))
  const found = foundIn({ judgements, incidents, conditions, at }, { environment, all })
  return {
    exitCode: exitCodes.ok,
    data: { deployment: desk.deployment, at: new Date(at).toISOString(), ...dataOf(found) },
    text: textOf(found, at, terminal.paint),
  }
}
