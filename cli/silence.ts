import { instantOf } from '../functions/core/alerting/messages/instant.ts'
import { sayCovered } from '../functions/status-page/covered.ts'
import { openDeploymentClient } from './aws/deployment-client.ts'
import { agree } from './framework/agreement.ts'
import type { CommandResult } from './framework/command-result.ts'
import { exitCodes } from './framework/exit-codes.ts'
import type { Terminal } from './framework/terminal.ts'
import { authorOf } from './operator/author.ts'
import { planSilence, silenceNow, silenceRequestOf } from './operator/silencing.ts'
import { type CoverOptions, coveredChecks, coverOf } from './silence/covered.ts'

/** Options of `tokenwatch silence`. */
export type SilenceOptions = CoverOptions & {
  readonly for?: string
  readonly by?: string
  readonly reason?: string
  readonly yes?: boolean
  readonly deployment?: string
  readonly region?: string
}

/** Suppresses notifications about some checks for a while. */
export async function run(options: SilenceOptions, terminal: Terminal): Promise<CommandResult> {
  const wanted = coverOf(options)
  const author = () => authorOf(options.by, terminal)
  const asked = silenceRequestOf({ covers: wanted, for: options.for, reason: options.reason, author })
  const client = await openDeploymentClient(options, terminal)
  const { covers, checks } = await coveredChecks(asked.covers, client)
  const request = { ...asked, covers }
  await agree(planSilence(request, checks), options, terminal)
  const { id, until, by, reason } = await silenceNow(request, client.conditions)
  return {
    exitCode: exitCodes.ok,
    data: { id, covers, checks, until: new Date(until).toISOString(), by, reason },
    text: `silenced ${sayCovered(covers)} until ${instantOf(until)}; to end it early: tokenwatch silence end ${id}\n`,
  }
}
