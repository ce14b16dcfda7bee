import { Duration, Stack } from 'aws-cdk-lib'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import type { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { environmentNames } from '../functions/aws/environment.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { transitionSource } from '../functions/core/model/event-names.ts'
import { metricNamespace } from '../functions/core/model/metric-names.ts'
import { readParameters } from '../functions/core/model/secret-references.ts'
import { pendingIndex } from '../functions/core/state/table-keys.ts'
import { accountOf } from './account.ts'
import { acknowledgeNag } from './acknowledge.ts'
import type { Batches } from './batches.ts'
import { TokenwatchFunction } from './function.ts'
import { keysOf } from './keys.ts'
import { idAt, ProbeNetwork } from './network.ts'
import type { Lookup } from './network-survey.ts'
import { Probe } from './probe.ts'
import type { State } from './state.ts'
import type { Topics } from './topics.ts'

export type FunctionsProps = {
  readonly deployment: Deployment
  /** Account and Region to look networks up in; null without credentials. */
  readonly lookup: Lookup | null
  /** Folder with one bundled folder for each function. */
  readonly bundles: string
  readonly state: State
  readonly batches: Batches
  readonly topics: Topics
}

/**
 * The functions of every tick. `probe`, one for each probe location, talks to foreign hosts; it may read the listed secrets,
 * write state and publish pages. `tick` talks to AWS only, and may start rotations.
 */
export class Functions extends Construct {
  readonly tick: TokenwatchFunction
  /** One for each probe location, starting with the one in Lambda's own network. */
  readonly probes: readonly Probe[]
  /** By the name of the probe location; the one in Lambda's own network is missing. */
  readonly networks: ReadonlyMap<string, ProbeNetwork>
  /** Network of the functions that probe nothing; null for Lambda's own. */
  readonly network: ProbeNetwork | null

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id)
    const { deployment, bundles, state, batches, topics } = props
    const retention: RetentionDays = deployment.retentionDays
    const queueUrls = Object.fromEntries(batches.queues.map(({ location, queue }) => [location.name, queue.queueUrl]))
    const environment = { [environmentNames.table]: state.table.tableName, ...topics.environment }
    this.networks = this.#networks(props)
    this.network = this.#accountNetwork(props)
    this.probes = batches.queues.map((batchQueue) => {
      const network = this.networks.get(batchQueue.location.name) ?? null
      return new Probe(this, { ...batchQueue, deployment, bundles, environment, state, topics, network })
    })
    const readings = this.probes[0]?.logs.logGroupName
    this.tick = new TokenwatchFunction(this, 'Tick', {
      code: `${bundles}/tick`,
      description: 'Closes the last tick and opens the next',
      environment: {
        ...environment,
        [environmentNames.queueUrls]: Stack.of(this).toJsonString(queueUrls),
        // The log group of the readings, for the links in messages.
        ...(readings === undefined ? {} : { [environmentNames.logGroup]: readings }),
      },
      timeout: Duration.seconds(60),
      memoryMb: 256,
      runs: 'tick',
      retention,
      ...(this.network === null ? {} : { network: this.network }),
    })
    for (const { lambda } of this.probes) lambda.addEnvironment(environmentNames.tickRoleId, this.tick.role.roleId)
    this.#grantTick(props)
    this.tick.lambda.configureAsyncInvoke({
      retryAttempts: 0,
      maxEventAge: Duration.seconds(60),
      onFailure: new SqsDestination(batches.undeliveredTicks),
    })
    acknowledgeNag(
      this.tick.role,
      'AwsSolutions',
      'IAM5[Resource::*]',
      'PutMetricData, ListSecrets and DescribeParameters have no resource-level permissions; metrics are limited to our namespace.',
    )
  }

  #networks({ batches, lookup }: FunctionsProps): ReadonlyMap<string, ProbeNetwork> {
    const entries = batches.queues.flatMap(({ location }) => {
      const { name, network } = location
      if (network === null) return []
      return [
        [
          name,
          new ProbeNetwork(this, idAt(location, 'Network'), { network, field: `environments.${name}.network`, lookup }),
        ] as const,
      ]
    })
    return new Map(entries)
  }

  #accountNetwork({ lookup }: FunctionsProps): ProbeNetwork | null {
    const { network } = accountOf(this)
    return network === null
      ? null
      : new ProbeNetwork(this, 'AccountNetwork', { network, field: 'account.network', lookup })
  }

  #grantTick({ deployment, state, topics, batches }: FunctionsProps): void {
    const { tick } = this
    tick.allow(
      'KeepState',
      ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
      [state.table.tableArn],
    )
    keysOf(this).allowTable(tick)
    keysOf(this).allowQueues(tick)
    tick.allow('FindPending', ['dynamodb:Scan'], [`${state.table.tableArn}/index/${pendingIndex.name}`])
    const queues = batches.queues.map(({ queue }) => queue.queueArn)
    tick.allow('Enqueue', ['sqs:SendMessage'], queues)
    // Neither action has resource-level permissions. Metrics are limited to our namespace; the listing shows no values.
    tick.allow('SendMetrics', ['cloudwatch:PutMetricData'], ['*'], {
      StringEquals: { 'cloudwatch:namespace': metricNamespace },
    })
    const { partition, region, account } = Stack.of(this)
    const { source, detailType } = transitionSource
    tick.allow(
      'PublishTransitions',
      ['events:PutEvents'],
      [`arn:${partition}:events:${region}:${account}:event-bus/default`],
      {
        StringEquals: { 'events:source': source, 'events:detail-type': detailType },
      },
    )
    tick.allow('SweepVersions', ['secretsmanager:ListSecrets'], ['*'])
    // Names and versions, no values. It has no resource-level permissions either.
    if (readParameters(deployment.checks)) tick.allow('SweepParameters', ['ssm:DescribeParameters'], ['*'])
    const all = [topics.page, topics.notice, topics.watcher].map(({ topicArn }) => topicArn)
    tick.allow('SeeSubscriptions', ['sns:ListSubscriptionsByTopic'], all)
    topics.allowPaging(tick)
  }
}
