import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { z } from 'zod'
import { openAnnouncer } from '../../../functions/aws/announced-messages.ts'
import { email, ours, secret } from '../../../functions/config.ts'
import type { Deployment } from '../../../functions/core/model/deployment.ts'
import type { ForeignSecret } from '../../../local/template/foreign-secrets.ts'
import type { WalkedStack } from '../../../local/template/walk.ts'
import { dynamoDbClient } from '../../local/aws/clients.ts'
import { until } from '../../local/oauth/until.ts'
import { aNetwork } from '../../support/check.ts'
import { aWatch, bot, deploymentOf, type Product, stackCadence } from '../../support/stack.ts'
import { withStack } from './play.ts'
import { stackName, synthesizeOf, type WalkSubject } from './subject.ts'

/** `wiki` is invalid in both environments; `orders`, in the one that has a network, is due for rotation. */
function deployed({ api, oauth }: Product): Deployment {
  const page = [email('ops@acme.example')]
  const wiki = (environment: string) =>
    aWatch('wiki', `${api.url}/me`, { environment, secret: secret(`${environment}/wiki`), urgency: 'now' })
  const orders = aWatch('orders', `${api.url}/me`, {
    environment: 'staging',
    secret: secret('staging/orders', 'access_token'),
    expiresField: { name: 'expires_at', format: 'epoch_seconds' },
    warn: '30m',
    critical: '1m',
    rotation: ours({
      grant: 'client_credentials',
      scope: 'things:read',
      tokenUrl: oauth.tokenUrl,
      rotateWithin: '20m',
      client: secret('staging/orders-client', { clientId: 'id', clientSecret: 'secret' }),
    }),
  })
  const environments = { production: { page }, staging: { page, network: aNetwork() } }
  return deploymentOf([wiki('production'), wiki('staging'), orders], { environments })
}

async function secretsOf(product: Product): Promise<ReadonlyMap<string, ForeignSecret>> {
  const expires_at = Math.floor(Date.now() / 1_000) + 600
  const access_token = await product.mint({ ttlSeconds: 600 })
  return new Map(
    Object.entries({
      'production/wiki': 'a-token-that-nobody-honours',
      'staging/wiki': 'another-token-that-nobody-honours',
      'staging/orders': JSON.stringify({ access_token, expires_at }),
      'staging/orders-client': JSON.stringify({ id: bot.clientId, secret: bot.clientSecret }),
    }).map(([name, value]) => [name, { value }]),
  )
}

const sending = z.object({ QueueUrl: z.string(), Entries: z.array(z.object({ MessageBody: z.string() })) })
const batch = z.object({ batch: z.number(), checks: z.array(z.string()) })

/** The batches of one tick: the queue that they were sent to, their number and their checks. */
function sentBy({ aws }: WalkedStack) {
  const calls = aws.sqs.calls.filter(({ operation }) => operation === 'SendMessageBatch')
  const sent = calls.flatMap(({ input }) => {
    const { QueueUrl, Entries } = sending.parse(input)
    const queue = QueueUrl.includes('BatchesQueuestaging') ? 'staging' : 'the other'
    return Entries.map(({ MessageBody }) => ({ queue, ...batch.parse(JSON.parse(MessageBody)) }))
  })
  return sent.toSorted((a, b) => a.batch - b.batch)
}

/** Announces a message in the table, as somebody who may write there could. */
async function announced({ aws }: WalkedStack, message: object): Promise<string> {
  const client = dynamoDbClient(aws.dynamodb.url)
  const { TableNames: [table = ''] = [] } = await client.send(new ListTablesCommand({}))
  const [body = ''] = await openAnnouncer(client, table, Date.now)([message])
  client.destroy()
  return body
}

describe('a stack of two networks, walked in the lab', { timeout: 600_000 }, () => {
  let subject: WalkSubject
  before(async () => {
    subject = await synthesizeOf(deployed, secretsOf)
  })
  after(() => subject.close())

  it('judges every check from its own network, pages for both and rotates, without a denied call', async () => {
    await withStack(subject, subject.template, async (stack) => {
      await stack.tick(stackCadence)
      assert.deepEqual(sentBy(stack), [
        { queue: 'the other', batch: 0, checks: ['production/wiki'] },
        { queue: 'staging', batch: 1, checks: ['staging/orders', 'staging/wiki'] },
      ])
      const paged = stack.deliveries
        .filter(({ protocol }) => protocol === 'email')
        .map(({ notification }) => notification.Message)
      assert.deepEqual(
        ['production/wiki', 'staging/wiki'].map((key) => paged.filter((mail) => mail.includes(key)).length),
        [1, 1],
      )
      await stack.tick(stackCadence)
      const { secretsManager, cloudwatch } = stack.aws
      await until(() => secretsManager.events.some(({ name }) => name === 'RotationSucceeded'))
      assert.ok(cloudwatch.data.some(({ name }) => name === 'Heartbeat'))
      assert.deepEqual(stack.denials, [])
    })
  })

  it("lets no probe read the secrets of the other network's checks, whatever is on its queue", async () => {
    await withStack(subject, subject.template, async (stack) => {
      const queue = Object.keys(subject.template.Resources).find((id) => id.startsWith('BatchesQueuestaging'))
      const message = {
        cadence: stackCadence,
        tick: Date.now(),
        batch: 0,
        checks: ['production/wiki'],
        versionIds: {},
        config: '',
      }
      const body = await announced(stack, message)
      stack.aws.sqs.queue(`${stackName}-${queue}`).send({ body, attributes: {}, senderId: 'somebody', delayMs: 0 })
      await until(() => stack.denials.length > 0)
      const [denial] = stack.denials
      assert.match(denial?.who ?? '', /FunctionsProbestagingRole/)
      assert.equal(denial?.action, 'secretsmanager:GetSecretValue')
      assert.match(denial?.resource ?? '', /production\/wiki/)
    })
  })
})
