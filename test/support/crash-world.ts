import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { DeleteSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import { openAlerts } from '../../functions/aws/alerts.ts'
import { openAnnouncer } from '../../functions/aws/announced-messages.ts'
import { openConditions } from '../../functions/aws/conditions.ts'
import { openEvents } from '../../functions/aws/events.ts'
import { openCheckHistory } from '../../functions/aws/history.ts'
import { openMetrics } from '../../functions/aws/metrics.ts'
import { openQueues } from '../../functions/aws/queue.ts'
import { openRotation } from '../../functions/aws/rotation.ts'
import { openSecrets } from '../../functions/aws/secrets.ts'
import { openTable } from '../../functions/aws/table.ts'
import { openTasks } from '../../functions/aws/tasks.ts'
import { openSweep } from '../../functions/aws/versions.ts'
import { openStatelessPager } from '../../functions/core/alerting/incidents/stateless-paging.ts'
import type { Check } from '../../functions/core/model/check.ts'
import type { Owner } from '../../functions/core/model/deployment.ts'
import { lambdaNetwork } from '../../functions/core/model/probe-locations.ts'
import type { Network } from '../../functions/core/probe/network/network.ts'
import type { BatchMessage } from '../../functions/core/state/batch-record.ts'
import type { CheckState } from '../../functions/core/state/state.ts'
import { runBatch } from '../../functions/core/tick/batch.ts'
import { runTick } from '../../functions/core/tick/tick.ts'
import { profileOf } from '../../functions/providers/providers.ts'
import { type Aws, startAws } from '../../local/aws/aws.ts'
import type { Call } from '../../local/aws/call.ts'
import type { LabInjection } from '../../local/aws/fault.ts'
import {
  cloudWatchClient,
  dynamoDbClient,
  eventBridgeClient,
  secretsManagerClient,
  snsClient,
  sqsClient,
} from '../local/aws/clients.ts'
import { aDeployment } from './check.ts'
import { noParameters } from './parameters.ts'
import { type Answers, wireAnswerOf } from './simulation.ts'
import { aPlace, provedAt } from './stores.ts'

/**
 * Failure of the calls of a run: one is refused, one takes effect and its answer is lost, or the process dies and no later call
 * arrives.
 */
export const crashes = ['refused', 'answer lost', 'dead from there on'] as const
export type Crash = (typeof crashes)[number]

/** An operation, and what it is for: the key of its record, or the topic that it publishes to. */
export type CallKind = string

/** Epoch milliseconds at which every world begins. Only `run` moves a world's clock, however slow the machine is. */
export const startMs = Date.now()

/** The lab that worlds share, with one SDK client for each service. */
export type CrashLab = {
  readonly aws: Aws
  /** Opens a deployment with a table and topics of its own. Its secrets must exist. */
  open(name: string, checks: readonly Check[]): Promise<CrashWorld>
  close(): Promise<void>
}

/** A deployment that runs the real adapters and SDK clients against the lab. */
export type CrashWorld = {
  answer(answers: Answers): void
  /** Five minutes later: closes the last tick, opens the next and runs its batches. */
  tick(): Promise<void>
  /** Two ticks: the second closes what the first opened. */
  run(): Promise<void>
  /** Counts calls from now on and fails the kth. Fails none when k is infinite. */
  crashAt(k: number, crash: Crash): void
  repair(): void
  /** Kinds of the calls that were counted, in their order. */
  counted(): readonly CallKind[]
  stateOf(check: Check): Promise<CheckState | undefined>
  /** Subjects with their routes that the page topic, and the notice topic without copies of pages, have accepted. */
  notified(): { readonly page: readonly string[]; readonly notice: readonly string[] }
  /** Returns the first and the last reason of each check in the transitions that EventBridge has accepted: `dead healthy rejected`. */
  transitions(): ReadonlySet<string>
  /** Returns the tokens of all requests to rotate: one for each rotation. */
  rotations(): ReadonlySet<string>
  /** Deletes the secrets, so that the sweeps of later worlds list no more than the first one's. */
  close(): Promise<void>
}

/** Starts the lab. A rotation never ends in it: its retries would happen in some later run, depending on the speed of the machine. */
export async function openCrashLab(): Promise<CrashLab> {
  const aws = await startAws({ now: () => startMs, invokeRotation: () => new Promise(() => {}) })
  const clients = {
    secretsManager: secretsManagerClient(aws.secretsManager.url),
    dynamoDb: dynamoDbClient(aws.dynamodb.url),
    sns: snsClient(aws.sns.url),
    sqs: sqsClient(aws.sqs.url),
    eventBridge: eventBridgeClient(aws.eventBus.url),
    cloudWatch: cloudWatchClient(aws.cloudwatch.url),
  }
  return {
    aws,
    open: (name, checks) => openWorld({ aws, clients }, name, checks),
    async close() {
      for (const client of Object.values(clients)) client.destroy()
      await aws.close()
    },
  }
}

type Clients = {
  readonly secretsManager: SecretsManagerClient
  readonly dynamoDb: DynamoDBClient
  readonly sns: SNSClient
  readonly sqs: SQSClient
  readonly cloudWatch: CloudWatchClient
  readonly eventBridge: EventBridgeClient
}

type Lab = { readonly aws: Aws; readonly clients: Clients }

async function openWorld({ aws, clients }: Lab, name: string, checks: readonly Check[]): Promise<CrashWorld> {
  await aws.dynamodb.createTable(name)
  const topicArns = {
    page: aws.sns.createTopic(`${name}-page`),
    notice: aws.sns.createTopic(`${name}-notice`),
    watcher: aws.sns.createTopic(`${name}-watcher`),
  }
  const queueUrl = aws.sqs.createQueue(name).url
  const clock = { offsetMs: 0 }
  const api: { answers: Answers } = { answers: () => 200 }
  const counter = createCounter(aws)
  const eventsBefore = aws.eventBus.events.length
  const program = openProgram(clients, {
    name,
    checks,
    topicArns,
    queueUrl,
    now: () => startMs + clock.offsetMs,
    answers: (path) => api.answers(path),
  })
  const tick = async () => {
    clock.offsetMs += 300_000
    for (const message of await program.tick()) await program.probe(message)
  }
  return {
    ...counter,
    answer: (next) => {
      api.answers = next
    },
    tick,
    async run() {
      await tick()
      await tick()
    },
    stateOf: program.stateOf,
    notified: () => notifiedIn(aws, topicArns),
    transitions: () => transitionsIn(aws.eventBus.events.slice(eventsBefore)),
    rotations: () => rotationsIn(aws, secretIdsOf(checks)),
    async close() {
      for (const SecretId of secretIdsOf(checks))
        await clients.secretsManager.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }))
    },
  }
}

type Wiring = {
  readonly name: string
  readonly checks: readonly Check[]
  readonly topicArns: Readonly<Record<'page' | 'notice' | 'watcher', string>>
  readonly queueUrl: string
  readonly now: () => number
  readonly answers: Answers
}

const payments: Owner = {
  name: 'payments',
  page: [{ kind: 'email', address: 'payments@acme.example' }],
  notice: [],
}

const networkOf = (answers: Answers): Network => ({
  exchange: async ({ url }) => wireAnswerOf(await answers(url.pathname.slice(1))),
  close: async () => {},
})

/** The functions of a world. A failure ends one run of them and is swallowed, as Lambda would. */
function openProgram(clients: Clients, wiring: Wiring) {
  const { name, checks, topicArns, queueUrl, now, answers } = wiring
  const { secretsManager, dynamoDb, sns, sqs, cloudWatch, eventBridge } = clients
  const [table, queues] = [openTable(dynamoDb, name), new Map([[lambdaNetwork, queueUrl]])]
  const announce = openAnnouncer(dynamoDb, name, now)
  const enqueue = openQueues(sqs, queues, announce)
  const deployment = aDeployment(checks, { owners: [payments] })
  const shared = {
    deployment,
    states: table,
    records: table,
    conditions: openConditions(dynamoDb, name),
    monitor: { readMonitor: async () => provedAt(now()) },
    place: aPlace,
    publish: openAlerts(
      async () => (input) => sns.send(new PublishCommand(input)),
      { arns: topicArns, chat: new Map(), routing: deployment },
      () => {},
    ),
    log: () => {},
    now,
  }
  const tick = async (): Promise<readonly BatchMessage[]> => {
    const sent: BatchMessage[] = []
    const dependencies = {
      ...shared,
      subscriptions: async () => [],
      sweep: openSweep(secretsManager, noParameters),
      enqueue: async (batches: Parameters<typeof enqueue>[0]) => {
        await enqueue(batches)
        sent.push(...batches.map(({ message }) => message))
      },
      ask: openTasks(sqs, queues, { first: lambdaNetwork, announce }),
      publishMetrics: openMetrics(cloudWatch, 'acme'),
      putEvents: openEvents(
        async () => (input) => eventBridge.send(new PutEventsCommand(input)),
        () => {},
      ),
      rotate: openRotation(secretsManager),
    }
    await runTick({ cadence: '5m', spreadSeconds: 0 }, dependencies).catch(() => null)
    return sent
  }
  // Each batch runs in a container of its own, which remembers nothing.
  const probe = (message: BatchMessage) =>
    runBatch(message, {
      ...shared,
      history: openCheckHistory(dynamoDb, name),
      readCredential: openSecrets(secretsManager, now).readCredential,
      statelessPager: openStatelessPager(async () => undefined),
      network: networkOf(answers),
      profileOf,
      sleep: async () => {},
      remainingMs: () => 300_000,
    }).catch(() => null)
  const stateOf = async ({ key }: Check): Promise<CheckState | undefined> => (await table.read([key])).get(key)
  return { tick, probe, stateOf }
}

function createCounter(aws: Aws): Pick<CrashWorld, 'crashAt' | 'repair' | 'counted'> {
  const endpoints = [aws.secretsManager, aws.sns, aws.cloudwatch, aws.sqs, aws.dynamodb, aws.eventBus]
  let calls: CallKind[] = []
  return {
    crashAt(k, crash) {
      calls = []
      const meets = (call: Call) => {
        calls.push(kindOf(call))
        return crash === 'dead from there on' ? calls.length >= k : calls.length === k
      }
      for (const endpoint of endpoints) endpoint.inject(injectionOf(crash, meets))
    },
    repair: () => {
      for (const endpoint of endpoints) endpoint.clearFaults()
    },
    counted: () => calls,
  }
}

/** Parts of an input that say what a call is for: the key of its record, or the topic that it publishes to. */
const purposes = /(?<="(?:pk|sk|:pk)":\{"S":")[a-z]+|(?<=-)(?:page|notice|watcher)(?=")/g

function kindOf({ operation, input }: Call): CallKind {
  return [operation, ...new Set(JSON.stringify(input).match(purposes))].join(' ')
}

function notifiedIn({ sns }: Aws, topicArns: Wiring['topicArns']): ReturnType<CrashWorld['notified']> {
  const on = (arn: string) =>
    sns.published
      .filter(({ topicArn }) => topicArn === arn)
      .map(({ subject, attributes }) => `${subject} [${attributes['environment']?.Value}]`)
  const page = on(topicArns.page)
  return { page, notice: on(topicArns.notice).filter((subject) => !page.includes(subject)) }
}

const transitionDetail = z.object({
  id: z.string(),
  check: z.string(),
  at: z.string(),
  from: z.object({ reason: z.string() }).nullable(),
  to: z.object({ reason: z.string() }),
})

function transitionsIn(events: Aws['eventBus']['events']): ReadonlySet<string> {
  const details = events.map(({ detail }) => transitionDetail.parse(detail))
  const unique = [...new Map(details.map((one) => [one.id, one])).values()]
  const byCheck = Map.groupBy(unique, ({ check }) => check)
  return new Set(
    [...byCheck].map(([check, some]) => `${check} ${chainOf(some.toSorted((a, b) => a.at.localeCompare(b.at)))}`),
  )
}

/** Returns the first and the last reason; `broken` where one transition does not begin as the one before has ended. */
function chainOf(transitions: readonly z.output<typeof transitionDetail>[]): string {
  const reasons = transitions.map(({ from, to }) => [from?.reason ?? 'nothing', to.reason] as const)
  const isWhole = reasons.every(([from], index) => index === 0 || reasons[index - 1]?.[1] === from)
  return isWhole ? `${reasons[0]?.[0]} ${reasons.at(-1)?.[1]}` : 'broken'
}

const rotationRequest = z.object({ SecretId: z.string(), ClientRequestToken: z.string() })

function rotationsIn({ secretsManager }: Aws, secretIds: readonly string[]): ReadonlySet<string> {
  const requests = secretsManager.calls.filter(({ operation }) => operation === 'RotateSecret')
  const inputs = requests.map(({ input }) => rotationRequest.parse(input))
  return new Set(
    inputs.filter(({ SecretId }) => secretIds.includes(SecretId)).map(({ ClientRequestToken }) => ClientRequestToken),
  )
}

const secretIdsOf = (checks: readonly Check[]): readonly string[] =>
  checks.flatMap(({ secret }) => (secret?.source.from === 'secrets-manager' ? [secret.source.id] : []))

function injectionOf(crash: Crash, when: (call: Call) => boolean): LabInjection {
  const shared = { operation: '*', times: Number.POSITIVE_INFINITY, when }
  switch (crash) {
    case 'refused':
      return { ...shared, fault: { error: 'InternalServerError', status: 500 } }
    case 'answer lost':
      return { ...shared, fault: { reset: true }, after: true }
    case 'dead from there on':
      return { ...shared, fault: { reset: true } }
  }
}
