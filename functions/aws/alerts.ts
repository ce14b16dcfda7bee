import type { PublishCommandInput, SNSClientConfig } from '@aws-sdk/client-sns'
import type { Message } from '../core/alerting/messages/message.ts'
import { chatKey, knownRoutes, type Routing, type TopicName } from '../core/model/audience.ts'
import type { Log } from '../core/state/log.ts'

/** ARNs of the topics, and of the chat topics by `chatKey`. */
export type AlertTopics = {
  readonly arns: Readonly<Record<TopicName, string>>
  readonly chat: ReadonlyMap<string, string>
  readonly routing: Routing
}

type Connect = () => Promise<(input: PublishCommandInput) => Promise<unknown>>

/**
 * Publishes messages: JSON for machines, sentences for mailboxes, and chat notifications on topics of their own, because SNS sends all
 * HTTPS subscribers of a topic the same text.
 *
 * A message that the `page` topic accepted goes to `notice` too. A failed copy is logged and not repeated: people have been notified.
 * The first message loads the SNS client, because most invocations send none.
 */
export function openAlerts(connect: Connect, { arns, chat, routing }: AlertTopics, log: Log) {
  let publish: ReturnType<Connect> | null = null
  const send = async (input: PublishCommandInput): Promise<void> => {
    publish ??= connect()
    await (await publish)(input)
  }
  const copy = (where: string, input: PublishCommandInput): Promise<void> =>
    send(input).catch(() => log({ event: 'fault', where, code: 'not_accepted', check: null }))
  return async (written: Message): Promise<void> => {
    const message = { ...written, routes: knownRoutes(routing, written.routes) }
    await send(inputOf(arns[message.to], message))
    const copies = message.to === 'page' ? [copy('notice', inputOf(arns.notice, message))] : []
    await Promise.all([
      ...copies,
      ...chatsOf(message, routing)
        .flatMap((key) => chat.get(key) ?? [])
        .map((arn) => copy('chat', { TopicArn: arn, Message: message.chat })),
    ])
  }
}

/** Lists the chat topics of a message. Every page is a notice too. A message about no environment is about the deployment. */
function chatsOf({ to, routes }: Message, routing: Routing): readonly string[] {
  const topics: readonly TopicName[] = to === 'page' ? ['page', 'notice'] : [to]
  const about = routes.length === 0 ? [null] : routes
  return [...new Set(topics.flatMap((topic) => about.map((route) => chatKey(routing, topic, route))))]
}

function inputOf(topicArn: string, { subject, json, text, routes }: Message): PublishCommandInput {
  return {
    TopicArn: topicArn,
    Subject: subject,
    Message: JSON.stringify({ default: json, email: text }),
    MessageStructure: 'json',
    ...(routes.length === 0 ? {} : { MessageAttributes: { environment: routeAttribute(routes) } }),
  }
}

/** Returns the attribute that subscription filters match: one name, or a list of which one has to match. */
function routeAttribute(routes: readonly string[]) {
  const [only, ...others] = routes
  return only !== undefined && others.length === 0
    ? { DataType: 'String', StringValue: only }
    : { DataType: 'String.Array', StringValue: JSON.stringify(routes) }
}

/** Loads the SNS client and returns a function that publishes. */
export async function connectSns(
  options: SNSClientConfig | undefined,
): Promise<(input: PublishCommandInput) => Promise<unknown>> {
  const { SNSClient, PublishCommand } = await import('@aws-sdk/client-sns')
  const client = new SNSClient(options ?? {})
  return (input) => client.send(new PublishCommand(input))
}
