import { endSilence } from '../../functions/core/alerting/incidents/silences.ts'
import { instantOf } from '../../functions/core/alerting/messages/instant.ts'
import { silencesAt } from '../../functions/core/state/active-conditions.ts'
import { sayCovered } from '../../functions/status-page/covered.ts'
import { openDeploymentClient } from '../aws/deployment-client.ts'
import { agree } from '../framework/agreement.ts'
import type { CommandResult } from '../framework/command-result.ts'
import { exitCodes } from '../framework/exit-codes.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Terminal } from '../framework/terminal.ts'

/** Options of `tokenwatch silence end`. */
export type SilenceEndOptions = {
  readonly id: string
  readonly yes?: boolean
  readonly deployment?: string
  readonly region?: string
}

/** Ends a silence early. */
export async function run(options: SilenceEndOptions, terminal: Terminal): Promise<CommandResult> {
  const { id } = options
  const { conditions } = await openDeploymentClient(options, terminal)
  const found = silencesAt(await conditions.all(), Date.now()).find((one) => one.id === id)
  if (found === undefined)
    throw new CommandFailure(
      'not_there',
      'no silence with this id is active: "tokenwatch incidents" lists the active ones',
    )
  const subject = sayCovered(found.covers)
  const steps = [
    `${found.by} set it until ${instantOf(found.until)}: "${found.reason}"`,
    'you are notified at the next tick of what is still wrong',
  ]
  await agree({ what: `end the silence of ${subject}`, steps }, options, terminal)
  if (!(await endSilence(id, { conditions, now: Date.now })))
    throw new CommandFailure(
      'conflict',
      'somebody else changed the silence at the same time: see "tokenwatch incidents"',
    )
  return { exitCode: exitCodes.ok, data: { id, covers: found.covers }, text: `ended the silence of ${subject}\n` }
}
