import { openDeploymentClient } from './aws/deployment-client.ts'
import { agree } from './framework/agreement.ts'
import type { CommandResult } from './framework/command-result.ts'
import { exitCodes } from './framework/exit-codes.ts'
import type { Terminal } from './framework/terminal.ts'
import { acknowledgeNow, planAcknowledgement } from './operator/acknowledging.ts'
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
  const { plan, incident } = await planAcknowledgement(key, author, client.states)
  await agree(plan, options, terminal)
  await acknowledgeNow(key, author, client.states)
  const { reason, openedAt } = incident
  const data = { check: key, reason, openedAt: new Date(openedAt).toISOString(), acknowledgedBy: author }
  return { exitCode: exitCodes.ok, data, text: `${key}: acknowledged by ${author} (${reason})\n` }
}
