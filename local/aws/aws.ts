import { startAccountRegions } from './account-regions.ts'
import { callerEnvironment } from './caller.ts'
import { startCloudTrail } from './cloudtrail.ts'
import { startCloudWatch } from './cloudwatch.ts'
import { startDynamoDb } from './dynamodb.ts'
import { startEcs } from './ecs.ts'
import { startEventBus } from './event-bus.ts'
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

/** Starts every service of the lab. They answer only who has the keys of this start: `npm start` puts real tokens into them. */
export async function startAws(options: AwsOptions): Promise<Aws> {
  const services = await startServices(options)
  // STS verifies signatures itself: what it says of a wrong one is its answer.
  for (const service of Object.values(services)) if (service !== services.sts) service.closeToStrangers()
  return {
    ...services,
    environment: (functionName) => ({ ...callerEnvironment(functionName), ...endpointVariables(services) }),
    async close() {
      await Promise.all(Object.values(services).map((service) => service.close()))
    },
  }
}

/** The services of the lab, each with its name in `AWS_ENDPOINT_URL_<SERVICE>`, as the SDKs spell it. */
async function startServices(options: AwsOptions) {
  const secretsManager = await startSecretsManager(options)
  return {
    secretsManager: named('SECRETS_MANAGER', secretsManager),
    sns: named('SNS', await startSns(options)),
    cloudwatch: named('CLOUDWATCH', await startCloudWatch(options)),
    sqs: named('SQS', await startSqs(options)),
    dynamodb: named('DYNAMODB', await startDynamoDb(options)),
    eventBus: named('EVENTBRIDGE', await startEventBus(options)),
    kms: named('KMS', await startKms(options)),
    parameters: named('SSM', await startParameters(options)),
    invocations: named('LAMBDA', await startInvocations(options)),
    sts: named('STS', await startSts(options)),
    ecs: named('ECS', await startEcs(options)),
    accountRegions: named('ACCOUNT', await startAccountRegions(options)),
    cloudTrail: named('CLOUDTRAIL', await startCloudTrail(options)),
    logGroups: named('CLOUDWATCH_LOGS', await startLogGroups(options)),
    schedules: named('SCHEDULER', await startSchedules({ ...options, secretsManager: secretsManager.url })),
  }
}

const named = <Service extends object>(sdkName: string, service: Service) => Object.assign(service, { sdkName })

function endpointVariables(services: Services): Record<string, string> {
  return Object.fromEntries(Object.values(services).map(({ sdkName, url }) => [`AWS_ENDPOINT_URL_${sdkName}`, url]))
}
