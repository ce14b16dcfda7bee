import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { email, https, lambda, pagerDuty, secret, slackChannel, sqs, teamsChannel } from '../../../functions/config.ts'
import type { WalkedStack } from '../../../local/template/walk.ts'
import { aWatch, deploymentOf, stackCadence } from '../../support/stack.ts'
import { withStack } from './play.ts'
import { pagerDutyKey, synthesizeOf, type WalkSubject, walkedSecrets } from './subject.ts'

const functionArn = (account: string, region = 'eu-west-1') => `arn:aws:lambda:${region}:${account}:function:pager`
const ours = functionArn('123456789012')
const theirs = functionArn('210987654321')
const remote = functionArn('123456789012', 'us-east-1')
const queue = 'arn:aws:sqs:eu-west-1:123456789012:pages'
const theirQueue = 'arn:aws:sqs:eu-west-1:210987654321:pages'
const mailbox = 'ops@acme.example'
const address = 'https://pages.acme.example/tokenwatch'
/** Of a tenant and of a team. */
const id = '0a1b2c3d-0000-4000-8000-0123456789ab'
const integrations = [
  'https://events.pagerduty.com/integration/one-key/enqueue',
  'https://events.eu.pagerduty.com/integration/other-key/enqueue',
]
const chat = 'https://global.sns-api.chatbot.amazonaws.com'

describe('a page of the walked stack', { timeout: 600_000 }, () => {
  let subject: WalkSubject
  before(async () => {
    subject = await synthesizeOf(
      ({ api }, { ca }) =>
        deploymentOf([aWatch('wiki', `${api.url}/me`, { secret: secret('production/wiki') })], {
          environments: {
            production: {
              page: [
                email(mailbox),
                https(address),
                lambda(ours),
                lambda(theirs),
                lambda(remote),
                sqs(queue),
                sqs(theirQueue),
                slackChannel({ workspaceId: 'T0000001', channelId: 'C0000001' }),
                teamsChannel({ tenantId: id, teamId: id, channelId: '19%3a0123456789abcdef%40thread.tacv2' }),
                pagerDuty(secret(pagerDutyKey)),
                pagerDuty(secret('keys/cloudwatch'), { via: 'cloudwatch', versionId: id }),
                pagerDuty(secret('keys/more', 'pager'), { via: 'cloudwatch', versionId: id, region: 'eu' }),
              ],
            },
          },
          privateCa: ca,
        }),
      async (product) =>
        new Map([
          ...(await walkedSecrets(product)),
          ['keys/cloudwatch', { value: 'one-key', versionId: id }],
          ['keys/more', { value: JSON.stringify({ pager: 'other-key' }), versionId: id }],
        ]),
    )
  })
  after(() => subject.close())

  /** Plays one tick that pages. Resolves with the endpoints that SNS delivered to, and those that did not let it in. */
  const pageWith = (foreignPolicies: ReadonlyMap<string, string>) =>
    withStack(
      subject,
      subject.template,
      async (stack) => {
        await stack.tick(stackCadence)
        return { ...deliveredBy(stack), outputs: stack.outputs }
      },
      { foreignPolicies },
    )

  function deliveredBy({ deliveries, denials, functions }: WalkedStack) {
    const notify = [...functions].find(([id]) => id.startsWith('NotifierNotify'))?.[1].arn
    const pages = deliveries.filter(({ notification }) => /TopicsPage|chat-page/.test(notification.TopicArn))
    const reached = pages.map(({ endpoint }) => (endpoint === notify ? 'PagerDuty' : endpoint))
    const refused = denials.map(({ who, resource }) => `${who} ${resource}`)
    return { reached: [...new Set(reached)].toSorted(), refused: [...new Set(refused)].toSorted() }
  }

  it('reaches every subscriber that the stack itself can let SNS reach', async () => {
    const { reached, refused } = await pageWith(new Map())
    assert.deepEqual(reached, [ours, chat, address, 'PagerDuty', mailbox, ...integrations].toSorted())
    assert.deepEqual(refused, [theirs, remote, queue, theirQueue].map((arn) => `sns.amazonaws.com ${arn}`).toSorted())
  })

  it('reaches each of two chat channels', () =>
    withStack(subject, subject.template, async (stack) => {
      await stack.tick(stackCadence)
      const pages = stack.deliveries.filter(({ notification }) => /chat-page/.test(notification.TopicArn))
      assert.deepEqual(
        pages.map(({ endpoint }) => endpoint),
        [chat, chat],
      )
    }))

  it('reaches integrations of PagerDuty in the shape of an alarm, and the hourly look misses none of them', () =>
    withStack(subject, subject.template, async (stack) => {
      await stack.tick(stackCadence)
      const pages = stack.deliveries.filter(({ endpoint }) => integrations.includes(endpoint))
      assert.deepEqual(new Set(pages.map(({ endpoint }) => endpoint)), new Set(integrations))
      for (const { notification } of pages) {
        const { NewStateValue, AlarmName } = JSON.parse(notification.Message)
        assert.equal(NewStateValue, 'ALARM')
        assert.ok(AlarmName.length > 0)
        assert.match(notification.Subject ?? '', /^ALARM: /)
      }
      const looks = stack.logbook.events.flatMap((event) => (event.event === 'subscriptions' ? [event.pending] : []))
      assert.deepEqual(looks, [[]])
    }))

  it('cannot be deployed with a version of a key that is not there', async () => {
    const secrets = async () => new Map([...(await subject.secrets())].filter(([name]) => name !== 'keys/more'))
    await assert.rejects(
      withStack({ ...subject, secrets }, subject.template, async () => {}),
      /nobody knows what \{\{resolve:secretsmanager:keys\/more:SecretString:pager::/,
    )
  })

  it('reaches the others when their policies have the statements of the outputs', async () => {
    const { outputs } = await pageWith(new Map())
    const statements = [...outputs].filter(([name]) => name.startsWith('AllowDelivery')).map(([, value]) => value)
    const policies = statements.map((statement): [string, string] => [
      String(JSON.parse(statement).Resource),
      `{"Version":"2012-10-17","Statement":${statement}}`,
    ])
    const { reached, refused } = await pageWith(new Map(policies))
    const everybody = [ours, theirs, remote, queue, theirQueue, chat, address, 'PagerDuty', mailbox, ...integrations]
    assert.deepEqual(reached, everybody.toSorted())
    assert.deepEqual(refused, [])
  })
})
