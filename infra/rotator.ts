import { Duration, Stack } from 'aws-cdk-lib'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import { CfnRotationSchedule } from 'aws-cdk-lib/aws-secretsmanager'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { environmentNames } from '../functions/aws/environment.ts'
import type { Check } from '../functions/core/model/check.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import type { ProbeLocation } from '../functions/core/model/probe-locations.ts'
import { secretNameOf } from '../functions/core/model/secret-name.ts'
import type { SecretReference } from '../functions/core/model/secret-reference.ts'
import { lookMs } from '../functions/core/rotation/refresh-due.ts'
import {
  conditionsPartition,
  experimentKey,
  observationPartition,
  rotationPartition,
} from '../functions/core/state/table-keys.ts'
import { reconcileEvent } from '../functions/rotate/request.ts'
import { TokenwatchFunction } from './function.ts'
import type { Functions } from './functions.ts'
import { whenGivenUp } from './given-up.ts'
import { keysOf } from './keys.ts'
import { idAt } from './network.ts'
import { packArns } from './policy-packing.ts'
import type { TickSchedules } from './schedules.ts'
import { idsOf, probedBy, secretArn } from './secret-arns.ts'
import { acknowledgeTogether, coveredBy, SecretGrants } from './secret-grants.ts'
import type { State } from './state.ts'
import { idNaming } from './taken.ts'
import type { Topics } from './topics.ts'
import { viaService } from './via-service.ts'

export type RotatorProps = {
  readonly deployment: Deployment
  readonly bundles: string
  readonly functions: Functions
  readonly state: State
  readonly topics: Topics
  readonly schedules: TickSchedules
  /** Reconcile calls that could not be delivered. */
  readonly undelivered: Queue
}

/** Probe location from which some checks are rotated: their tokens are minted and probed there. */
export type RotatorPlace = {
  readonly location: ProbeLocation
  readonly ours: readonly Check[]
  /** Key of the escrow: values that Secrets Manager did not accept. */
  readonly escrow: IKey
  /** Parent of the schedules of all places: a schedule keeps its id where its secret is rotated from another place. */
  readonly rotationSchedules: Construct
}

/** Longest rate that Secrets Manager accepts. `tick` starts rotations by expiry; this schedule is the backstop. */
const backstop = 'rate(999 days)'

/** Time for a verification to wait for the replicas of a provider, and for a save to wait for Secrets Manager. */
const timeout = Duration.minutes(5)

/** Policies that may name the secrets that one function reads. The others of its role name those that it writes, and keys. */
const mostPolicies = 5

/** Stages of a rotated secret: current, pending, and the previous one that must be seen to be revoked. */
const stages = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'] as const

/**
 * The function that rotates. Secrets Manager calls it for the four steps, a schedule calls it to reconcile what the steps leave
 * open, and EventBridge calls it when Secrets Manager gives a rotation up. Only this function writes versions, and only of the
 * secrets that the config assigns to it.
 */
export class RotatorConstruct extends Construct {
  readonly function: TokenwatchFunction

  constructor(scope: Construct, { location, ours, escrow, rotationSchedules }: RotatorPlace, props: RotatorProps) {
    super(scope, idAt(location, 'Rotation'))
    const { deployment, bundles, functions, state, topics, schedules } = props
    const network = functions.networks.get(location.name)
    // Beside this construct, so that its name contains the probe location.
    this.function = new TokenwatchFunction(scope, idAt(location, 'Rotate'), {
      code: `${bundles}/rotate`,
      description: 'Rotates the secrets that Tokenwatch owns, and reconciles what a rotation leaves open',
      environment: {
        [environmentNames.table]: state.table.tableName,
        [environmentNames.escrowKeyId]: escrow.keyArn,
        ...topics.environment,
      },
      timeout,
      memoryMb: 512,
      runs: 'rotate',
      retention: deployment.retentionDays,
      ...(network === undefined ? {} : { network }),
    })
    const reading = this.#grantSecrets(scope, { location, ours }, deployment)
    this.function.allow(
      'KeepRecords',
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      [state.table.tableArn],
      // Rotation records only, no check states.
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${rotationPartition}*`] } },
    )
    this.function.allow('SeeConditions', ['dynamodb:GetItem', 'dynamodb:Query'], [state.table.tableArn], {
      // Alert storms, unreliable providers and experiments, in which no repair acts on a refusal.
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [conditionsPartition, experimentKey.partition] },
    })
    if (ours.some(({ consumers }) => consumers.length > 0))
      this.function.allow('SeeConsumers', ['dynamodb:GetItem'], [state.table.tableArn], {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${observationPartition}*`] },
      })
    keysOf(this).allowTable(this.function)
    keysOf(this).allowQueues(this.function)
    this.function.allow('KeepInEscrow', ['kms:GenerateDataKey', 'kms:Decrypt'], [escrow.keyArn])
    topics.allowPaging(this.function)
    this.#letBeCalled({ ours, rotationSchedules }, [reading, escrow, state, topics], props)
    schedules.add(idAt(location, 'Reconcile'), {
      rate: Duration.millis(lookMs),
      description: `Tokenwatch ${deployment.name}: reconciles rotations`,
      target: this.function,
      input: reconcileEvent(location.environments),
    })
  }

  #grantSecrets(
    scope: Construct,
    { location, ours }: Pick<RotatorPlace, 'location' | 'ours'>,
    deployment: Deployment,
  ): Construct {
    const own = ours.flatMap((check) => [check.secret ?? [], spareOf(check)].flat())
    const arns = idsOf(own).map((one) => secretArn(this, one))
    const written = ['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage']
    // Each by its ARN as long as the policies of one role can hold them.
    const isMany = packArns(arns, 2).length > mostPolicies
    const grants = isMany ? deployment.grants : 'each'
    const covered = grants === 'each' ? { resources: [...arns], conditions: {} } : coveredBy(this, grants, [])
    this.function.allow('WriteVersions', written, covered.resources, covered.conditions)
    if (grants !== 'each') acknowledgeTogether(this.function.role, covered.resources)
    const staged = stages.flatMap((stage) => own.map((secret) => ({ ...secret, stage })))
    const others = ours.flatMap((check) => {
      const authority = check.rotation.by === 'ours' ? check.rotation.client : null
      return [...probedBy(check), ...(authority === null ? [] : [authority])]
    })
    const references = [...staged, ...others]
    const reading = new SecretGrants(scope, idAt(location, 'RotateSecrets'), {
      role: this.function.role,
      references,
      grants,
    })
    // Secrets Manager encrypts a new version with a data key of the customer's key.
    const keys = [...new Set(own.flatMap(({ keyArn }) => keyArn ?? []))]
    const secretsManagerOnly = { StringEquals: { 'kms:ViaService': viaService(this, 'secretsmanager') } }
    if (keys.length > 0) this.function.allow('EncryptVersions', ['kms:GenerateDataKey'], keys, secretsManagerOnly)
    return reading
  }

  #letBeCalled(
    { ours, rotationSchedules }: Pick<RotatorPlace, 'ours' | 'rotationSchedules'>,
    needed: readonly Construct[],
    { undelivered }: RotatorProps,
  ): void {
    const { lambda } = this.function
    // Without the account, Secrets Manager could call it on behalf of any account.
    lambda.addPermission('SecretsManager', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
    })
    const names = idsOf(ours.flatMap(({ secret }) => secret ?? [])).map(secretNameOf)
    for (const name of new Set(names)) this.#schedule(rotationSchedules, name, needed)
    lambda.configureAsyncInvoke({
      retryAttempts: 0,
      maxEventAge: Duration.minutes(2),
      onFailure: new SqsDestination(undelivered),
    })
    whenGivenUp(this, this.function, { undelivered })
  }

  /**
   * Adds the rotation schedule. By default `rotateImmediatelyOnUpdate` would rotate with every deployment. Secrets Manager tests the
   * rotation when the schedule is created, so that everything that the test needs is there before. The schedule names its secret always
   * by name, and its id names neither place nor network: with another one CloudFormation would replace it, and with the old schedule
   * remove the rotation.
   */
  #schedule(scope: Construct, secretId: string, needed: readonly Construct[]): void {
    const schedule = new CfnRotationSchedule(
      scope,
      idNaming(scope, { field: 'checks', noun: 'Schedule', name: secretId }),
      {
        secretId,
        rotationLambdaArn: this.function.lambda.functionArn,
        rotateImmediatelyOnUpdate: false,
        rotationRules: { scheduleExpression: backstop },
      },
    )
    schedule.node.addDependency(this.function, ...needed)
  }
}

/** Returns the secret that rehearsals of a check rotate, where it names one. */
function spareOf({ rotation }: Check): readonly SecretReference[] {
  return rotation.by === 'ours' && rotation.terms.rehearsal !== null ? [rotation.terms.rehearsal] : []
}
