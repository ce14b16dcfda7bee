import { Duration, Stack } from 'aws-cdk-lib'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Key } from 'aws-cdk-lib/aws-kms'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import { CfnRotationSchedule } from 'aws-cdk-lib/aws-secretsmanager'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { environmentNames } from '../functions/aws/environment.ts'
import type { Check } from '../functions/core/model/check.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import type { ProbeLocation } from '../functions/core/model/probe-locations.ts'
import { lookMs } from '../functions/core/rotation/refresh-due.ts'
import { observationPartition, rotationPartition } from '../functions/core/state/table-keys.ts'
import { reconcileEvent } from '../functions/rotate/request.ts'
import { TokenwatchFunction } from './function.ts'
import type { Functions } from './functions.ts'
import { whenGivenUp } from './given-up.ts'
import { idAt } from './network.ts'
import type { TickSchedules } from './schedules.ts'
import { idsOf, probedBy, secretArn } from './secret-arns.ts'
import { SecretGrants } from './secret-grants.ts'
import type { State } from './state.ts'
import type { Topics } from './topics.ts'

export type RotatorProps = {
  readonly deployment: Deployment
  readonly bundles: string
  readonly functions: Functions
  readonly state: State
  readonly topics: Topics
  readonly schedules: TickSchedules
  /** Looks that could not be delivered. */
  readonly undelivered: Queue
}

/** From where a part of the checks is renewed, since they are minted and probed from there. */
export type RotatorPlace = {
  readonly location: ProbeLocation
  readonly ours: readonly Check[]
  /** The key of values that Secrets Manager would not take. */
  readonly escrow: Key
}

/** Secrets Manager's longest rate: `tick` starts rotations by what it knows of expiry, the service's own clock is the backstop. */
const backstop = 'rate(999 days)'

/** As long as a verification may wait for a provider's replicas, and a save for Secrets Manager. */
const timeout = Duration.minutes(5)

/** Stages of a rotated secret: in force, about to be, and the one that has to be seen dying. */
const stages = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'] as const

/**
 * The function that renews: called by Secrets Manager for its four steps, by a schedule to look after what the steps leave open,
 * and by EventBridge when Secrets Manager gave a rotation up. Only it writes versions, of the secrets that the config gives to it
 * and of no others.
 */
export class RotatorConstruct extends Construct {
  readonly function: TokenwatchFunction

  constructor(scope: Construct, { location, ours, escrow }: RotatorPlace, props: RotatorProps) {
    super(scope, idAt(location, 'Rotator'))
    const { deployment, bundles, functions, state, topics, schedules } = props
    const network = functions.networks.get(location.name)
    // Beside this construct, so that its name says from where it renews.
    this.function = new TokenwatchFunction(scope, idAt(location, 'Rotate'), {
      code: `${bundles}/rotate`,
      description: "Secrets Manager's four steps for the secrets that Tokenwatch renews, and what comes after them",
      environment: {
        [environmentNames.table]: state.table.tableName,
        [environmentNames.escrowKeyId]: escrow.keyArn,
        ...topics.environment,
      },
      timeout,
      memoryMb: 512,
      retention: deployment.retentionDays,
      ...(network === undefined ? {} : { network }),
    })
    this.#grantSecrets(scope, { location, ours })
    this.function.allow(
      'KeepRecords',
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      [state.table.tableArn],
      // Its own records, and nobody's state.
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${rotationPartition}*`] } },
    )
    if (ours.some(({ consumers }) => consumers.length > 0))
      this.function.allow('SeeConsumers', ['dynamodb:GetItem'], [state.table.tableArn], {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${observationPartition}*`] },
      })
    this.function.allow('KeepInEscrow', ['kms:GenerateDataKey', 'kms:Decrypt'], [escrow.keyArn])
    topics.allowPaging(this.function)
    this.#letBeCalled(ours, props)
    schedules.add(idAt(location, 'Tend'), {
      rate: Duration.millis(lookMs),
      description: `Tokenwatch ${deployment.name}: what rotations leave open`,
      target: this.function,
      input: reconcileEvent(location.environments),
    })
  }

  #grantSecrets(scope: Construct, { location, ours }: Pick<RotatorPlace, 'location' | 'ours'>): void {
    const own = ours.flatMap(({ secret }) => secret ?? [])
    const arns = idsOf(own).map((one) => secretArn(this, one))
    const written = ['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage']
    this.function.allow('WriteVersions', written, arns)
    const staged = stages.flatMap((stage) => own.map((secret) => ({ ...secret, stage })))
    const others = ours.flatMap((check) => {
      const authority = check.rotation.by === 'ours' ? check.rotation.client : null
      return [...probedBy(check), ...(authority === null ? [] : [authority])]
    })
    const references = [...staged, ...others]
    new SecretGrants(scope, idAt(location, 'RotateSecrets'), { role: this.function.role, references, grants: 'each' })
    // A new version under a customer's key is encrypted with a data key of it.
    const keys = [...new Set(own.flatMap(({ keyArn }) => keyArn ?? []))]
    const viaService = { StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(this).region}.amazonaws.com` } }
    if (keys.length > 0) this.function.allow('EncryptVersions', ['kms:GenerateDataKey'], keys, viaService)
  }

  #letBeCalled(ours: readonly Check[], { undelivered }: RotatorProps): void {
    const { lambda } = this.function
    // Without the account, any account's Secrets Manager could be made to call it.
    lambda.addPermission('SecretsManager', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
    })
    const secretIds = idsOf(ours.flatMap(({ secret }) => secret ?? []))
    for (const secretId of secretIds) this.#schedule(secretId)
    lambda.configureAsyncInvoke({
      retryAttempts: 0,
      maxEventAge: Duration.minutes(2),
      onFailure: new SqsDestination(undelivered),
    })
    whenGivenUp(this, this.function, { undelivered })
  }

  /** A deployment rotates nothing: `rotateImmediatelyOnUpdate` would, by default. */
  #schedule(secretId: string): void {
    const schedule = new CfnRotationSchedule(this, `Schedule-${secretId}`, {
      secretId,
      rotationLambdaArn: this.function.lambda.functionArn,
      rotateImmediatelyOnUpdate: false,
      rotationRules: { scheduleExpression: backstop },
    })
    schedule.node.addDependency(this.function)
  }
}
