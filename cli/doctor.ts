import { loadConfigFile } from '../functions/config/config-file.ts'
import { formatProblem } from '../functions/config/problems.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import type { Connection } from './aws/connection.ts'
import { counted } from './config.ts'
import { type DoctorFinding, failed, ok, warning } from './doctor/finding.ts'
import type { CommandResult } from './framework/command-result.ts'
import { exitCodes } from './framework/exit-codes.ts'
import { CommandFailure } from './framework/failure.ts'
import type { Paint, Terminal } from './framework/terminal.ts'

/** Options of `tokenwatch doctor`. */
export type DoctorOptions = { readonly config: string; readonly deployment?: string; readonly region?: string }

type Look = { readonly deployment: Deployment | null; readonly findings: readonly DoctorFinding[] }

const marks: Readonly<Record<DoctorFinding['state'], readonly [string, Paint]>> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  failed: ['✗', 'red'],
}

/** Checks everything that Tokenwatch needs. Exit code 0 all is well, 2 something is not, 3 the config is not. */
export async function run(options: DoctorOptions, terminal: Terminal): Promise<CommandResult> {
  const config = await lookAtConfig(options.config)
  const findings: DoctorFinding[] = [lookAtNode(), ...config.findings]
  terminal.progress('asking the hosts of the checks')
  if (config.deployment !== null) findings.push(...(await lookAtHosts(config.deployment)))
  terminal.progress('asking AWS')
  const name = options.deployment ?? terminal.environment['TOKENWATCH_DEPLOYMENT'] ?? config.deployment?.name
  findings.push(
    ...(await lookAtAws(
      { ...options, ...(name === undefined ? {} : { deployment: name }) },
      config.deployment,
      terminal,
    )),
  )
  const bad = findings.filter(({ state }) => state === 'failed').length
  const exitCode = config.findings.some(({ state }) => state === 'failed')
    ? exitCodes.usage
    : bad > 0
      ? exitCodes.undecided
      : exitCodes.ok
  return {
    exitCode,
    data: { findings },
    text: findings.map((finding) => lineOf(finding, terminal.paint)).join(''),
  }
}

function lineOf({ about, state, detail }: DoctorFinding, paint: Terminal['paint']): string {
  const [mark, colour] = marks[state]
  return `${paint(colour, mark)} ${about.padEnd(16)} ${detail}\n`
}

function lookAtNode(): DoctorFinding {
  const major = Number(process.versions.node.split('.')[0])
  return major >= 24
    ? ok('node', process.version)
    : failed('node', `${process.version}: Tokenwatch needs Node 24 or newer`)
}

async function lookAtConfig(file: string): Promise<Look> {
  const loaded = await loadConfigFile(file)
  if (!loaded.ok)
    return {
      deployment: null,
      findings: loaded.problems.map((problem) => failed('config', formatProblem(file, problem))),
    }
  const { problemsForAws } = await import('../functions/config/deployable.ts')
  const problems = problemsForAws(loaded.deployment).map((problem) =>
    warning('config', `cannot be deployed to AWS: ${formatProblem(file, problem)}`),
  )
  const { endpointsNeeded } = await import('../functions/config/networks.ts')
  const networks = [...endpointsNeeded(loaded.deployment)].map(([field, services]) =>
    ok('network', `${field} needs VPC endpoints for ${services.join(', ')}`),
  )
  const good = ok('config', `${file}: ${counted(loaded.deployment.checks.length, 'check')}`)
  return { deployment: loaded.deployment, findings: [good, ...problems, ...networks] }
}

async function lookAtHosts({ checks }: Deployment): Promise<readonly DoctorFinding[]> {
  const { reachHosts } = await import('./doctor/reach.ts')
  return reachHosts(checks)
}

/** Stops at the first failure, because each look needs the result of the one before. */
async function lookAtAws(
  options: Omit<DoctorOptions, 'config'>,
  deployment: Deployment | null,
  terminal: Terminal,
): Promise<readonly DoctorFinding[]> {
  const findings: DoctorFinding[] = []
  try {
    const { connect } = await import('./aws/connection.ts')
    const connection = await connect(options, { environment: terminal.environment, note: () => {} })
    const { clockFinding } = await import('./doctor/reach.ts')
    findings.push(
      ok('credentials', `accepted by AWS in ${connection.region}`),
      clockFinding(connection.awsMs, Date.now()),
    )
    findings.push(deployedFinding(connection, deployment), ...(await lookAtHome(connection, deployment)))
    const { releaseFinding, lookAtMonitor, listSubscriptions, confirmationFinding } = await import(
      './doctor/deployed.ts'
    )
    findings.push(releaseFinding(connection), ...(await lookAtMonitor(connection)))
    const subscriptions = await listSubscriptions(connection)
    findings.push(confirmationFinding(subscriptions, deployment))
    const { lookAtDeliveries } = await import('./doctor/deliveries.ts')
    findings.push(
      ...(await lookAtDeliveries(connection, subscriptions)),
      ...(await lookAtSecrets(connection, deployment)),
    )
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error
    findings.push(failed(aboutOf(error), error.message))
  }
  return findings
}

/** Finds what the deployment cannot use in its account and Region, which the config alone may not tell. */
async function lookAtHome(
  { deployment: name, directory }: Connection,
  deployment: Deployment | null,
): Promise<readonly DoctorFinding[]> {
  if (deployment?.name !== name) return []
  const { homeProblems } = await import('../functions/config/home.ts')
  const { arnPartsOf } = await import('../functions/config/bound-arns.ts')
  // Those are among the findings about the config.
  if (homeProblems(deployment).length > 0) return []
  return homeProblems(deployment, arnPartsOf(directory.page)).map((problem) =>
    failed('account', formatProblem('', problem)),
  )
}

async function lookAtSecrets(connection: Connection, deployment: Deployment | null): Promise<readonly DoctorFinding[]> {
  if (deployment === null) return []
  const { storesOf } = await import('./aws/deployment-client.ts')
  const { bindingFindings } = await import('./doctor/bindings.ts')
  const { strengthFindings } = await import('./doctor/strength.ts')
  const states = await storesOf(connection).states.read(deployment.checks.map(({ key }) => key))
  return [...bindingFindings(deployment.checks, states), ...strengthFindings(deployment.checks, states)]
}

function aboutOf({ code }: CommandFailure): string {
  if (code === 'denied') return 'permissions'
  return code.endsWith('_credentials') || code === 'no_region' ? 'credentials' : 'deployment'
}

function deployedFinding({ deployment: name, directory }: Connection, deployment: Deployment | null): DoctorFinding {
  if (deployment === null || deployment.name !== name || directory.config === deployment.hash)
    return ok('deployment', `${name} is deployed`)
  return warning('deployment', `${name} runs a different config than this one: "cdk deploy" would change it`)
}
