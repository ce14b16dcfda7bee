import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns'
import { openAlerts } from '../../functions/aws/alerts.ts'
import { openConditions } from '../../functions/aws/conditions.ts'
import { openMetrics } from '../../functions/aws/metrics.ts'
import { openQueues } from '../../functions/aws/queue.ts'
import { openRotation } from '../../functions/aws/rotation.ts'
import { openSecrets } from '../../functions/aws/secrets.ts'
import { openTable } from '../../functions/aws/table.ts'
import { openTasks } from '../../functions/aws/tasks.ts'
import { openSweep } from '../../functions/aws/versions.ts'
import { openStatelessPager } from '../../functions/core/alerting/incidents/stateless-paging.ts'
import type { Check } from '../../functions/core/model/check.ts'
import { lambdaNetwork } from '../../functions/core/model/probe-locations.ts'
import type { BatchMessage } from '../../functions/core/state/batch-record.ts'
import type { CheckState } from '../../functions/core/state/state.ts'
import { runBatch } from '../../functions/core/tick/batch.ts'
import { runTick } from '../../functions/core/tick/tick.ts'
import { profileOf } from '../../functions/providers/providers.ts'
import type { Aws } from '../../local/aws/aws.ts'
import type { LabInjection } from '../../local/aws/fault.ts'
import { cloudWatchClient, dynamoDbClient, secretsManagerClient, snsClient, sqsClient } from '../local/aws/clients.ts'
import { aDeployment } from './check.ts'
import { type Answers, answerOf } from './simulation.ts'
import { aPlace } from './stores.ts'

/** What goes wrong at the calls of a run: one is refused, one takes effect and its answer is lost, or the process is gone from there on. */
export type Crash = 'refused' | 'answer lost' | 'dead from there on'

/** A deployment with a table and topics of its own: the real adapters and SDK clients, against the lab. */
export type CrashWorld = {
  answer(answers: Answers): void
  /** Five minutes later: a tick that closes the last and opens the next, its batches, and the tick that closes those. */
  run(): Promise<void>
  /** From now on, calls are counted, and the kth of them (all, where k is infinite: none) goes wrong. */
  crashAt(k: number, crash: Crash): void
  repair(): void
  counted(): number
  stateOf(check: Check): Promise<CheckState | undefined>
  /** Subjects that the page topic, and the notice topic without copies of pages, have accepted. */
  notified(): { readonly page: readonly string[]; readonly notice: readonly string[] }
  /** The tokens of all requests to rotate: as many as there are rotations. */
  rotations(): ReadonlySet<string>
}

const endpointsOf = ({ secretsManager, sns, cloudwatch, sqs, dynamodb }: Aws) =>
  [secretsManager, sns, cloudwatch, sqs, dynamodb] as const

export async function openCrashWorld(aws: Aws, name: string, checks: readonly Check[]): Promise<CrashWorld> {
  await aws.dynamodb.createTable(name)
  const topicArns = {
    page: aws.sns.createTopic(`${name}-page`),
    notice: aws.sns.createTopic(`${name}-notice`),
    watcher: aws.sns.createTopic(`${name}-watcher`),
  }
  const queue = aws.sqs.createQueue(name)
  const secretsManager = secretsManagerClient(aws.secretsManager.url)
  const dynamoDb = dynamoDbClient(aws.dynamodb.url)
  const sns: SNSClient = snsClient(aws.sns.url)
  let offsetMs = 0
  let answers: Answers = () => 200
  const now = () => Date.now() + offsetMs
  const table = openTable(dynamoDb, name)
  const enqueue = openQueues(sqsClient(aws.sqs.url), new Map([[lambdaNetwork, queue.url]]))
  const counter = { calls: 0 }
  const shared = {
    deployment: aDeployment(checks),
    states: table,
    records: table,
    conditions: openConditions(dynamoDb, name),
    monitor: table,
    place: aPlace,
    publish: openAlerts(
      async () => (input) => sns.send(new PublishCommand(input)),
      { arns: topicArns, chat: new Map() },
      () => {},
    ),
    log: () => {},
    now,
  }
  const tick = async (): Promise<readonly BatchMessage[]> => {
    const sent: BatchMessage[] = []
    await runTick(
      { cadence: '5m', spreadSeconds: 0 },
      {
        ...shared,
        subscriptions: async () => [],
        sweep: openSweep(secretsManager),
        enqueue: async (batches) => {
          await enqueue(batches)
          sent.push(...batches.map(({ message }) => message))
        },
        ask: openTasks(sqsClient(aws.sqs.url), new Map([[lambdaNetwork, queue.url]]), lambdaNetwork),
        publishMetrics: openMetrics(cloudWatchClient(aws.cloudwatch.url), 'acme'),
        rotate: openRotation(secretsManager),
      },
    ).catch(() => null)
    return sent
  }
  // A container of its own for each run: what a process remembers dies with it.
  const probe = (message: BatchMessage) =>
    runBatch(message, {
      ...shared,
      readCredential: openSecrets(secretsManager, now).readCredential,
      statelessPager: openStatelessPager(),
      network: { exchange: async ({ url }) => answerOf(await answers(url.pathname.slice(1))), close: async () => {} },
      profileOf,
      sleep: async () => {},
      remainingMs: () => 300_000,
    }).catch(() => null)
  return {
    answer: (next) => {
      answers = next
    },
    async run() {
      for (let ticks = 0; ticks < 2; ticks += 1) {
        offsetMs += 300_000
        for (const message of await tick()) await probe(message)
      }
    },
    crashAt(k, crash) {
      counter.calls = 0
      const meets = () => {
        counter.calls += 1
        return crash === 'dead from there on' ? counter.calls >= k : counter.calls === k
      }
      for (const endpoint of endpointsOf(aws)) endpoint.inject(injectionOf(crash, meets))
    },
    repair: () => {
      for (const endpoint of endpointsOf(aws)) endpoint.clearFaults()
    },
    counted: () => counter.calls,
    stateOf: async ({ key }) => (await table.read([key])).get(key),
    notified() {
      const on = (arn: string) =>
        aws.sns.published.filter(({ topicArn }) => topicArn === arn).map(({ subject }) => subject ?? '')
      const page = on(topicArns.page)
      return { page, notice: on(topicArns.notice).filter((subject) => !page.includes(subject)) }
    },
    rotations() {
      const names = new Set(
        checks.flatMap(({ secret }) => (secret?.source.from === 'secrets-manager' ? [secret.source.id] : [])),
      )
      const requests = aws.secretsManager.calls.filter(({ operation }) => operation === 'RotateSecret')
      const inputs = requests.map(
        ({ input }) => input as { readonly SecretId: string; readonly ClientRequestToken: string },
      )
      return new Set(
        inputs.filter(({ SecretId }) => names.has(SecretId)).map(({ ClientRequestToken }) => ClientRequestToken),
      )
    },
  }
}

function injectionOf(crash: Crash, when: () => boolean): LabInjection {
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
