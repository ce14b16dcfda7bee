import { randomUUID } from 'node:crypto'
import { ListSubscriptionsByTopicCommand, PublishCommand, type Subscription } from '@aws-sdk/client-sns'
import { readGroup } from '../../chaos/aws/log-group.ts'
import type { Proof } from './account.ts'
import { answered, proofDirectory } from './directory.ts'
import type { Inboxes } from './inboxes.ts'
import { type AccountQuestion, msUntil } from './question.ts'

const minuteMs = 60_000

/** Questions about each kind of subscriber that SNS delivers to by itself. */
export function deliveryQuestions(inboxes: Inboxes, confirmMs = 10 * minuteMs): readonly AccountQuestion[] {
  return [
    {
      question: 'Does SNS deliver from the page topic to a queue whose policy lets it?',
      settles: null,
      expected: 'yes, within seconds',
      ask: queueDelivery,
    },
    {
      question: 'Does SNS deliver from the page topic to a function of another stack, as the template permits?',
      settles: 'A permission that names a function of another stack',
      expected: 'yes, within seconds',
      ask: functionDelivery,
    },
    {
      question: 'Do a mailbox and a web server confirm, and get the text of their protocol?',
      settles: 'SNS picks the `email` text of a',
      expected: 'both are confirmed, and their owner finds the two texts',
      ask: (proof) => inboxDelivery(proof, inboxes, confirmMs),
    },
  ]
}

async function queueDelivery(proof: Proof): Promise<string> {
  const { page } = await proofDirectory(proof)
  const mark = randomUUID()
  await proof.sns.send(new PublishCommand({ TopicArn: page, Message: mark }))
  return answered(await proof.mailbox.msUntilHeard([mark], 2 * minuteMs))
}

/** Publishes a page, and looks for it in the log of the listener. */
export async function functionDelivery(
  proof: Pick<Proof, 'ssm' | 'sns' | 'logs' | 'name' | 'listener'>,
  limitMs = 2 * minuteMs,
): Promise<string> {
  const { page } = await proofDirectory(proof)
  const look = readGroup(proof.logs, proof.listener.logGroup)
  const mark = randomUUID()
  await proof.sns.send(new PublishCommand({ TopicArn: page, Message: mark }))
  const isPrinted = async () => (await look()).some(({ text }) => text.includes(mark))
  return answered(await msUntil(isPrinted, limitMs, 1_000))
}

/** Sends each inbox a text of its own once it has confirmed, and says what its owner has to look at. */
export async function inboxDelivery(
  proof: Pick<Proof, 'ssm' | 'sns' | 'name'>,
  { email, https }: Inboxes,
  confirmMs: number,
): Promise<string> {
  const mark = randomUUID()
  const texts = { email: `${mark} for mail`, default: `${mark} for everybody else` }
  const inboxes = [
    { variable: 'PROOF_EMAIL', endpoint: email, look: `a mail that says "${texts.email}"` },
    { variable: 'PROOF_HTTPS', endpoint: https, look: `a request whose Message is "${texts.default}"` },
  ]
  const endpoints = inboxes.flatMap(({ endpoint }) => endpoint ?? [])
  const { page } = await proofDirectory(proof)
  const confirmed = endpoints.length === 0 ? [] : await confirmedOf(proof, page, endpoints, confirmMs)
  if (confirmed.length > 0) {
    const message = { TopicArn: page, MessageStructure: 'json', Message: JSON.stringify(texts) }
    await proof.sns.send(new PublishCommand(message))
  }
  return inboxes
    .map(({ variable, endpoint, look }) => {
      if (endpoint === null) return `not asked without ${variable}`
      return confirmed.includes(endpoint)
        ? `${endpoint} is confirmed: look there for ${look}`
        : `${endpoint} did not confirm`
    })
    .join('; ')
}

/** Resolves with the endpoints that have confirmed, once all have or the time is over. */
async function confirmedOf(
  { sns }: Pick<Proof, 'sns'>,
  TopicArn: string,
  endpoints: readonly string[],
  limitMs: number,
): Promise<readonly string[]> {
  const isConfirmed = ({ SubscriptionArn = '' }: Subscription) => SubscriptionArn.startsWith('arn:')
  let confirmed: readonly string[] = []
  await msUntil(
    async () => {
      const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))
      const those = new Set(Subscriptions.filter(isConfirmed).map(({ Endpoint }) => Endpoint))
      confirmed = endpoints.filter((endpoint) => those.has(endpoint))
      return confirmed.length === endpoints.length
    },
    limitMs,
    1_000,
  )
  return confirmed
}
