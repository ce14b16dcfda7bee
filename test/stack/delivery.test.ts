import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { afterEach, before, describe, it } from 'node:test'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { clientOptions } from '../../functions/aws/clients.ts'
import { region } from '../../local/aws/account.ts'
import { accessKeyIdFor, credentialsFor } from '../../local/aws/caller.ts'
import type { LoggedEvent } from '../../local/logbook.ts'
import type { Stack } from '../../local/stack.ts'
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts'
import {
  aWatch,
  deploymentOf,
  enqueue,
  enqueuedBodies,
  eventually,
  hookLimit,
  keepOpen,
  newestCount,
  nextEvent,
  type Product,
  pagesOf,
  queueNames,
  readingsOf,
  redeliver,
  stackCadence,
  startProduct,
  startWatching,
  stateOf,
} from '../support/stack.ts'

const check = 'production/orders'

/** Says that the check was paged as revoked, so that a later death would page nobody. */
const forgedOpening = () =>
  JSON.stringify({ task: 'opening', check, versionId: null, reason: 'revoked', tick: Date.now(), routes: ['platform'] })

const isRefusal = (event: LoggedEvent): boolean => event.event === 'security' && event.refused === 'message_not_ours'

describe('a message to the probe', { timeout: 60_000 }, () => {
  let product: Product
  let stack: Stack
  let elsewhere: HostileServer
  let token: string
  let clockOffsetMs = 0
  const opened = keepOpen()
  before(async () => {
    product = opened(await startProduct())
    elsewhere = opened(await startHostileServer({ kind: 'json', body: { login: 'acme-bot' } }))
    const deployment = deploymentOf([aWatch('orders', `${product.api.url}/me`)])
    token = await product.mint()
    const secrets = { 'production/orders': token }
    stack = opened(await startWatching(deployment, secrets, { clockOffsetMs: () => clockOffsetMs }))
    await stack.tick(stackCadence)
  }, hookLimit)
  afterEach(() => {
    assert.equal(stack.aws.sqs.depth(queueNames.deadLetters), 0)
  })

  const lastBody = () => enqueuedBodies(stack).at(-1) ?? ''
  const handled = () => eventually(() => stack.aws.sqs.depth(queueNames.batches) === 0)
  const requests = () => product.api.requests.get('/me') ?? 0
  const refusals = () => stack.logbook.events.filter(isRefusal).length
  const tableReads = () => stack.aws.dynamodb.calls.filter(({ operation }) => operation === 'GetItem').length

  it('costs no request if it comes again after it was judged, however often', async () => {
    const [known, asked] = [await stateOf(stack, check), requests()]
    await product.oauth.revoke(token)
    for (let copies = 0; copies < 20; copies += 1) await enqueue(stack, lastBody())
    await handled()
    assert.equal(requests(), asked)
    assert.deepEqual(await stateOf(stack, check), known)
    assert.deepEqual(pagesOf(stack), [])
    stack.aws.secretsManager.put('production/orders', await product.mint())
    await stack.tick(stackCadence)
  })

  it('that nobody of ours has sent costs a line of the log, in every form', async () => {
    const { announced, ...ours } = JSON.parse(lastBody())
    const forged = (fields: object) => JSON.stringify({ announced, ...ours, ...fields })
    const bodies = [
      JSON.stringify({ ...ours, tick: Date.now() }),
      ...Array.from({ length: 40 }, (_, index) => forged({ tick: Date.now() + index })),
      ...Array.from({ length: 40 }, (_, index) => forged({ tick: Date.now(), batch: index + 1 })),
      ...Array.from({ length: 40 }, (_, index) => forged({ tick: Date.now(), cadence: `${index + 6}m` })),
      forged({ versionIds: {}, tick: Date.now() }),
      forged({ announced: randomUUID(), tick: Date.now() }),
      JSON.stringify({ task: 'canaries', tick: Date.now() }),
      JSON.stringify({ announced, task: 'heartbeat', cadence: stackCadence, tick: Date.now() }),
      JSON.stringify({ task: 'review', location: 'lambda', checks: [check], tick: Date.now() }),
      forgedOpening(),
      JSON.stringify({ ...JSON.parse(forgedOpening()), announced }),
    ]
    const [known, asked, reads] = [await stateOf(stack, check), requests(), secretReads()]
    const before = refusals()
    for (const body of bodies) await enqueue(stack, body)
    await handled()
    await eventually(() => refusals() === before + bodies.length)
    assert.deepEqual([requests(), secretReads()], [asked, reads])
    assert.deepEqual(await stateOf(stack, check), known)
    const toWatchers = stack.aws.sns.published.filter(({ topicArn }) => topicArn === stack.topicArns.watcher)
    // One from each container that got some of them.
    assert.deepEqual(
      [...new Set(toWatchers.map(({ subject }) => subject))],
      ['ALARM: Tokenwatch acme refused something (message_not_ours)'],
    )
    assert.ok(toWatchers.length <= stack.functions.probe.coldStarts)
    await stack.tick(stackCadence)
    assert.equal(requests(), asked + 1)
  })

  it('that nobody of ours has sent costs no more while the table cannot be read', async () => {
    const { announced, ...ours } = JSON.parse(lastBody())
    const claims = (index: number): object => {
      const tick = Date.now() + index
      if (index % 4 === 1) return { task: 'canaries', tick }
      return index % 4 === 2 ? { task: 'review', location: 'lambda', checks: [check], tick } : { ...ours, tick }
    }
    // Half of them name an announcement that nobody can look up now; the others are copies of a message of ours.
    const bodies = Array.from({ length: 120 }, (_, index) =>
      index % 2 === 0 ? lastBody() : JSON.stringify({ announced, ...claims(index) }),
    )
    const { sqs, sns, secretsManager, sts } = stack.aws
    const effects = () =>
      [sqs, sns, secretsManager, sts]
        .flatMap(({ calls }) => calls)
        .filter(({ operation }) => /^(Send|Publish|GetSecret|BatchGetSecret|GetCaller)/.test(operation))
    const [asked, pages] = [requests(), pagesOf(stack).length]
    stack.aws.dynamodb.inject({
      operation: '*',
      times: Number.POSITIVE_INFINITY,
      fault: { error: 'AccessDeniedException' },
    })
    const [before, reads] = [refusals(), tableReads()]
    for (const body of bodies) await enqueue(stack, body)
    const sent = effects().length
    await handled()
    await eventually(() => refusals() === before + bodies.length)
    stack.aws.dynamodb.clearFaults()
    assert.deepEqual([requests(), pagesOf(stack).length], [asked, pages])
    // Each container tells the watchers once.
    assert.ok(effects().length - sent <= stack.functions.probe.coldStarts)
    assert.ok(tableReads() - reads <= clientOptions.maxAttempts * bodies.length)
    await stack.tick(stackCadence)
    assert.equal(requests(), asked + 1)
  })

  it('that the tick has sent is judged while the table cannot be read', async () => {
    const asked = requests()
    stack.aws.dynamodb.inject({
      operation: '*',
      times: Number.POSITIVE_INFINITY,
      fault: { error: 'AccessDeniedException' },
      when: ({ accessKeyId }) => accessKeyId === accessKeyIdFor('tokenwatch-probe'),
    })
    await stack.functions.tick.invoke({ cadence: stackCadence })
    await eventually(() => requests() === asked + 1)
    // Its record could not be written, so the message is delivered again.
    await stack.functions.probe.settled()
    stack.aws.dynamodb.clearFaults()
    redeliver(stack)
    await handled()
    await stack.tick(stackCadence)
  })

  it('that claims that a page was sent takes no page from a token that dies later', async () => {
    const refused = nextEvent(stack, isRefusal)
    await enqueue(stack, forgedOpening())
    await refused
    await handled()
    assert.equal((await stateOf(stack, check)).incident, null)
    const dead = await product.mint()
    await product.oauth.revoke(dead)
    stack.aws.secretsManager.put('production/orders', dead)
    const before = pagesOf(stack).length
    await stack.tick(stackCadence)
    await eventually(() => pagesOf(stack).length === before + 1)
    stack.aws.secretsManager.put('production/orders', await product.mint())
    await stack.tick(stackCadence)
    await stack.tick(stackCadence)
  })

  it('that its own role sent about a page is taken, so that the end is notified', async () => {
    const client = new SQSClient({
      endpoint: stack.aws.sqs.url,
      region,
      credentials: credentialsFor('tokenwatch-probe'),
    })
    const QueueUrl = stack.aws.sqs.queue(queueNames.batches).url
    const before = pagesOf(stack).length
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: forgedOpening() }))
    client.destroy()
    await handled()
    assert.equal((await stateOf(stack, check)).incident?.reason, 'revoked')
    await stack.tick(stackCadence)
    await stack.tick(stackCadence)
    await eventually(() => pagesOf(stack).length === before + 1)
    assert.equal((await stateOf(stack, check)).incident, null)
  })

  it('is not judged if it comes after a newer one', async () => {
    const [known, asked] = [await stateOf(stack, check), requests()]
    await enqueue(stack, enqueuedBodies(stack)[0] ?? '')
    await handled()
    assert.equal(requests(), asked)
    assert.deepEqual(await stateOf(stack, check), known)
  })

  for (const [title, body] of [
    ['is no JSON', 'not json {'],
    ['is JSON of another shape', '{"cadence":5}'],
    ['is JSON that is no object', '["production/orders"]'],
    ['names no check that is known', '{"cadence":"x","tick":1,"batch":0,"config":"","checks":["production/nobody"]}'],
  ] as const)
    it(`that ${title} sends no request, and is gone after one delivery`, async () => {
      const [asked, started, reads] = [requests(), stack.functions.probe.coldStarts, secretReads()]
      await enqueue(stack, body)
      await handled()
      assert.deepEqual([requests(), stack.functions.probe.coldStarts, secretReads()], [asked, started, reads])
    })

  it('cannot name the host that gets a token', async () => {
    const forged = { ...JSON.parse(lastBody()), tick: Date.now(), cadence: 'forged', url: elsewhere.url }
    const question = { kind: 'request', ping: { method: 'GET', url: elsewhere.url }, send: [] }
    const checks = ['production/orders', { key: check, question }]
    const refused = nextEvent(stack, isRefusal)
    await enqueue(stack, JSON.stringify({ ...forged, question, ping: question.ping, checks }))
    await refused
    assert.equal(elsewhere.connections(), 0)
  })

  it('is dropped if its date is in the future, and does not block those that follow', async () => {
    const asked = requests()
    await enqueue(stack, JSON.stringify({ ...JSON.parse(lastBody()), tick: Date.now() + 3_600_000 }))
    await handled()
    assert.equal(requests(), asked)
    await stack.tick(stackCadence)
    assert.equal(requests(), asked + 1)
  })

  it('is not judged if it comes too late, counts as not run and stops the heartbeat', async () => {
    const probe = accessKeyIdFor('tokenwatch-probe')
    const heartbeats = () => stack.aws.cloudwatch.data.filter(({ name }) => name === 'Heartbeat').length
    await stack.tick(stackCadence)
    const [beats, judgedBefore] = [heartbeats(), readingsOf(stack, check).length]
    stack.aws.dynamodb.inject({
      operation: 'GetItem',
      times: 1,
      fault: { hang: true },
      when: ({ accessKeyId }) => accessKeyId === probe,
    })
    const calls = () => stack.aws.dynamodb.calls.filter((call) => call.accessKeyId === probe).length
    const called = calls()
    await stack.functions.tick.invoke({ cadence: stackCadence })
    await eventually(() => calls() > called)
    stack.functions.probe.kill()
    clockOffsetMs = 301_000
    const late = nextEvent(stack, ({ event }) => event === 'batch')
    redeliver(stack)
    const batch = await late
    assert.deepEqual(batch.event === 'batch' && [batch.judged, batch.notRun], [0, 1])
    assert.equal(readingsOf(stack, check).length, judgedBefore)
    await stack.tick(stackCadence)
    assert.deepEqual([newestCount(stack, 'NotRun'), heartbeats()], [1, beats + 1])
    await stack.tick(stackCadence)
    assert.deepEqual([newestCount(stack, 'NotRun'), heartbeats()], [0, beats + 2])
  })

  function secretReads(): number {
    return stack.aws.secretsManager.calls.filter(({ operation }) => operation.endsWith('GetSecretValue')).length
  }
})
