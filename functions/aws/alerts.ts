import type { PublishCommandInput, SNSClient } from '@aws-sdk/client-sns'
import type { PageMessage } from '../core/page-message.ts'

/**
 * Publishes a page: strict JSON for machines, sentences for a mailbox. The SNS client is loaded with the first page, since most
 * invocations have none.
 */
export function openAlerts(
  connect: () => Promise<(input: PublishCommandInput) => Promise<unknown>>,
  pageTopicArn: string,
) {
  let publish: ReturnType<typeof connect> | null = null
  return async ({ subject, json, text, environment }: PageMessage): Promise<void> => {
    publish ??= connect()
    await (await publish)({
      TopicArn: pageTopicArn,
      Subject: subject,
      Message: JSON.stringify({ default: json, email: text }),
      MessageStructure: 'json',
      MessageAttributes: { environment: { DataType: 'String', StringValue: environment } },
    })
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
