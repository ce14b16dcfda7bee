import { Annotations, Names, Stack } from 'aws-cdk-lib'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct, RootConstruct } from 'constructs'
import { environmentNames } from '../functions/aws/environment.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { type ProbeLocation, probeLocationsOf } from '../functions/core/model/probe-locations.ts'
import type { SecretReference } from '../functions/core/model/secret-reference.ts'
import { answerSeconds, durationOf, loadsOf, probesAtOnceAt } from '../functions/core/tick/throughput.ts'
import { acknowledgeNag } from './acknowledge.ts'
import { grantConsumers, looksAtVersions } from './consumer-grants.ts'
import { probeTimeout, TokenwatchFunction } from './function.ts'
import { keysOf } from './keys.ts'
import { idAt, type ProbeNetwork } from './network.ts'
import { ParameterGrants } from './parameter-grants.ts'
import { besideCurrent, idsOf, lookedWith, probedBy } from './secret-arns.ts'
import { SecretGrants } from './secret-grants.ts'
import type { State } from './state.ts'
import type { Topics } from './topics.ts'

export type ProbeProps = {
  readonly deployment: Deployment
  readonly location: ProbeLocation
  /** Folder with one bundled folder for each function. */
  readonly bundles: string
  readonly environment: Readonly<Record<string, string>>
  readonly state: State
  readonly queue: Queue
  readonly topics: Topics
  /** VPC of the probe location; null for Lambda's own network. */
  readonly network: ProbeNetwork | null
}

/** Megabytes of a probe function. `npm run bench -- probe-memory` holds that a fifth of it is never used. */
export const probeMemoryMb = 384

/**
 * The function that talks to foreign hosts from one probe location. It may read the secrets of the checks of that location only.
 * The first location also runs probe tasks.
 */
export class Probe extends TokenwatchFunction {
  readonly location: ProbeLocation

  constructor(scope: Construct, props: ProbeProps) {
    const { deployment, location, bundles, environment, state, queue, topics, network } = props
    super(scope, idAt(location, 'Probe'), {
      code: `${bundles}/probe`,
      description: 'Probes one batch of checks',
      environment,
      timeout: probeTimeout,
      memoryMb: probeMemoryMb,
      runs: 'probe',
      retention: deployment.retentionDays,
      ...(network === null ? {} : { network }),
    })
    this.location = location
    this.lambda.addEnvironment(environmentNames.logGroup, this.logs.logGroupName)
    this.lambda.addEnvironment(environmentNames.ownQueueUrl, queue.queueUrl)
    this.lambda.addEnvironment(environmentNames.ownRoleId, this.role.roleId)
    // What it paged while the table was away, for its other containers.
    this.allow('RememberPages', ['sqs:SendMessage'], [queue.queueArn])
    this.allow(
      'KeepState',
      ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      [state.table.tableArn],
    )
    keysOf(this).allowTable(this)
    keysOf(this).allowQueues(this)
    const runsTasks = probeLocationsOf(deployment)[0]?.name === location.name
    topics.allowPaging(this, [topics.watcher])
    const checks = deployment.checks.filter((check) => location.environments.includes(check.environment))
    const references = [
      ...checks.flatMap((check) => [...probedBy(check), ...besideCurrent(check), ...lookedWith(check)]),
      ...(runsTasks ? heartbeatSecrets(deployment) : []),
    ]
    new SecretGrants(scope, idAt(location, 'ProbeSecrets'), {
      role: this.role,
      references,
      grants: deployment.grants,
      versions: checks.some(looksAtVersions),
      together: this.#readsTogether(deployment, references),
    })
    new ParameterGrants(scope, idAt(location, 'ProbeParameters'), { role: this.role, references })
    grantConsumers(this, checks)
    this.#poll(queue, deployment)
    this.#announce(deployment)
  }

  /** Says at synth how long its ticks take, if answers are as fast as usual and if they are slow. */
  #announce(deployment: Deployment): void {
    const atOnce = probesAtOnceAt(deployment, this.location.name)
    const [usual, slow] = [answerSeconds.usual, answerSeconds.slow].map((seconds) =>
      loadsOf(deployment, seconds).filter(({ location }) => location === this.location.name),
    )
    for (const [index, load] of (usual ?? []).entries()) {
      const [fast, late] = [load, slow?.[index] ?? load].map((one) => Math.ceil(durationOf(one, atOnce)))
      const took = `about ${fast} s if answers take ${answerSeconds.usual} s, ${late} s if they take ${answerSeconds.slow} s`
      Annotations.of(this).addInfo(
        `every ${load.cadence}: checks ${load.checks}, batches ${load.batchSeconds.length}, ${atOnce} at one time; ${took}`,
      )
    }
  }

  /** Lets the function read many secrets with one call. Returns false if it reads each by itself. */
  #readsTogether({ secretReads }: Deployment, references: readonly SecretReference[]): boolean {
    if (secretReads === 'single' || idsOf(references).length === 0) return false
    this.allow('ReadTogether', ['secretsmanager:BatchGetSecretValue'], ['*'])
    acknowledgeNag(
      this.role,
      'AwsSolutions',
      'IAM5[Resource::*]',
      'BatchGetSecretValue has no resource-level permissions; it returns only secrets that GetSecretValue is allowed for.',
    )
    return true
  }

  #poll(queue: Queue, deployment: Deployment): void {
    const { name } = deployment
    const maxConcurrency = probesAtOnceAt(deployment, this.location.name)
    const source = { batchSize: 1, maxConcurrency, reportBatchItemFailures: true }
    const entrance = this.entrance('queue')
    queue.grantConsumeMessages(entrance)
    const id = `SqsEventSource:${uniqueIdOf(queue, `tokenwatch-${name}`)}`
    const mapping = entrance.addEventSourceMapping(id, { eventSourceArn: queue.queueArn, ...source })
    acknowledgeNag(
      mapping,
      'Serverless',
      'LambdaEventSourceMappingDestination',
      'SQS mappings have no destination; the queue has dead letters.',
    )
  }
}

/**
 * Returns the unique id of a construct as if its stack stood alone in an app. The CDK's own id names every construct around the stack: in
 * another place the mapping would be another resource, and Lambda refuses a second one for the same queue and function.
 */
function uniqueIdOf(construct: Construct, stackId: string): string {
  const within = construct.node.scopes.slice(Stack.of(construct).node.scopes.length)
  const names = [stackId, ...within.map(({ node }) => node.id)]
  const copy = names.reduce<Construct>((scope, name) => new Construct(scope, name), new RootConstruct())
  return Names.nodeUniqueId(copy.node)
}

function heartbeatSecrets({ heartbeatUrl }: Deployment): readonly SecretReference[] {
  return heartbeatUrl !== null && 'secret' in heartbeatUrl ? [heartbeatUrl.secret] : []
}
