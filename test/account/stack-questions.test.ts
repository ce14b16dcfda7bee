import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { runInNewContext } from 'node:vm'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { SSMClient } from '@aws-sdk/client-ssm'
import { region } from '../../local/aws/account.ts'
import { credentialsFor } from '../../local/aws/caller.ts'
import { type LogGroups, startLogGroups } from '../../local/aws/log-groups.ts'
import { deliveryBy } from '../../local/template/policy/delivery.ts'
import { type WalkedStack, walkTemplate } from '../../local/template/walk.ts'
import { stackName, synthesizeOf, type WalkSubject, type WrittenTemplate } from '../infra/walk/subject.ts'
import { snsClient } from '../local/aws/clients.ts'
import { aWatch, deploymentOf, eventually, hookLimit, keepOpen } from '../support/stack.ts'
import { proofQueuePolicy } from './account.ts'
import { functionDelivery, inboxDelivery } from './delivery-questions.ts'
import { inboxesIn } from './inboxes.ts'
import { listenerCode, listenerOf } from './listener.ts'
import { sampleEnvironments } from './sample.ts'
import { entrance, stackQuestions } from './stack-questions.ts'

const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:proof'
const listener = listenerOf('acme', queueArn)
const inboxes = inboxesIn({ PROOF_EMAIL: 'ops@acme.example', PROOF_HTTPS: 'https://pages.acme.example/proof' })
const settings = { region, credentials: credentialsFor('anybody') }

/** Prints what the source of the listener prints for an event. */
async function printedFor(event: object): Promise<string> {
  const lines: string[] = []
  const exports: { handler?: (event: object) => Promise<void> } = {}
  runInNewContext(listenerCode, { exports, console: { log: (line: string) => lines.push(line) } })
  await exports.handler?.(event)
  return lines.join('\n')
}

describe('the questions about the stack, asked in the lab', { timeout: 120_000 }, () => {
  let subject: WalkSubject
  let logs: LogGroups
  const opened = keepOpen()
  before(async () => {
    const environments = sampleEnvironments({ queueArn, ...listener, inboxes })
    const watched = ({ api }: { readonly api: { readonly url: string } }) =>
      deploymentOf([aWatch('orders', `${api.url}/me`)], { environments })
    subject = opened(await synthesizeOf(watched, async () => new Map([['production/orders', { value: 'a-token' }]])))
    logs = opened(await startLogGroups())
    logs.write(listener.logGroup, 'INIT_START')
  }, hookLimit)

  /** Walks a template, and passes the stack with the clients of a proof. */
  async function withClients(template: WrittenTemplate, look: (walked: Walked) => Promise<void>): Promise<void> {
    const { assetDirectory } = subject
    const stack = await walkTemplate(template, { stackName, assetDirectory, secrets: await subject.secrets() })
    const clients = {
      sns: snsClient(stack.aws.sns.url),
      lambda: new LambdaClient({ ...settings, endpoint: stack.aws.invocations.url }),
      ssm: new SSMClient({ ...settings, endpoint: stack.aws.parameters.url }),
      logs: new CloudWatchLogsClient({ ...settings, endpoint: logs.url }),
    }
    try {
      await look({ stack, ...clients, name: 'acme', listener })
    } finally {
      for (const client of Object.values(clients)) client.destroy()
      await stack.close()
    }
  }

  /** Messages that reached the listener, once there is one. */
  async function heard(stack: WalkedStack, endpoint: string) {
    const found = () => stack.deliveries.filter((one) => one.endpoint === endpoint).map((one) => one.notification)
    await eventually(() => found().length > 0)
    return found()
  }

  it('let the topics of the account deliver to the queue of the proof, and no others', () => {
    const policy = JSON.stringify(proofQueuePolicy(queueArn))
    const from = (account: string) => ({
      topicArn: `arn:aws:sns:eu-west-1:${account}:page`,
      action: 'sqs:SendMessage' as const,
      resource: queueArn,
    })
    assert.deepEqual(
      [deliveryBy(policy, from('123456789012')), deliveryBy(policy, from('999999999999'))],
      ['allowed', 'denied'],
    )
  })

  it('find a page in the log of the function that the template permits, and see a page refused', () =>
    withClients(subject.template, async (proof) => {
      const asked = functionDelivery(proof, 60_000)
      const [Sns] = await heard(proof.stack, listener.functionArn)
      logs.write(listener.logGroup, await printedFor({ Records: [{ Sns }] }))
      assert.match(await asked, /^yes, after \d+ ms$/)

      const expected = stackQuestions.find(({ ask }) => ask === entrance)?.expected ?? assert.fail()
      assert.ok((await entrance(proof)).startsWith(expected))
    }))

  it('find no page where the permission is for another topic, whatever else the log has', () => {
    const resources = Object.entries(subject.template.Resources)
    const isOurs = ({ Type, Properties }: (typeof resources)[number][1]) =>
      Type === 'AWS::Lambda::Permission' && Properties['FunctionName'] === listener.functionArn
    assert.ok(resources.some(([, one]) => isOurs(one)))
    const SourceArn = 'arn:aws:sns:eu-west-1:123456789012:another'
    const elsewhere = resources.map(([id, one]) => {
      const Properties = isOurs(one) ? { ...one.Properties, SourceArn } : one.Properties
      return [id, { ...one, Properties }] as const
    })
    return withClients({ ...subject.template, Resources: Object.fromEntries(elsewhere) }, async (proof) => {
      assert.equal(await functionDelivery(proof, 1_000), 'no, not in time')
      assert.ok(proof.stack.deliveries.every(({ endpoint }) => endpoint !== listener.functionArn))
    })
  })

  it('say what the owners of a mailbox and of a server have to look at, and send them just that', () =>
    withClients(subject.template, async (proof) => {
      const [mail, server] = [inboxes.email ?? '', inboxes.https ?? '']
      const said = await inboxDelivery(proof, inboxes, 30_000)
      const looks =
        /^(\S+) is confirmed: look there for a mail that says "(.+ for mail)"; (\S+) is confirmed: look there for a request whose Message is "(.+ for everybody else)"$/
      const [, ...found] = looks.exec(said) ?? assert.fail(said)
      const [first] = await heard(proof.stack, mail)
      const [second] = await heard(proof.stack, server)
      assert.deepEqual(found, [mail, first?.Message, server, second?.Message])
    }))

  it('name the inboxes that the run was not given, and those that did not confirm', () =>
    withClients(subject.template, async (proof) => {
      assert.equal(
        await inboxDelivery(proof, inboxesIn({}), 1),
        'not asked without PROOF_EMAIL; not asked without PROOF_HTTPS',
      )
      assert.equal(
        await inboxDelivery(proof, { email: 'nobody@acme.example', https: null }, 1),
        'nobody@acme.example did not confirm; not asked without PROOF_HTTPS',
      )
      assert.deepEqual(proof.stack.aws.sns.published, [])
    }))
})

type Walked = Parameters<typeof functionDelivery>[0] & Parameters<typeof entrance>[0] & { readonly stack: WalkedStack }
