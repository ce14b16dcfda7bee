import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environmentNames } from '../functions/aws/environment.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { entrancesOf } from '../functions/core/model/entrance.ts'
import { probeLocationsOf } from '../functions/core/model/probe-locations.ts'
import { parameterNameOf } from '../functions/core/state/directory.ts'
import { type FunctionName, functionNames } from '../functions/function-folder.ts'
import { type Aws, startAws } from './aws/aws.ts'
import { assumeRole, roleIdFor } from './aws/caller.ts'
import { mapQueue } from './aws/event-source.ts'
import { givenUp, rotationNotice } from './aws/rotation-notice.ts'
import { startScheduler } from './aws/scheduler.ts'
import type { SecretsManagerOptions } from './aws/secrets-manager.ts'
import { placeBundles } from './bundles.ts'
import { directoryOf, labTable } from './directory.ts'
import { type LambdaFunction, startFunction } from './lambda/function.ts'
import { type Logbook, openLogbook } from './logbook.ts'
import { ourSecrets, schedulesOf } from './schedules.ts'
import { createTopics, subscribeAudience, type TopicArns, topicEnvironment } from './topics.ts'
import { tickWhole } from './whole-tick.ts'

/** Deployment that a stack watches, and how the lab runs it. */
export type StackOptions = {
  readonly deployment: Deployment
  /** Secrets at the start, by name. */
  readonly secrets: ReadonlyMap<string, string>
  /** Fires the schedules if true. Tests tick by hand. */
  readonly scheduled: boolean
  readonly clockOffsetMs?: () => number
  /** Milliseconds before Lambda retries an asynchronous invocation; a minute in AWS. */
  readonly asynchronousRetryDelayMs?: number
  /** Secrets Manager calls the rotation function only after this has resolved. Tests hold rotations back with it. */
  readonly rotationsMayRun?: Promise<void>
  /** Orders and delays of Secrets Manager that most tests need not see. */
  readonly secretsManager?: Pick<SecretsManagerOptions, 'listDelayMs' | 'iamBeforeExistence'>
  /** Extra environment of the functions: real credentials if secrets come from a real account. */
  readonly environment?: (name: FunctionName) => Readonly<Record<string, string>>
}

/** A deployment that runs on loopback: the bundles and AWS clients of the deployed monitor, wired as the CDK stack wires them. */
export type Stack = {
  readonly aws: Aws
  readonly functions: Readonly<Record<FunctionName, LambdaFunction>>
  /** Folder of the functions' bundles, each in one of its name. */
  readonly directory: string
  readonly logbook: Logbook
  /** Everything that the functions printed, unchanged. */
  readonly output: readonly string[]
  readonly pageTopicArn: string
  readonly topicArns: TopicArns
  /** Runs one tick of a cadence. Resolves when all of its batches are judged. */
  tick(cadence: string): Promise<void>
  close(): Promise<void>
}

const queueName = 'tokenwatch-batches'
const deadLetters = 'tokenwatch-dead-letters'

/** Timeout of the functions, as in AWS: longer than the worst batch. A check starts only if its own worst case still fits. */
const tickTimeoutMs = 90_000

/**
 * Starts the lab's AWS, bundles the functions with their deployment, and wires them. If a step fails, it stops what it has
 * started.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  await using started = new AsyncDisposableStack()
  const { deployment, secrets, clockOffsetMs = () => 0 } = options
  const directory = await mkdtemp(join(tmpdir(), 'tokenwatch-'))
  started.defer(() => rm(directory, { recursive: true, force: true }))
  await placeBundles(directory, suppressedBy(deployment))
  const rotating = Promise.withResolvers<LambdaFunction>()
  const invokeRotation = rotationBy(rotating.promise, options.rotationsMayRun)
  const aws = await startAws({ ...options.secretsManager, now: () => Date.now() + clockOffsetMs(), invokeRotation })
  started.defer(() => aws.close())
  const topicArns = createTopics(aws, deployment)
  const environment = { ...(await infrastructure(aws, deployment)), ...topicEnvironment(topicArns) }
  const logbook: Logbook = openLogbook()
  const output: string[] = []
  const functions = startFunctions(options, { aws, directory, environment, logbook, output })
  assumeRole('tokenwatch-first-tick', 'tokenwatch-tick')
  rotating.resolve(functions.rotate)
  aws.secretsManager.onEvent((event) => {
    if (!givenUp.has(event.name)) return
    for (const notified of [functions.rotate, functions.tick]) void notified.invokeEvent(rotationNotice(event))
  })
  for (const name of functionNames) aws.invocations.add(functions[name], entrancesOf(name))
  aws.parameters.put(parameterNameOf(deployment.name), directoryOf(deployment, functions, topicArns))
  subscribeAudience(aws, topicArns, deployment, functions.notify)
  for (const [name, value] of secrets) aws.secretsManager.put(name, value)
  for (const name of ourSecrets(deployment))
    if (secrets.has(name)) aws.secretsManager.enableRotation(name, functions.rotate.arn)
  const source = mapQueue({
    sqs: aws.sqs,
    queueName,
    ...batchesToProbe,
    invoke: (event) => functions.probe.invoke(event, 'queue'),
  })
  // The mapping waits for running invocations, so the functions end first.
  started.defer(async () => {
    await Promise.all(functionNames.map((name) => functions[name].close()))
    await source.close()
  })
  const scheduler = startScheduler({ schedules: options.scheduled ? schedulesOf(deployment, functions) : [] })
  started.defer(() => scheduler.close())
  const running = started.move()
  const tick = (cadence: string) => tickWhole(cadence, functions.tick, { logbook, timeoutMs: tickTimeoutMs })
  const close = () => running.disposeAsync()
  return { aws, functions, directory, logbook, output, pageTopicArn: topicArns.page, topicArns, tick, close }
}

/** Removes the heartbeat URL. A local run must not keep a watchdog silent that waits for the real deployment. */
function suppressedBy(deployment: Deployment): Deployment {
  return deployment.heartbeatHost === null ? { ...deployment, heartbeatUrl: null } : deployment
}

/** Event source mapping of `probe` as in AWS, with as many invocations at once as two cores can run. */
const batchesToProbe = { batchSize: 1, maximumConcurrency: 2, reportBatchItemFailures: true }

/** Lets Secrets Manager call the rotation function, which is created a little later. */
function rotationBy(
  rotating: Promise<LambdaFunction>,
  mayRun: Promise<void> = Promise.resolve(),
): Parameters<typeof startAws>[0]['invokeRotation'] {
  return async (_functionArn, event) => {
    await mayRun
    const outcome = await (await rotating).invoke(event)
    if (!outcome.ok) throw new Error('the rotation function failed')
  }
}

/**
 * Creates the table, the queue and its dead letters. Resolves with the environment variables that name them. The lab has one
 * network, so all probe locations share a queue.
 */
async function infrastructure(aws: Aws, deployment: Deployment): Promise<Record<string, string>> {
  await aws.dynamodb.createTable(labTable)
  aws.sqs.createQueue(deadLetters)
  const visibilityTimeoutSeconds = (6 * tickTimeoutMs) / 1_000
  const queue = aws.sqs.createQueue(queueName, {
    visibilityTimeoutSeconds,
    redrive: { queueName: deadLetters, maxReceiveCount: 3 },
  })
  return {
    [environmentNames.table]: labTable,
    [environmentNames.escrowKeyId]: 'escrow',
    [environmentNames.queueUrls]: JSON.stringify(
      Object.fromEntries(probeLocationsOf(deployment).map(({ name }) => [name, queue.url])),
    ),
    [environmentNames.ownQueueUrl]: queue.url,
    [environmentNames.ownRoleId]: roleIdFor('tokenwatch-probe'),
    [environmentNames.tickRoleId]: roleIdFor('tokenwatch-tick'),
    [environmentNames.logGroup]: 'tokenwatch-probe',
  }
}

type Surroundings = {
  readonly aws: Aws
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  readonly logbook: Logbook
  readonly output: string[]
}

/** Pieces of output that are kept: more than any test prints, few enough for a lab that runs for days. */
const keptOutput = 50_000

function startFunctions(
  { clockOffsetMs = () => 0, asynchronousRetryDelayMs = 1_000, environment: own }: StackOptions,
  { aws, directory, environment, logbook, output }: Surroundings,
): Record<FunctionName, LambdaFunction> {
  const start = (name: FunctionName) =>
    startFunction({
      name: `tokenwatch-${name}`,
      directory: join(directory, name),
      environment: { ...aws.environment(`tokenwatch-${name}`), ...environment, ...own?.(name) },
      maximumConcurrency: name === 'probe' ? batchesToProbe.maximumConcurrency : 1,
      timeoutMs: tickTimeoutMs,
      clockOffsetMs,
      asynchronousRetryDelayMs,
      onOutput: (stream, text) => {
        output.push(text)
        if (output.length > keptOutput) output.shift()
        if (stream === 'stdout') logbook.read(name, text)
      },
    })
  return {
    tick: start('tick'),
    'first-tick': start('first-tick'),
    probe: start('probe'),
    rotate: start('rotate'),
    notify: start('notify'),
    widget: start('widget'),
  }
}
