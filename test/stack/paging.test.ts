import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { secret } from '../../functions/config.ts'
import type { Stack } from '../../local/stack.ts'
import {
  aWatch,
  deploymentOf,
  hookLimit,
  keepOpen,
  type Page,
  type Product,
  pagesOf,
  readingsOf,
  stackCadence,
  startProduct,
  startWatching,
  stateOf,
} from '../support/stack.ts'

const check = 'production/orders'

describe('a token that is revoked and replaced later', { timeout: 60_000 }, () => {
  let product: Product
  let stack: Stack
  let alarm: Page | undefined
  let resolved: Page | undefined
  const versions: { bad?: string; good?: string } = {}
  /** Number of pages that were sent after each tick. */
  const sent: number[] = []

  const opened = keepOpen()
  before(async () => {
    product = opened(await startProduct())
    const token = await product.mint()
    const orders = aWatch('orders', `${product.api.url}/me`, {
      secret: secret('production/orders', 'access_token'),
      usedBy: ['shop'],
    })
    const secrets = { 'production/orders': JSON.stringify({ access_token: token }) }
    stack = opened(await startWatching(deploymentOf([orders]), secrets))
    versions.bad = await currentVersion()
    const tick = async () => {
      await stack.tick(stackCadence)
      sent.push(pagesOf(stack).length)
    }
    await tick()
    await product.oauth.revoke(token)
    for (let times = 0; times < 3; times += 1) await tick()
    const next = JSON.stringify({ access_token: await product.mint() })
    versions.good = stack.aws.secretsManager.put('production/orders', next)
    for (let times = 0; times < 2; times += 1) await tick()
    ;[alarm, resolved] = pagesOf(stack)
  }, hookLimit)

  async function currentVersion(): Promise<string> {
    const { versionIdsToStages } = stack.aws.secretsManager.describe('production/orders')
    return Object.entries(versionIdsToStages).find(([, stages]) => stages.includes('AWSCURRENT'))?.[0] ?? ''
  }

  it('pages exactly once and resolves exactly once, however many ticks find it', () => {
    assert.deepEqual(sent, [0, 1, 1, 1, 1, 2])
  })

  it('is published to the notice topic in the same words as to the page topic', () => {
    const { sns } = stack.aws
    const on = (arn: string) =>
      sns.published
        .filter(({ topicArn }) => topicArn === arn)
        .map(({ subject, byProtocol, attributes }) => ({ subject, byProtocol, attributes }))
    assert.equal(on(stack.topicArns.notice).length, 2)
    assert.deepEqual(on(stack.topicArns.notice), on(stack.topicArns.page))
  })

  it('gets two requests before its verdict is invalid, and one a tick after that', () => {
    const attempts = readingsOf(stack, check).map(({ attempt, reason }) => [attempt, reason])
    const rejected = [1, 2, 1, 1].map((attempt) => [attempt, 'rejected'])
    assert.deepEqual(attempts, [[1, 'healthy'], ...rejected, [1, 'healthy'], [1, 'healthy']])
  })

  it('opens and closes under one alarm name, with the subjects that PagerDuty requires', () => {
    assert.deepEqual(
      [alarm, resolved].map((page) => [page?.subject, page?.alarm.AlarmName, page?.alarm.NewStateValue]),
      [
        ['ALARM: production/orders rejected', 'tokenwatch/acme/production/orders', 'ALARM'],
        ['OK: production/orders is good again', 'tokenwatch/acme/production/orders', 'OK'],
      ],
    )
  })

  it("is published to machines in the format of CloudWatch's own alarms", () => {
    const { StateChangeTime, NewStateReason, Tokenwatch: own, ...fields } = JSON.parse(alarm?.raw ?? '')
    assert.deepEqual(fields, {
      AlarmName: 'tokenwatch/acme/production/orders',
      AlarmDescription: 'Nobody can order. Owner: platform. Runbook: https://wiki.acme.example/tokens',
      AWSAccountId: '123456789012',
      NewStateValue: 'ALARM',
      OldStateValue: 'OK',
      Region: 'eu-west-1',
    })
    assert.match(StateChangeTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/)
    assert.match(NewStateReason, /production\/orders is rejected by its API: unauthorized \(HTTP 401\)/)
    assert.deepEqual(own.usedBy, ['shop'])
    assert.equal(own.versionId, versions.bad)
  })

  it('is published to people with the impact, the owner, the beginning and the next step', () => {
    const lines = alarm?.mail.split('\n') ?? []
    assert.equal(lines[0], 'The credential production/orders is rejected by its API: unauthorized (HTTP 401).')
    for (const line of [
      'What breaks: Nobody can order',
      'Used by: shop',
      'Owner: platform',
      'Runbook: https://wiki.acme.example/tokens',
      'Look again: npx tokenwatch gate production/orders --evidence fresh --deployment acme --region eu-west-1',
    ])
      assert.ok(lines.includes(line), line)
    assert.match(alarm?.mail ?? '', /^Since: \d{4}-\d\d-\d\d \d\d:\d\d UTC$/m)
    assert.match(alarm?.mail ?? '', /^Last good: \d{4}-\d\d-\d\d \d\d:\d\d UTC$/m)
  })

  it('is published as resolved with the duration of the incident', () => {
    assert.match(
      resolved?.mail ?? '',
      /^The credential production\/orders is good again, after 2\dm(?: \d+s)? \(rejected\)\.$/m,
    )
    assert.equal(resolved?.alarm.OldStateValue, 'ALARM')
  })

  it('leaves a healthy state without pending messages, under the version that replaced it', async () => {
    const { standing, reason, incident, pending, versionId } = await stateOf(stack, check)
    assert.deepEqual(
      { standing, reason, incident, pending, versionId },
      { standing: 'valid', reason: 'healthy', incident: null, pending: [], versionId: versions.good },
    )
  })

  it('is logged as two pages and the transitions around them, one line each', () => {
    const logged = stack.logbook.events.flatMap((event) => {
      if (event.event === 'transition') return [`${event.from} -> ${event.to}`]
      return event.event === 'page' ? [`${event.kind} ${event.accepted}`] : []
    })
    assert.deepEqual(logged, [
      'null -> healthy',
      'healthy -> rejected',
      'open true',
      'rejected -> healthy',
      'resolve true',
    ])
  })
})
