import { suggest } from '../functions/config/near-miss.ts'
import type { PageTested } from '../functions/core/alerting/page-test.ts'
import type { DirectoryEntry } from '../functions/core/state/directory.ts'
import { type Connection, connect } from './aws/connection.ts'
import { type PageTester, pageTester } from './aws/page-tester.ts'
import { type DoctorFinding, warning } from './doctor/finding.ts'
import { agree } from './framework/agreement.ts'
import type { CommandResult } from './framework/command-result.ts'
import { exitCodes } from './framework/exit-codes.ts'
import { CommandFailure } from './framework/failure.ts'
import type { Terminal } from './framework/terminal.ts'

/** Options of `tokenwatch page`. */
export type PageOptions = {
  readonly test?: boolean
  readonly environment?: string
  readonly owner?: string
  readonly yes?: boolean
  readonly deployment?: string
  readonly region?: string
}

/**
 * Asks the deployed probe to send test pages. Exit code 2 if SNS did not accept all of them, or may not deliver to a function or queue.
 */
export async function run(options: PageOptions, terminal: Terminal): Promise<CommandResult> {
  const { test, environment, owner } = options
  if (test !== true) throw new CommandFailure('usage', 'add --test: this command only sends test pages')
  const connection = await connect(options, terminal)
  const ask = pageTester(connection)
  const names = chosen(environment, await environmentsOf(ask, connection))
  const whose = (name: string) => (owner === undefined ? name : `${owner} in ${name}`)
  const steps = names.map(
    (name) => `${whose(name)}: everybody who is paged receives two messages marked TEST, an alarm and its resolution`,
  )
  await agree({ what: `page the people of ${names.map(whose).join(' and ')}`, steps }, options, terminal)
  const tested = await Promise.all(
    names.map((name) =>
      testOne(ask, owner === undefined ? { environment: name } : { environment: name, owner }, connection),
    ),
  )
  const accepted = tested.every(({ unsent }) => unsent === 0)
  const delivery = await deliveryOf(connection)
  const refused = delivery.filter(({ state }) => state === 'failed')
  return {
    exitCode: accepted && refused.length === 0 ? exitCodes.ok : exitCodes.undecided,
    data: { deployment: connection.deployment, environments: tested, delivery },
    text: tested.map(lineOf).join('') + refused.map(({ detail }) => `✗ ${detail}\n`).join(''),
    notes: [...(accepted ? [] : [pendingNote]), ...delivery.flatMap(noteOf)],
  }
}

const pendingNote =
  'messages that SNS did not accept stay pending: the log of the probe says why, and the next test sends them again'

/** SNS accepts a message also where it may deliver it to nobody. The policies of functions and queues decide about that. */
async function deliveryOf(connection: Connection): Promise<readonly DoctorFinding[]> {
  const { listSubscriptions } = await import('./doctor/deployed.ts')
  const { lookAtDeliveries } = await import('./doctor/deliveries.ts')
  try {
    return await lookAtDeliveries(connection, await listSubscriptions(connection))
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error
    return [warning('delivery', `cannot tell if SNS may deliver to functions and queues: ${error.message}`)]
  }
}

function noteOf({ state, detail }: DoctorFinding): readonly string[] {
  return state === 'warning' ? [detail] : []
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

/** Each environment is tested by the probe that pages for it. An owner that the deployment does not have is a failure. */
export async function testOne(
  ask: PageTester,
  request: { readonly environment: string; readonly owner?: string },
  { directory }: { readonly directory: Pick<DirectoryEntry, 'probe' | 'probes'> },
): Promise<PageTested> {
  const { environment, owner } = request
  const reply = await ask(directory.probes[environment] ?? directory.probe, request)
  if (reply.kind === 'no_such_owner') throw noOwner(owner ?? '', reply.names)
  const tested =
    reply.kind === 'tested'
      ? reply.environments.find((one) => one.environment === environment && one.owner === owner)
      : undefined
  return tested ?? { ...request, sent: 0, unsent: 2 }
}

function noOwner(owner: string, names: readonly string[]): CommandFailure {
  const known = names.length === 0 ? 'the config has no owners' : suggest(owner, names)
  return new CommandFailure('no_match', `no owner is named "${owner}": ${known}`)
}

function lineOf({ environment, owner, sent, unsent }: PageTested): string {
  const accepted = `${sent} of ${sent + unsent} messages accepted by SNS`
  return `${unsent === 0 ? '✓' : '✗'} ${environment}${owner === undefined ? '' : ` ${owner}`}  ${accepted}${unsent === 0 ? '; ask the readers if they arrived' : ''}\n`
}
