import type { PublishCommandInput, SNSClient } from '@aws-sdk/client-sns'
import type { TopicName } from '../core/audience.ts'
import type { Log } from '../core/log.ts'
import type { PageMessage } from '../core/page-message.ts'

/**
 * Publishes a message: strict JSON for machines, sentences for a mailbox. What the `page` topic has accepted goes to `notice` too; that
 * copy, where it fails, is logged and owes nothing, since a person has been told. The SNS client is loaded with the first page,
 * since most invocations have none.
 */
export function openAlerts(
  connect: () => Promise<(input: PublishCommandInput) => Promise<unknown>>,
  topicArns: Readonly<Record<Exclude<TopicName, 'watcher'>, string>>,
  log: Log,
) {
  let publish: ReturnType<typeof connect> | null = null
  const send = async (topicArn: string, { subject, json, text, environments }: PageMessage): Promise<void> => {
    publish ??= connect()
    await (await publish)({
      TopicArn: topicArn,
      Subject: subject,
      Message: JSON.stringify({ default: json, email: text }),
      MessageStructure: 'json',
      MessageAttributes: { environment: environmentAttribute(environments) },
    })
  }
  return async (message: PageMessage): Promise<void> => {
    await send(topicArns[message.to], message)
    if (message.to === 'notice') return
    await send(topicArns.notice, message).catch(() => {
      log({ event: 'fault', where: 'notice', code: 'not_accepted', check: null })
    })
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
  options: ConstructorParameters<typeof SNSClient>[0],
): Promise<(input: PublishCommandInput) => Promise<unknown>> {
  const { SNSClient, PublishCommand } = await import('@aws-sdk/client-sns')
  const client = new SNSClient(options ?? {})
  return (input) => client.send(new PublishCommand(input))
}
