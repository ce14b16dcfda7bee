import type { PublishCommandInput, SNSClientConfig } from '@aws-sdk/client-sns'
import type { Message } from '../core/alerting/messages/message.ts'
import { chatKey, type TopicName } from '../core/model/audience.ts'
import type { Log } from '../core/state/log.ts'

/** ARNs of the topics, and of the chat topics by `chatKey`. */
export type AlertTopics = {
  readonly arns: Readonly<Record<TopicName, string>>
  readonly chat: ReadonlyMap<string, string>
}

type Connect = () => Promise<(input: PublishCommandInput) => Promise<unknown>>

/**
 * Publishes messages: JSON for machines, sentences for mailboxes, and chat notifications on topics of their own, because SNS sends all
 * HTTPS subscribers of a topic the same text.
 *
 * A message that the `page` topic accepted goes to `notice` too. A failed copy is logged and not repeated: people have been notified.
 * The first message loads the SNS client, because most invocations send none.
 */
export function openAlerts(connect: Connect, { arns, chat }: AlertTopics, log: Log) {
  let publish: ReturnType<Connect> | null = null
  const send = async (input: PublishCommandInput): Promise<void> => {
    publish ??= connect()
    await (await publish)(input)
  }
  const copy = (where: string, input: PublishCommandInput): Promise<void> =>
    send(input).catch(() => log({ event: 'fault', where, code: 'not_accepted', check: null }))
  return async (message: Message): Promise<void> => {
    await send(inputOf(arns[message.to], message))
    const copies = message.to === 'page' ? [copy('notice', inputOf(arns.notice, message))] : []
    const chats = chatKeysOf(message).flatMap((key) => chat.get(key) ?? [])
    await Promise.all([...copies, ...chats.map((arn) => copy('chat', { TopicArn: arn, Message: message.chat }))])
  }
}

/** Lists the chat topics of a message. Every page is a notice too. A message about no environment is about the deployment. */
function chatKeysOf({ to, environments }: Message): readonly string[] {
  const topics: readonly TopicName[] = to === 'page' ? ['page', 'notice'] : [to]
  const about = environments.length === 0 ? [null] : environments
  return topics.flatMap((topic) => about.map((environment) => chatKey(topic, environment)))
}

function inputOf(topicArn: string, { subject, json, text, environments }: Message): PublishCommandInput {
  return {
    TopicArn: topicArn,
    Subject: subject,
    Message: JSON.stringify({ default: json, email: text }),
    MessageStructure: 'json',
    ...(environments.length === 0 ? {} : { MessageAttributes: { environment: environmentAttribute(environments) } }),
  }
}

/** Returns the attribute that subscription filters match: one name, or a list of which one has to match. */
function environmentAttribute(environments: readonly string[]) {
  const [only, ...others] = environments
  return only !== undefined && others.length === 0
    ? { DataType: 'String', StringValue: only }
    : { DataType: 'String.Array', StringValue: JSON.stringify(environments) }
}

/** Loads the SNS client and returns a function that publishes. */
export async function connectSns(
  options: SNSClientConfig | undefined,
): Promise<(input: PublishCommandInput) => Promise<unknown>> {
  const { SNSClient, PublishCommand } = await import('@aws-sdk/client-sns')
  const client = new SNSClient(options ?? {})
  return (input) => client.send(new PublishCommand(input))
}
