import type { Aws } from '../../local/aws/aws.ts'
import type { Stack } from '../../local/stack.ts'
import { type ConsoleServer, startConsole } from '../console/console-server.ts'
import { type WatchedFacts, watchFacts } from '../console/watched-facts.ts'
import { announcer } from './announcer.ts'
import { openLabReader } from './lab-facts.ts'
import { openLabFaults } from './lab-faults.ts'
import { openLabLog } from './lab-log.ts'
import type { StartSubject } from './subject.ts'

/** Time between two looks while nothing happens, and the least time between two, however much does. */
const looking = { everyMs: 3_000, restMs: 300 }

/** The console of a lab, where faults can be injected. */
export type LabConsole = {
  readonly facts: WatchedFacts
  readonly page: ConsoleServer
  /** Variables with which the commands of an operator reach the lab. */
  readonly operator: Readonly<Record<string, string>>
  close(): Promise<void>
}

export type LabConsoleOptions = {
  readonly subject: Pick<StartSubject, 'deployment' | 'faults'>
  readonly stack: Pick<Stack, 'aws' | 'logbook'>
  readonly table: string
  readonly port: number
  /** Name of the person at the page. */
  readonly author: string
}

/** Opens the console of a running lab. It follows the logs of the functions. */
export async function startLabConsole(options: LabConsoleOptions): Promise<LabConsole> {
  const { subject, stack, table, port, author } = options
  const { deployment } = subject
  await using opened = new AsyncDisposableStack()
  const log = openLabLog()
  const operator = operatorOf(stack.aws, deployment.name)
  const faults = openLabFaults(subject.faults(stack.aws), await announcer(operator, table), () => facts.changed())
  opened.defer(() => faults.close())
  const lab = openLabReader({ deployment, environment: operator, table, log, faults: faults.list })
  opened.defer(async () => lab.close())
  const facts = opened.adopt(watchFacts({ look: lab.look, ...looking }), async (one) => one.close())
  const actions = { states: lab.states, conditions: lab.conditions, author: () => author, fault: faults.act }
  const site = { deployment: deployment.name, facts, actions, token: null }
  const page = opened.adopt(await startConsole(site, { address: '127.0.0.1', port }), (one) => one.close())
  const stop = stack.logbook.onEvent((event) => log.note(event) && facts.changed())
  opened.defer(async () => void stop())
  const running = opened.move()
  return { facts, page, operator, close: () => running.disposeAsync() }
}

function operatorOf(aws: Aws, deployment: string): Readonly<Record<string, string>> {
  return { ...aws.environment('operator'), AWS_EC2_METADATA_DISABLED: 'true', TOKENWATCH_DEPLOYMENT: deployment }
}
