import type { PublishCommandInput, SNSClientConfig } from '@aws-sdk/client-sns'
import type { Message } from '../core/alerting/messages/message.ts'
import { chatKey, type TopicName } from '../core/model/audience.ts'
import type { Log } from '../core/state/log.ts'

/** ARNs of the topics, and of those that chat channels listen to, by `chatKey`. */
export type AlertTopics = {
  readonly arns: Readonly<Record<TopicName, string>>
  readonly chat: ReadonlyMap<string, string>
}

type Connect = () => Promise<(input: PublishCommandInput) => Promise<unknown>>

/**
 * Publishes a message: strict JSON for machines, sentences for a mailbox, and to topics of their own what a chat channel reads, since
 * SNS tells all HTTPS subscribers of a topic the same. What the `page` topic has accepted goes to `notice` too; such a copy,
 * where it fails, is logged and owes nothing, since a person has been told. The SNS client is loaded with the first
 * message, since most invocations have none.
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

/** Every page is a notice too. What is about no environment is about the deployment. */
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

/** What the filters of the subscriptions look at: one name, or several of which one has to fit. */
function environmentAttribute(environments: readonly string[]) {
  const [only, ...others] = environments
  return only !== undefined && others.length === 0
    ? { DataType: 'String', StringValue: only }
    : { DataType: 'String.Array', StringValue: JSON.stringify(environments) }
}

/** Connects when it is called for the first time. */
export async function connectSns(
  options: SNSClientConfig | undefined,
): Promise<(input: PublishCommandInput) => Promise<unknown>> {
  const { SNSClient, PublishCommand } = await import('@aws-sdk/client-sns')
  const client = new SNSClient(options ?? {})
  return (input) => client.send(new PublishCommand(input))
}
