import type { PublishCommandInput, SNSClient } from '@aws-sdk/client-sns'
import type { TopicName } from '../core/audience.ts'
import type { Log } from '../core/log.ts'
import type { PageMessage } from '../core/page-message.ts'

type Topics = Readonly<Record<Exclude<TopicName, 'watcher'>, string>>
type Connect = () => Promise<(input: PublishCommandInput) => Promise<unknown>>

/** Sends one message to one topic. The SNS client is loaded with the first, since most invocations have none. */
function openSending(connect: Connect) {
  let publish: ReturnType<Connect> | null = null
  return async (topicArn: string, { subject, json, text, environment }: PageMessage): Promise<void> => {
    publish ??= connect()
    await (await publish)({
      TopicArn: topicArn,
      Subject: subject,
      Message: JSON.stringify({ default: json, email: text }),
      MessageStructure: 'json',
      MessageAttributes: { environment: { DataType: 'String', StringValue: environment } },
    })
  }
}

/**
 * Publishes a page: strict JSON for machines, sentences for a mailbox. What the `page` topic has accepted goes to `notice` too; a
 * notice that fails is logged and owes nothing, since a person has been told.
 */
export function openAlerts(connect: Connect, topicArns: Topics, log: Log) {
  const send = openSending(connect)
  return async (message: PageMessage): Promise<void> => {
    await send(topicArns.page, message)
    await send(topicArns.notice, message).catch(() => {
      log({ event: 'fault', where: 'notice', code: 'not_accepted', check: null })
    })
  }
}

/** The same, where some messages can wait for the morning: those go to `notice` alone. */
export function openTelling(connect: Connect, topicArns: Topics, log: Log) {
  const send = openSending(connect)
  const page = openAlerts(connect, topicArns, log)
  return (message: PageMessage, topic: keyof Topics): Promise<void> =>
    topic === 'page' ? page(message) : send(topicArns.notice, message)
}

/** Connects when it is called for the first time. */
export async function connectSns(
  options: ConstructorParameters<typeof SNSClient>[0],
): Promise<(input: PublishCommandInput) => Promise<unknown>> {
  const { SNSClient, PublishCommand } = await import('@aws-sdk/client-sns')
  const client = new SNSClient(options ?? {})
  return (input) => client.send(new PublishCommand(input))
}
