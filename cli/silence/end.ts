import { endSilence } from '../../functions/core/alerting/incidents/silences.ts'
import { instantOf } from '../../functions/core/alerting/messages/instant.ts'
import { silencesAt } from '../../functions/core/state/active-conditions.ts'
import { openDeploymentClient } from '../aws/deployment-client.ts'
import { agree } from '../framework/agreement.ts'
import type { CommandResult } from '../framework/command-result.ts'
import { exitCodes } from '../framework/exit-codes.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Terminal } from '../framework/terminal.ts'
import { sayCovered } from './covered.ts'

/** Options of `tokenwatch silence end`. */
export type SilenceEndOptions = {
  readonly id: string
  readonly yes?: boolean
  readonly deployment?: string
  readonly region?: string
}

/** Ends a silence before its time. */
export async function run(options: SilenceEndOptions, terminal: Terminal): Promise<CommandResult> {
  const { id } = options
  const { conditions } = await openDeploymentClient(options, terminal.environment)
  const found = silencesAt(await conditions.all(), Date.now()).find((one) => one.id === id)
  if (found === undefined)
    throw new CommandFailure('not_there', 'no silence of this id holds now: "tokenwatch incidents" lists those that do')
  const subject = sayCovered(found.covers)
  const steps = [
    `${found.by} asked for it until ${instantOf(found.until)}: "${found.reason}"`,
    'what is still wrong is told at the next tick',
  ]
  await agree({ what: `end the silence about ${subject}`, steps }, options, terminal)
  if (!(await endSilence(id, { conditions, now: Date.now })))
    throw new CommandFailure('conflict', 'the silence was changed by somebody else at the same time: look again')
  return { exitCode: exitCodes.ok, data: { id, covers: found.covers }, text: `no longer quiet about ${subject}\n` }
}
