import type { PublishCommandInput, SNSClient } from '@aws-sdk/client-sns'
import type { TopicName } from '../core/audience.ts'
import type { Log } from '../core/log.ts'
import type { Message } from '../core/message.ts'

/** ARNs of the topics, and of those that chat channels listen to: by topic and environment, as `chatKey` spells them. */
export type Topics = {
  readonly arns: Readonly<Record<TopicName, string>>
  readonly chat: ReadonlyMap<string, string>
}

/** How a chat topic is called: `page/production`; `watcher` is about no environment. */
export function chatKey(topic: TopicName, environment: string | null): string {
  return topic === 'watcher' || environment === null ? topic : `${topic}/${environment}`
}

type Connect = () => Promise<(input: PublishCommandInput) => Promise<unknown>>

/**
 * Publishes messages: strict JSON for machines, sentences for a mailbox, and to a topic of its own what a chat channel reads, since
 * SNS tells one HTTPS subscriber what it tells all of them. What the `page` topic has accepted goes to `notice` too. Rejects
 * where the message's own topic does not take it; a copy that fails is logged and owes nothing, since a person has been
 * told. The SNS client is loaded with the first message, since most invocations have none.
 */
export function openAlerts(connect: Connect, { arns, chat }: Topics, log: Log) {
  let publish: ReturnType<Connect> | null = null
  const send = async (input: PublishCommandInput): Promise<void> => {
    publish ??= connect()
    await (await publish)(input)
  }
  const copy = (where: string, input: PublishCommandInput): Promise<void> =>
    send(input).catch(() => log({ event: 'fault', where, code: 'not_accepted', check: null }))
  return async (message: Message): Promise<void> => {
    await send(inputOf(arns[message.topic], message))
    const copies = message.topic === 'page' ? [copy('notice', inputOf(arns.notice, message))] : []
    const chats = topicsOf(message).flatMap((topic) => chat.get(chatKey(topic, message.environment)) ?? [])
    await Promise.all([...copies, ...chats.map((arn) => copy('chat', { TopicArn: arn, Message: message.chat }))])
  }
}

/** Every page is a notice too. */
const topicsOf = ({ topic }: Message): readonly TopicName[] => (topic === 'page' ? ['page', 'notice'] : [topic])

function inputOf(topicArn: string, { subject, json, text, environment }: Message): PublishCommandInput {
  const about =
    environment === null
      ? {}
      : { MessageAttributes: { environment: { DataType: 'String', StringValue: environment } } }
  return {
    TopicArn: topicArn,
    Subject: subject,
    Message: JSON.stringify({ default: json, email: text }),
    MessageStructure: 'json',
    ...about,
  }
}

/** Connects when it is called for the first time. */
export async function connectSns(
  options: ConstructorParameters<typeof SNSClient>[0],
): Promise<(input: PublishCommandInput) => Promise<unknown>> {
  const { SNSClient, PublishCommand } = await import('@aws-sdk/client-sns')
  const client = new SNSClient(options ?? {})
  return (input) => client.send(new PublishCommand(input))
}
