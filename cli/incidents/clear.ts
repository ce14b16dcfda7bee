import { nearest } from '../../functions/config/near-miss.ts'
import { clearStorm, openStormsOf } from '../../functions/core/alerting/incidents/clear-storm.ts'
import { providerOfStorm } from '../../functions/core/alerting/incidents/storm-cause.ts'
import { instantOf } from '../../functions/core/alerting/messages/instant.ts'
import type { Condition } from '../../functions/core/state/conditions.ts'
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

/** Clears the alert storm of a provider after a person has looked into it. Its rotations resume. */
export async function run(options: ClearOptions, terminal: Terminal): Promise<CommandResult> {
  const { provider, by } = options
  const author = authorOf(by, terminal)
  const { conditions } = await openDeploymentClient(options, terminal)
  const [found] = await openStormsOf(provider, { conditions })
  if (found === undefined) throw noStorm(provider, namesOf(await conditions.all()))
  const steps = [
    `${found.bad} of ${found.of} credentials were bad at once, since ${instantOf(found.openedAt)}`,
    ...(providerOfStorm(found) === null ? [] : [`rotations of ${provider} resume`]),
    'you are notified of each credential that fails from now on',
    ...(found.cause?.by === 'quiet'
      ? []
      : ['in four hours you are notified of each credential of the storm that is still bad']),
  ]
  await agree({ what: `clear the storm of ${provider} as ${author}`, steps }, options, terminal)
  const clear = () => clearStorm(provider, author, { conditions, now: Date.now })
  if (!((await clear()) || (await clear())))
    throw new CommandFailure(
      'conflict',
      `the storm of ${provider} was changed by somebody else at the same time: see "tokenwatch incidents"`,
    )
  const data = { provider, clearedBy: author, openedAt: new Date(found.openedAt).toISOString() }
  return { exitCode: exitCodes.ok, data, text: `the storm of ${provider} is cleared by ${author}\n` }
}

/** Lists the names under which open storms can be cleared. */
function namesOf(conditions: readonly Condition[]): readonly string[] {
  const open = conditions.filter((one) => one.kind === 'storm').filter(({ cleared }) => cleared === null)
  return [...new Set(open.map((storm) => providerOfStorm(storm) ?? storm.id))]
}

function noStorm(provider: string, storms: readonly string[]): CommandFailure {
  const near = nearest(provider, storms) ?? storms[0]
  const wayOut = near === undefined ? 'no provider has an open storm' : `did you mean "${near}"?`
  return new CommandFailure('not_there', `this provider has no open storm: ${wayOut}`)
}
