import { callerEnvironment } from './caller.ts'
import { startCloudTrail } from './cloudtrail.ts'
import { startCloudWatch } from './cloudwatch.ts'
import { startDynamoDb } from './dynamodb.ts'
import { startEcs } from './ecs.ts'
import { startInvocations } from './invocations.ts'
import { startKms } from './kms.ts'
import { startLogGroups } from './log-groups.ts'
import { startParameters } from './parameters.ts'
import { startSchedules } from './schedules.ts'
import { type SecretsManagerOptions, startSecretsManager } from './secrets-manager.ts'
import { type SnsOptions, startSns } from './sns.ts'
import { startSqs } from './sqs.ts'
import { startSts } from './sts.ts'

export type AwsOptions = SecretsManagerOptions & SnsOptions

type Services = Awaited<ReturnType<typeof startServices>>

/** One account in one Region, on loopback. */
export type Aws = Services & {
  /** Returns the variables with which a function reaches the lab instead of AWS, under credentials of its own. */
  readonly environment: (functionName: string) => Record<string, string>
  readonly close: () => Promise<void>
}

/** Starts every service of the lab. */
export async function startAws(options: AwsOptions): Promise<Aws> {
  const services = await startServices(options)
  return {
    ...services,
    environment: (functionName) => ({ ...callerEnvironment(functionName), ...endpointVariables(services) }),
    async close() {
      await Promise.all(Object.values(services).map((service) => service.close()))
    },
  }
}

/** The services of the lab. A new one gets a line here and one in `endpointVariables`. */
async function startServices(options: AwsOptions) {
  const secretsManager = await startSecretsManager(options)
  return {
    secretsManager,
    sns: await startSns(options),
    cloudwatch: await startCloudWatch(options),
    sqs: await startSqs(options),
    dynamodb: await startDynamoDb(options),
    kms: await startKms(options),
    parameters: await startParameters(options),
    invocations: await startInvocations(options),
    sts: await startSts(options),
    ecs: await startEcs(options),
    cloudTrail: await startCloudTrail(options),
    logGroups: await startLogGroups(options),
    schedules: await startSchedules({ ...options, secretsManager: secretsManager.url }),
  }
}

/** Returns `AWS_ENDPOINT_URL_<SERVICE>` of each service, as the SDKs spell it. */
function endpointVariables(services: Services): Record<string, string> {
  const bySdkName: Readonly<Record<string, Services[keyof Services]>> = {
    SECRETS_MANAGER: services.secretsManager,
    SNS: services.sns,
    CLOUDWATCH: services.cloudwatch,
    SQS: services.sqs,
    DYNAMODB: services.dynamodb,
    KMS: services.kms,
    SSM: services.parameters,
    LAMBDA: services.invocations,
    STS: services.sts,
    ECS: services.ecs,
    CLOUDTRAIL: services.cloudTrail,
    CLOUDWATCH_LOGS: services.logGroups,
    SCHEDULER: services.schedules,
  }
  return Object.fromEntries(Object.entries(bySdkName).map(([name, { url }]) => [`AWS_ENDPOINT_URL_${name}`, url]))
}
