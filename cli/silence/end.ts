import { sayCovered } from '../../functions/status-page/covered.ts'
import { openDeploymentClient } from '../aws/deployment-client.ts'
import { agree } from '../framework/agreement.ts'
import type { CommandResult } from '../framework/command-result.ts'
import { exitCodes } from '../framework/exit-codes.ts'
import type { Terminal } from '../framework/terminal.ts'
import { activeSilence, endSilenceNow, planSilenceEnd } from '../operator/silencing.ts'

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
  const found = await activeSilence(id, conditions)
  await agree(planSilenceEnd(found), options, terminal)
  await endSilenceNow(id, conditions)
  const { covers } = found
  return { exitCode: exitCodes.ok, data: { id, covers }, text: `ended the silence of ${sayCovered(covers)}\n` }
}
