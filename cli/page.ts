import { suggest } from '../functions/config/near-miss.ts'
import type { PageTested } from '../functions/core/alerting/page-test.ts'
import type { DirectoryEntry } from '../functions/core/state/directory.ts'
import { type Connection, connect } from './aws/connection.ts'
import { type PageTester, pageTester } from './aws/page-tester.ts'
import { agree } from './framework/agreement.ts'
import type { CommandResult } from './framework/command-result.ts'
import { exitCodes } from './framework/exit-codes.ts'
import { CommandFailure } from './framework/failure.ts'
import type { Terminal } from './framework/terminal.ts'

/** Options of `tokenwatch page`. */
export type PageOptions = {
  readonly test?: boolean
  readonly environment?: string
  readonly yes?: boolean
  readonly deployment?: string
  readonly region?: string
}

/** Asks the deployed probe to send test pages. Exit code 2 if SNS did not accept all of them. */
export async function run(options: PageOptions, terminal: Terminal): Promise<CommandResult> {
  const { test, environment } = options
  if (test !== true) throw new CommandFailure('usage', 'add --test: this command only sends test pages')
  const connection = await connect(options, terminal.environment)
  const ask = pageTester(connection)
  const names = chosen(environment, await environmentsOf(ask, connection))
  const steps = names.map(
    (name) => `${name}: everybody who is paged receives two messages marked TEST, an alarm and its resolution`,
  )
  await agree({ what: `page the people of ${names.join(' and ')}`, steps }, options, terminal)
  const tested = await Promise.all(names.map((name) => testOne(ask, name, connection)))
  const whole = tested.every(({ unsent }) => unsent === 0)
  return {
    exitCode: whole ? exitCodes.ok : exitCodes.undecided,
    data: { deployment: connection.deployment, environments: tested },
    text: tested.map(lineOf).join(''),
    notes: whole
      ? []
      : [
          'messages that SNS did not accept stay pending: the log of the probe says why, and the next test sends them again',
        ],
  }
}

/** Asks the probe for an environment that cannot exist. Its reply lists those that do. */
async function environmentsOf(ask: PageTester, { directory }: Connection): Promise<readonly string[]> {
  const reply = await ask(directory.probe, { environment: '' })
  return reply.kind === 'no_such_environment' ? reply.names : []
}

function chosen(environment: string | undefined, names: readonly string[]): readonly string[] {
  if (environment === undefined) return names
  if (names.includes(environment)) return [environment]
  throw new CommandFailure('no_match', `no environment is named "${environment}": ${suggest(environment, names)}`)
}

/** Each environment is tested by the probe that pages for it. */
export async function testOne(
  ask: PageTester,
  environment: string,
  { directory }: { readonly directory: Pick<DirectoryEntry, 'probe' | 'probes'> },
): Promise<PageTested> {
  const reply = await ask(directory.probes[environment] ?? directory.probe, { environment })
  const tested = reply.kind === 'tested' ? reply.environments.find((one) => one.environment === environment) : undefined
  return tested ?? { environment, sent: 0, unsent: 2 }
}

function lineOf({ environment, sent, unsent }: PageTested): string {
  const accepted = `${sent} of ${sent + unsent} messages accepted by SNS`
  return `${unsent === 0 ? '✓' : '✗'} ${environment}  ${accepted}${unsent === 0 ? '; ask the readers if they arrived' : ''}\n`
}
