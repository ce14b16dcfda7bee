import { callerEnvironment } from './caller.ts'
import { type CloudTrail, startCloudTrail } from './cloudtrail.ts'
import { type CloudWatch, startCloudWatch } from './cloudwatch.ts'
import { type DynamoDb, startDynamoDb } from './dynamodb.ts'
import { type Ecs, startEcs } from './ecs.ts'
import { type Invocations, startInvocations } from './invocations.ts'
import { type Kms, startKms } from './kms.ts'
import { type LogGroups, startLogGroups } from './log-groups.ts'
import { type Parameters, startParameters } from './parameters.ts'
import { type LabSchedules, startSchedules } from './schedules.ts'
import { type SecretsManager, type SecretsManagerOptions, startSecretsManager } from './secrets-manager.ts'
import { type Sns, type SnsOptions, startSns } from './sns.ts'
import { type Sqs, startSqs } from './sqs.ts'
import { type Sts, startSts } from './sts.ts'

export type AwsOptions = SecretsManagerOptions & SnsOptions

/** One account in one Region, on loopback. */
export type Aws = {
  readonly secretsManager: SecretsManager
  readonly sns: Sns
  readonly cloudwatch: CloudWatch
  readonly sqs: Sqs
  readonly dynamodb: DynamoDb
  readonly kms: Kms
  readonly parameters: Parameters
  readonly invocations: Invocations
  readonly sts: Sts
  readonly ecs: Ecs
  readonly cloudTrail: CloudTrail
  readonly logGroups: LogGroups
  readonly schedules: LabSchedules
  /** What a function needs to reach the lab instead of AWS, under credentials of its own. */
  readonly environment: (functionName: string) => Record<string, string>
  readonly close: () => Promise<void>
}

/** Starts every service of the lab. */
export async function startAws(options: AwsOptions): Promise<Aws> {
  const [
    secretsManager,
    sns,
    cloudwatch,
    sqs,
    dynamodb,
    kms,
    parameters,
    invocations,
    sts,
    ecs,
    cloudTrail,
    logGroups,
  ] = await Promise.all([
    startSecretsManager(options),
    startSns(options),
    startCloudWatch(options),
    startSqs(options),
    startDynamoDb(options),
    startKms(options),
    startParameters(options),
    startInvocations(options),
    startSts(options),
    startEcs(options),
    startCloudTrail(options),
    startLogGroups(options),
  ])
  const schedules = await startSchedules({ ...options, secretsManager: secretsManager.url })
  return {
    secretsManager,
    sns,
    cloudwatch,
    sqs,
    dynamodb,
    kms,
    parameters,
    invocations,
    sts,
    ecs,
    cloudTrail,
    logGroups,
    schedules,
    environment: (functionName) => ({
      ...callerEnvironment(functionName),
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
      AWS_ENDPOINT_URL_SNS: sns.url,
      AWS_ENDPOINT_URL_CLOUDWATCH: cloudwatch.url,
      AWS_ENDPOINT_URL_SQS: sqs.url,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      AWS_ENDPOINT_URL_KMS: kms.url,
      AWS_ENDPOINT_URL_SSM: parameters.url,
      AWS_ENDPOINT_URL_LAMBDA: invocations.url,
      AWS_ENDPOINT_URL_STS: sts.url,
      AWS_ENDPOINT_URL_ECS: ecs.url,
      AWS_ENDPOINT_URL_CLOUDTRAIL: cloudTrail.url,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logGroups.url,
      AWS_ENDPOINT_URL_SCHEDULER: schedules.url,
    }),
    async close() {
      const all = [secretsManager, sns, cloudwatch, sqs, dynamodb, kms, parameters, invocations, sts, ecs, cloudTrail]
      await Promise.all([...all, logGroups, schedules].map((service) => service.close()))
    },
  }
}
