import { connect } from './aws/connection.ts'
import { storesOf } from './aws/deployment-client.ts'
import { startConsole } from './console/console-server.ts'
import { deployedFacts } from './console/deployed-facts.ts'
import { bindingOf, pagePortOf } from './console/listening.ts'
import { watchFacts } from './console/watched-facts.ts'
import type { CommandResult } from './framework/command-result.ts'
import { secondsOf } from './framework/durations.ts'
import { endingAfter, untilAborted } from './framework/ending.ts'
import type { Terminal } from './framework/terminal.ts'
import { authorOf } from './operator/author.ts'

/** Options of `tokenwatch console`. */
export type ConsoleCommandOptions = {
  readonly deployment?: string
  readonly region?: string
  readonly port?: string
  readonly bind?: string
  readonly by?: string
  readonly readOnly?: boolean
  /** Duration after which it stops by itself. */
  readonly for?: string
}

/** Time between two looks at the deployment while a page is open. Each costs one invocation and a few reads. */
const consolePollMs = 15_000

/** Least time between two looks. */
const restMs = 2_000

/** Serves the status page of a deployment on this machine until Ctrl-C. */
export async function run(options: ConsoleCommandOptions, terminal: Terminal): Promise<CommandResult> {
  const port = pagePortOf(options.port)
  const { address, token } = bindingOf(options.bind, terminal.environment)
  const seconds = secondsOf('--for', options.for)
  const author = () => authorOf(options.by, terminal)
  // Who opens a console without a name hears of it now, not at the first incident.
  if (options.readOnly !== true) author()
  const connection = await connect(options, terminal)
  const facts = watchFacts({ look: deployedFacts(connection), everyMs: consolePollMs, restMs })
  const { states, conditions } = storesOf(connection)
  const actions = options.readOnly === true ? null : { states, conditions, author }
  const { deployment, region } = connection
  const ending = endingAfter(seconds)
  const server = await startConsole({ deployment, facts, actions, token }, { address, port })
  terminal.write(`${deployment} in ${region} at ${server.url}  (Ctrl-C stops it)\n`)
  await untilAborted(ending)
  facts.close()
  await server.close()
  return { exitCode: 0, data: null, text: '' }
}
