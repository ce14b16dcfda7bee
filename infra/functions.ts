import { Duration } from 'aws-cdk-lib'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { environmentNames } from '../functions/aws/environment.ts'
import type { Deployment } from '../functions/core/deployment.ts'
import { metricNamespace } from '../functions/core/metric-names.ts'
import { acknowledge } from './acknowledge.ts'
import type { Batches } from './batches.ts'
import { probeTimeout, TokenwatchFunction } from './function.ts'
import { type Network, networkOf } from './network.ts'
import { probedBy } from './secret-arns.ts'
import { SecretGrants } from './secret-grants.ts'
import type { State } from './state.ts'
import type { Topics } from './topics.ts'

export type FunctionsProps = {
  readonly deployment: Deployment
  /** Folder that holds one bundled folder for each function. */
  readonly bundles: string
  readonly state: State
  readonly batches: Batches
  readonly topics: Topics
}

/** Batches that are probed side by side. Each keeps to its own limit per host, so this bounds what a provider sees. */
const probesAtOnce = 10

/**
 * The two functions of every tick, with opposite trust: `probe` talks to foreign hosts and may read the listed secrets,
 * write state and publish pages; `tick` may rotate and talks to AWS alone.
 */
export class Functions extends Construct {
  readonly tick: TokenwatchFunction
  readonly probe: TokenwatchFunction
  readonly network: Network | null

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id)
    const { deployment, bundles, state, batches, topics } = props
    const retention: RetentionDays = deployment.retentionDays
    const environment = {
      [environmentNames.table]: state.table.tableName,
      [environmentNames.queueUrl]: batches.queue.queueUrl,
      ...topics.environment,
    }
    this.network = networkOf(this, deployment)
    this.tick = new TokenwatchFunction(this, 'Tick', {
      code: `${bundles}/tick`,
      description: 'Closes the last tick and opens the next',
      environment,
      timeout: Duration.seconds(60),
      memoryMb: 256,
      retention,
    })
    this.probe = new TokenwatchFunction(this, 'Probe', {
      code: `${bundles}/probe`,
      description: 'Probes one batch of checks',
      environment,
      timeout: probeTimeout,
      memoryMb: 512,
      retention,
      ...(this.network === null ? {} : { network: this.network }),
    })
    this.#grantProbe(props)
    this.#grantTick(props)
    this.probe.lambda.addEventSource(
      new SqsEventSource(batches.queue, { batchSize: 1, maxConcurrency: probesAtOnce, reportBatchItemFailures: true }),
    )
    this.tick.lambda.configureAsyncInvoke({
      retryAttempts: 0,
      maxEventAge: Duration.seconds(60),
      onFailure: new SqsDestination(batches.undeliveredTicks),
    })
    const polled = this.probe.lambda.node.children.filter(({ node }) => node.id.startsWith('SqsEventSource'))
    for (const mapping of polled) {
      acknowledge(
        mapping,
        'Serverless',
        'LambdaEventSourceMappingDestination',
        'SQS mappings have no destination; the queue has dead letters.',
      )
    }
    acknowledge(
      this.tick.role,
      'AwsSolutions',
      'IAM5[Resource::*]',
      'PutMetricData and ListSecrets know no resources; metrics are held to our namespace.',
    )
  }

  #grantProbe({ deployment, state, topics }: FunctionsProps): void {
    this.probe.allow(
      'KeepState',
      ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem'],
      [state.table.tableArn],
    )
    allowPublishing(this.probe, topics)
    const references = deployment.checks.flatMap(probedBy)
    new SecretGrants(this, 'ProbeSecrets', { role: this.probe.role, references, grants: deployment.grants })
  }

  #grantTick({ state, topics, batches }: FunctionsProps): void {
    const { tick } = this
    tick.allow(
      'KeepState',
      ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
      [state.table.tableArn],
    )
    tick.allow('Enqueue', ['sqs:SendMessage'], [batches.queue.queueArn])
    // Neither action knows resources; metrics are held to our namespace, the listing shows names and stages and no value.
    tick.allow('SendMetrics', ['cloudwatch:PutMetricData'], ['*'], {
      StringEquals: { 'cloudwatch:namespace': metricNamespace },
    })
    tick.allow('SweepVersions', ['secretsmanager:ListSecrets'], ['*'])
    const all = [topics.page, topics.notice, topics.watcher].map(({ topicArn }) => topicArn)
    tick.allow('SeeSubscriptions', ['sns:ListSubscriptionsByTopic'], all)
    allowPublishing(tick, topics)
  }
}

/** Pages, which go to `notice` too, and the key that they are encrypted under. */
export function allowPublishing(publisher: TokenwatchFunction, { page, notice, key }: Topics): void {
  publisher.allow('Page', ['sns:Publish'], [page.topicArn, notice.topicArn])
  publisher.allow('EncryptPages', ['kms:GenerateDataKey', 'kms:Decrypt'], [key.keyArn])
}
