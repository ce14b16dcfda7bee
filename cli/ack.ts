import { type Acknowledged, acknowledge } from '../functions/core/alerting/incidents/acknowledge.ts'
import { instantOf } from '../functions/core/alerting/messages/instant.ts'
import type { CheckKey } from '../functions/core/model/check.ts'
import { openDeploymentClient } from './aws/deployment-client.ts'
import { agree } from './framework/agreement.ts'
import type { CommandResult } from './framework/command-result.ts'
import { exitCodes } from './framework/exit-codes.ts'
import { CommandFailure } from './framework/failure.ts'
import type { Terminal } from './framework/terminal.ts'
import { authorOf } from './operator/author.ts'
import { whichCheck } from './operator/which-check.ts'

/** Options of `tokenwatch ack`. */
export type AckOptions = {
  readonly check: string
  readonly environment?: string
  readonly by?: string
  readonly yes?: boolean
  readonly deployment?: string
  readonly region?: string
}

/** Acknowledges the open incident of a check: its reminders stop. */
export async function run(options: AckOptions, terminal: Terminal): Promise<CommandResult> {
  const author = authorOf(options.by, terminal)
  const client = await openDeploymentClient(options, terminal)
  const key = await whichCheck(options, client)
  const state = (await client.states.read([key])).get(key)
  if (!state?.incident) throw nothingIsOpen(key)
  const { reason, openedAt, acknowledged } = state.incident
  const steps = [
    `${reason}, open since ${instantOf(openedAt)}: its reminders stop`,
    'you are still notified when the alert level rises, and when the incident ends',
    ...(acknowledged === null ? [] : [`this replaces the acknowledgement by ${acknowledged.by}`]),
  ]
  await agree({ what: `acknowledge ${key} as ${author}`, steps }, options, terminal)
  const done = await twice(() => acknowledge(key, author, { states: client.states, now: Date.now }))
  if (done === 'nothing_is_open') throw nothingIsOpen(key)
  if (done === 'try_again')
    throw new CommandFailure(
      'conflict',
      `${key}: the monitor changed the state twice at the same moment, so nothing was acknowledged; run the command again`,
    )
  const data = { check: key, reason, openedAt: new Date(openedAt).toISOString(), acknowledgedBy: author }
  return { exitCode: exitCodes.ok, data, text: `${key}: acknowledged by ${author} (${reason})\n` }
}

const nothingIsOpen = (check: CheckKey): CommandFailure =>
  new CommandFailure('not_there', `${check} has no open incident: "tokenwatch incidents" lists the open ones`)

/** Tries once more when the monitor has written the same state in between. */
async function twice(attempt: () => Promise<Acknowledged>): Promise<Acknowledged> {
  const first = await attempt()
  return first === 'try_again' ? attempt() : first
}
