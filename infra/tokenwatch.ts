import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Duration, Stack, type StackProps } from 'aws-cdk-lib'
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { IManagedPolicy, IRole } from 'aws-cdk-lib/aws-iam'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { bundleAllSync } from '../functions/bundle.ts'
import { problemsForAws } from '../functions/config/deployable.ts'
import { expandConfig } from '../functions/config/expand.ts'
import { formatProblem } from '../functions/config/problems.ts'
import type { Config } from '../functions/config/schema.ts'
import { cadencesOf } from '../functions/core/model/cadences.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { deploymentMetrics, environmentMetrics } from '../functions/core/model/metric-names.ts'
import { deploymentMetric, environmentMetric, heartbeat } from './metrics.ts'
import { refuseOtherCopies, refuseSecond } from './same-app.ts'
import { TokenwatchStack } from './stack.ts'

export type TokenwatchProps = {
  /** Config of the monitor, as `defineConfig(...)` of a `tokenwatch.config.ts` returns it. */
  readonly config: Config
  /** Options of its stack. Account and Region are those of the stack or stage around it, unless `env` names others. */
  readonly stack?: StackProps
}

/** Functions of a monitor. */
export type MonitorFunctions = {
  readonly tick: IFunction
  /** One for each probe location. */
  readonly probes: readonly IFunction[]
  readonly rotate: readonly IFunction[]
  /** Sends pages to PagerDuty; null if no subscriber asks for it. */
  readonly notify: IFunction | null
}

/**
 * The monitor of one config, for a CDK app or pipeline of your own. It can stand in an app, a stage or a stack, and is always a stack of its
 * own, `tokenwatch-<name>`: a monitor is deployed, repaired and removed on its own. Throws an Error with every problem of the config.
 *
 * @example new Tokenwatch(app, 'Tokens', { config, stack: { env: { account: '123456789012', region: 'eu-west-1' } } })
 */
export class Tokenwatch extends Construct {
  readonly stack: Stack
  /** Topics that people subscribe to; chat channels have others. */
  readonly topics: { readonly page: ITopic; readonly notice: ITopic; readonly watcher: ITopic }
  readonly table: Pick<ITableV2, 'tableName' | 'tableArn'>
  readonly functions: MonitorFunctions
  /** Policy of a pipeline that asks the gate. */
  readonly gatePolicy: IManagedPolicy
  /** Policy of people who acknowledge, silence and order rotations. */
  readonly operatorPolicy: IManagedPolicy
  readonly #deployment: Deployment

  constructor(scope: Construct, id: string, props: TokenwatchProps) {
    // A caller in JavaScript may leave the props out: the missing config is then said like any other fault of it.
    const { config, stack = {} }: Partial<TokenwatchProps> = props ?? {}
    refuseOtherCopies(scope)
    super(scope, id)
    this.#deployment = deploymentOf(config)
    const { name } = this.#deployment
    const monitor = withBundles(this.#deployment, (bundles) => {
      const around = enclosing(scope)
      return new TokenwatchStack(this, 'Stack', {
        stackName: `tokenwatch-${name}`,
        ...(around === undefined ? {} : { env: { account: around.account, region: around.region } }),
        ...stack,
        deployment: this.#deployment,
        bundles,
      })
    })
    refuseSecond(monitor, name)
    const { page, notice, watcher } = monitor.topics
    this.stack = monitor
    this.topics = { page, notice, watcher }
    this.table = monitor.state.table
    this.functions = {
      tick: monitor.functions.tick.lambda,
      probes: monitor.functions.probes.map(({ lambda }) => lambda),
      rotate: monitor.rotations.functions.map(({ lambda }) => lambda),
      notify: monitor.notifier.function?.lambda ?? null,
    }
    this.gatePolicy = monitor.directory.gate
    this.operatorPolicy = monitor.directory.operator
  }

  /** Lets a role, as of a pipeline, ask the gate. It may do nothing else with the monitor. */
  grantGate(role: IRole): void {
    role.addManagedPolicy(this.gatePolicy)
  }

  /** Lets a role operate the monitor: acknowledge and silence incidents, send test pages, order rotations. */
  grantOperate(role: IRole): void {
    role.addManagedPolicy(this.operatorPolicy)
  }

  /** Ticks of a cadence, such as `5m`, that were complete with nothing pending. No value means silence. */
  metricHeartbeat(cadence: string, period: Duration): Metric {
    const known = [...cadencesOf(this.#deployment).keys()]
    if (!known.includes(cadence))
      throw new Error(`cadence: expected one of the config such as '${known[0]}', found '${cadence}'`)
    return heartbeat(this.#deployment, cadence, period)
  }

  /** Checks of an environment whose credential is invalid. */
  metricInvalid(environment: string, period: Duration): Metric {
    return this.#metricOf(environment, environmentMetrics.invalid, period)
  }

  /** Checks of an environment about which the monitor cannot tell. */
  metricUnknown(environment: string, period: Duration): Metric {
    return this.#metricOf(environment, environmentMetrics.unknown, period)
  }

  /** Checks of an environment whose credential expires soon. */
  metricExpiring(environment: string, period: Duration): Metric {
    return this.#metricOf(environment, environmentMetrics.expiring, period)
  }

  /** Pages that SNS has not accepted yet. */
  metricPagesPending(period: Duration): Metric {
    return deploymentMetric(this.#deployment, deploymentMetrics.pagesPending, { statistic: 'Maximum', period })
  }

  #metricOf(environment: string, metricName: string, period: Duration): Metric {
    const known = this.#deployment.environments.map(({ name }) => name)
    if (!known.includes(environment))
      throw new Error(`environment: expected one of the config such as '${known[0]}', found '${environment}'`)
    return environmentMetric(this.#deployment, environment, metricName, { statistic: 'Maximum', period })
  }
}

/** Expands a config, or throws an Error with all of its problems. */
function deploymentOf(config: Config | undefined): Deployment {
  const expansion = expandConfig(config)
  const problems = expansion.ok ? problemsForAws(expansion.deployment) : expansion.problems
  if (expansion.ok && problems.length === 0) return expansion.deployment
  throw new Error(problems.map((problem) => formatProblem('config', problem)).join('\n'))
}

/** Bundles the functions into a temporary folder. The CDK copies the assets while the stack is built. */
function withBundles<Made>(deployment: Deployment, make: (bundles: string) => Made): Made {
  const bundles = mkdtempSync(join(tmpdir(), 'tokenwatch-bundles-'))
  try {
    bundleAllSync(bundles, deployment)
    return make(bundles)
  } finally {
    rmSync(bundles, { recursive: true, force: true })
  }
}

/** Returns the stack that a construct stands in, if there is one. */
function enclosing(scope: Construct): Stack | undefined {
  return [...scope.node.scopes].reverse().find((one): one is Stack => Stack.isStack(one))
}
