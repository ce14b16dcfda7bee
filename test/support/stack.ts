import { after } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type AttributeValue, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { openAnnouncer } from '../../functions/aws/announced-messages.ts'
import { openTable } from '../../functions/aws/table.ts'
import { expandConfig } from '../../functions/config/expand.ts'
import { bearer, type CheckInput, type Config, defineConfig, get, http, secret } from '../../functions/config.ts'
import type { CheckKey } from '../../functions/core/model/check.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import { parseDuration } from '../../functions/core/model/duration.ts'
import { credentialName } from '../../functions/core/model/secret-name.ts'
import type { CheckState } from '../../functions/core/state/state.ts'
import { type Api, startApi } from '../../local/api/api.ts'
import type { LoggedEvent } from '../../local/logbook.ts'
import { type OAuthServer, startOAuth } from '../../local/oauth/server.ts'
import type { MintRequest } from '../../local/oauth/tokens.ts'
import { type Stack, type StackOptions, startStack } from '../../local/stack.ts'
import { dynamoDbClient, sqsClient } from '../local/aws/clients.ts'

/** Addresses of the lab, whichever of them `localhost` means here. */
export const loopback = ['127.0.0.0/8', '::1/128']

/** The queue between `tick` and `probe`, and its dead letters. */
export const queueNames = { batches: 'tokenwatch-batches', deadLetters: 'tokenwatch-dead-letters' } as const

/** Interval of the checks of a test, unless they name another. */
export const stackCadence = '5m'

/** An authorization server with an API behind it, and the tokens of one robot. */
export type Product = {
  readonly oauth: OAuthServer
  readonly api: Api
  mint(request?: Partial<MintRequest>): Promise<string>
  close(): Promise<void>
}

/** The robot, and a second one in staging. */
export const bot = { clientId: 'acme-bot', clientSecret: 'bot-secret', scopes: ['things:read'], ttlSeconds: 3_600 }
const stray = { clientId: 'acme-stray', clientSecret: 'stray-secret', scopes: ['things:read'], environment: 'staging' }

export async function startProduct(): Promise<Product> {
  const oauth = await startOAuth({ clients: [bot, stray] })
  const api = await startApi({ oauth, environment: 'production' })
  return {
    oauth,
    api,
    async mint(request = {}) {
      const usual = { clientId: bot.clientId, scope: 'things:read', format: 'opaque', ttlSeconds: 3_600 } as const
      return (await oauth.mint({ ...usual, ...request })).accessToken
    },
    async close() {
      await api.close()
      await oauth.close()
    },
  }
}

/** A check of the robot's token, whose secret `production/<id>` is the token itself; a test names only what it is about. */
export function aWatch(id: string, url: string, overrides: Partial<Parameters<typeof http>[0]> = {}): CheckInput {
  return http({
    id,
    secret: secret(`production/${id}`),
    ping: get(url),
    send: bearer(),
    allowPrivate: loopback,
    assert: [`login == '${bot.clientId}'`],
    impact: 'Nobody can order',
    // Off, because their schedule depends on the time of day.
    controls: false,
    ...overrides,
  })
}

/** The deployment `acme` with one environment, which logs each reading; throws with every problem of its config. */
export function deploymentOf(checks: readonly CheckInput[], rest: Partial<Config> = {}): Deployment {
  const defaults = { every: stackCadence, owner: 'platform', runbook: 'https://wiki.acme.example/tokens' }
  const config = defineConfig({
    name: 'acme',
    environments: { production: {} },
    defaults,
    logs: 'all',
    checks: [...checks],
    ...rest,
  })
  const expansion = expandConfig(config)
  if (!expansion.ok) throw new Error(`the test's config is wrong: ${JSON.stringify(expansion.problems)}`)
  return expansion.deployment
}

/** Limit of hooks, since the limit of a suite does not apply to its hooks. */
export const hookLimit = { timeout: 60_000 }

/** Keeps what a suite opens, and closes it afterwards, last first. Leaves nothing open if opening fails halfway. */
export function keepOpen(): <Opened extends { close(): Promise<void> }>(opened: Opened) => Opened {
  const kept = new AsyncDisposableStack()
  after(() => kept.disposeAsync())
  return (opened) => kept.adopt(opened, (one) => one.close())
}

type WatchingOptions = Omit<StackOptions, 'deployment' | 'secrets' | 'scheduled'> & {
  /** True if no credential is known to have worked. */
  readonly isFirst?: boolean
}

/**
 * A stack that ticks by hand. Each tick but the first finds the clock of AWS and of the functions one interval further, since
 * observations in a row are counted in time. All credentials are known to have worked, unless the deployment is the first. A test with a clock of its own moves it by itself.
 */
export async function startWatching(
  deployment: Deployment,
  secrets: Readonly<Record<string, string>>,
  { isFirst = false, ...options }: WatchingOptions = {},
): Promise<Stack> {
  let passedMs: number | null = null
  const clockOffsetMs = () => passedMs ?? 0
  const held = new Map(Object.entries(secrets))
  const stack = await startStack({ deployment, secrets: held, scheduled: false, clockOffsetMs, ...options })
  if (!isFirst) await noteWorked(stack.aws, deployment)
  return {
    ...stack,
    async tick(cadence) {
      // A task of the last tick would be late, and a signature that is under way too old.
      await tasksEnd(stack)
      passedMs = passedMs === null ? 0 : passedMs + (parseDuration(cadence) ?? 0) * 1_000
      return stack.tick(cadence)
    },
  }
}

/** Notes that every credential was valid before, as after months of service. */
export async function noteWorked(
  { dynamodb }: Pick<Stack['aws'], 'dynamodb'>,
  { checks }: Pick<Deployment, 'checks'>,
): Promise<void> {
  const client = dynamoDbClient(dynamodb.url)
  const { TableNames: [tableName = ''] = [] } = await client.send(new ListTablesCommand({}))
  const table = openTable(client, tableName)
  const credentials = checks.flatMap(({ secret: reference }) => (reference === null ? [] : [credentialName(reference)]))
  await Promise.all(credentials.map((credential) => table.noteWorked(credential)))
  client.destroy()
}

/** Waits until nothing that can be received is on the queue, and nothing that was received is under way. */
async function tasksEnd({ aws, functions: { probe } }: Stack): Promise<void> {
  const isReceivable = ({ visibleAt }: { readonly visibleAt: number }) => visibleAt <= performance.now()
  const queue = aws.sqs.queue(queueNames.batches)
  await eventually(() => !queue.messages().some(isReceivable))
  await probe.settled()
}

/** A page in its formats for people and for machines. */
export type Page = {
  readonly subject: string
  readonly alarm: ReceivedAlarm
  readonly mail: string
  readonly raw: string
}

/** The fields of CloudWatch's alarm message that tests look at. */
export type ReceivedAlarm = {
  readonly AlarmName: string
  readonly NewStateValue: string
  readonly OldStateValue: string
  readonly NewStateReason: string
  readonly StateChangeTime: string
  readonly Tokenwatch: { readonly check: string; readonly reason: string }
}

/** Every page that SNS has accepted, oldest first. */
export function pagesOf({ aws, pageTopicArn }: Stack): readonly Page[] {
  return aws.sns.published
    .filter(({ topicArn }) => topicArn === pageTopicArn)
    .map(({ subject, byProtocol: { default: raw = '', email: mail = '' } }) => ({
      subject: subject ?? '',
      alarm: JSON.parse(raw),
      mail,
      raw,
    }))
}

/** The log's readings of one check, oldest first. */
export function readingsOf({ logbook }: Stack, check: CheckKey) {
  return logbook.events.filter((event) => event.event === 'reading').filter((event) => event.check === check)
}

/** Returns the stored state of one check. */
export async function stateOf(stack: Stack, check: CheckKey): Promise<CheckState> {
  const item = (await itemsOf(stack)).find(({ pk, sk }) => pk?.S === `check#${check}` && sk?.S === 'state')
  if (item?.['body']?.S === undefined) throw new Error(`the table has no state of ${check}`)
  return JSON.parse(item['body'].S)
}

/** Everything that the table holds. */
export async function itemsOf({ aws }: Stack): Promise<readonly Record<string, AttributeValue>[]> {
  const client = dynamoDbClient(aws.dynamodb.url)
  const { Items: items = [] } = await client.send(new ScanCommand({ TableName: 'tokenwatch', ConsistentRead: true }))
  client.destroy()
  return items
}

/** Waits until the canaries have proved that judging works: without that, a tick has no heartbeat. */
export async function untilProved(stack: Stack): Promise<void> {
  const isProved = async () =>
    (await itemsOf(stack)).some(({ pk, body }) => pk?.S === 'monitor' && body?.S?.includes('"proof"'))
  while (!(await isProved())) await wait(20)
}

/** Puts any body on the queue between `tick` and `probe`. */
export async function enqueue({ aws }: Stack, body: string): Promise<void> {
  const client = sqsClient(aws.sqs.url)
  const QueueUrl = aws.sqs.queue(queueNames.batches).url
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body }))
  client.destroy()
}

/** Announces a message as `tick` does, and puts it on the queue. */
export async function enqueueAnnounced(stack: Stack, message: object): Promise<void> {
  const client = dynamoDbClient(stack.aws.dynamodb.url)
  const bodies = await openAnnouncer(client, 'tokenwatch', Date.now)([message])
  client.destroy()
  for (const body of bodies) await enqueue(stack, body)
}

/** Returns the bodies that `tick` has put on the queue, oldest first. A boundary: a recorded input has no type. */
export function enqueuedBodies({ aws }: Stack): readonly string[] {
  return aws.sqs.calls
    .filter(({ operation }) => operation === 'SendMessageBatch')
    .flatMap(({ input }) => (input as { Entries: readonly { MessageBody: string }[] }).Entries)
    .map(({ MessageBody }) => MessageBody)
}

/** Ends the wait that SQS puts before the next delivery of a message whose receiver died. */
export function redeliver({ aws }: Stack): void {
  const queue = aws.sqs.queue(queueNames.batches)
  for (const { receipt } of queue.messages()) if (receipt !== null) queue.changeVisibility(receipt, 0)
}

/** Resolves with the next matching line of the log. Waits as long as a slow machine may need. */
export function nextEvent({ logbook }: Stack, fits: (event: LoggedEvent) => boolean): Promise<LoggedEvent> {
  return logbook.next(fits, 30_000)
}

/** Waits for a condition that no event reports, as long as a slow machine may need. */
export async function eventually(isSo: () => boolean, limitMs = 30_000): Promise<void> {
  const givenUpAt = performance.now() + limitMs
  while (!isSo()) {
    if (performance.now() > givenUpAt) throw new Error('waited in vain')
    await wait(5)
  }
}

/** Values of the newest point of a metric; undefined if it was never sent. */
export function newestValues({ aws }: Stack, name: string, dimensions: Record<string, string> = {}) {
  return aws.cloudwatch.latest(name, { Deployment: 'acme', ...dimensions })?.values
}

/** Returns a count of the newest tick that closed another, which sends no zeros. */
export function newestCount({ aws }: Stack, name: string, dimensions: Record<string, string> = {}): number {
  const closed = aws.cloudwatch.latest('Checks')
  const datum = aws.cloudwatch.latest(name, { Deployment: 'acme', ...dimensions })
  if (closed === undefined) throw new Error('no tick has closed another')
  return datum !== undefined && datum.at >= closed.at ? (datum.values?.[0] ?? 0) : 0
}
