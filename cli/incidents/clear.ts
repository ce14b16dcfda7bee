import { nearest } from '../../functions/config/near-miss.ts'
import { clearStorm } from '../../functions/core/alerting/incidents/storm.ts'
import { instantOf } from '../../functions/core/alerting/messages/instant.ts'
import { openDeploymentClient } from '../aws/deployment-client.ts'
import { agree } from '../framework/agreement.ts'
import type { CommandResult } from '../framework/command-result.ts'
import { exitCodes } from '../framework/exit-codes.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Terminal } from '../framework/terminal.ts'
import { authorOf } from '../operator/author.ts'

/** Options of `tokenwatch incidents clear`. */
export type ClearOptions = {
  readonly provider: string
  readonly by?: string
  readonly yes?: boolean
  readonly deployment?: string
  readonly region?: string
}

/** A person has looked at a provider's flood of dead tokens: its rotations may go on. */
export async function run(options: ClearOptions, terminal: Terminal): Promise<CommandResult> {
  const { provider, by } = options
  const author = authorOf(by, terminal)
  const { conditions } = await openDeploymentClient(options, terminal.environment)
  const storms = (await conditions.all()).filter((one) => one.kind === 'storm' && one.cleared === null)
  const found = storms.filter((one) => one.kind === 'storm').find(({ id }) => id === provider)
  if (found === undefined)
    throw noStorm(
      provider,
      storms.map(({ id }) => id),
    )
  const steps = [
    `${found.bad} of ${found.of} credentials were bad at once, since ${instantOf(found.openedAt)}`,
    `rotations of ${provider} may start again; tokens that die from now on are told one by one`,
    `those of the flood that are still dead in four hours are told then`,
  ]
  await agree({ what: `have ${author} clear the flood of ${provider}`, steps }, options, terminal)
  const clear = () => clearStorm(provider, author, { conditions, now: Date.now })
  if (!((await clear()) || (await clear())))
    throw new CommandFailure('conflict', `the flood of ${provider} was changed by others at the same time: look again`)
  const data = { provider, clearedBy: author, openedAt: new Date(found.openedAt).toISOString() }
  return { exitCode: exitCodes.ok, data, text: `the flood of ${provider} is cleared by ${author}\n` }
}

function noStorm(provider: string, storms: readonly string[]): CommandFailure {
  const near = nearest(provider, storms) ?? storms[0]
  const wayOut = near === undefined ? 'no provider has one' : `did you mean "${near}"?`
  return new CommandFailure('not_there', `there is no flood of this provider to clear: ${wayOut}`)
}
