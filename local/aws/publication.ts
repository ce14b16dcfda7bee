import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { InvalidParameter } from './operation.ts'
import type { Published } from './topic.ts'

const maxPublicationBytes = 262_144

/** Publish as it comes over the wire. */
export const publishParameters = z.strictObject({
  TopicArn: z.string().min(1),
  Message: z.string().min(1),
  Subject: z.string().optional(),
  MessageStructure: z.literal('json').optional(),
  MessageAttributes: z
    .strictObject({
      entry: z.record(
        z.string(),
        z.strictObject({
          Name: z.string().min(1),
          Value: z.strictObject({ DataType: z.string(), StringValue: z.string().min(1) }),
        }),
      ),
    })
    .optional(),
})

/** A message that keeps to SNS's rules; everything else is an invalid parameter. */
export function publication(input: z.output<typeof publishParameters>, at: number): Published {
  if (Buffer.byteLength(input.Message) > maxPublicationBytes) throw new InvalidParameter('Message too long')
  if (input.Subject !== undefined && !isSubject(input.Subject)) throw new InvalidParameter('Subject')
  const attributes = Object.values(input.MessageAttributes?.entry ?? {})
  return {
    messageId: randomUUID(),
    topicArn: input.TopicArn,
    subject: input.Subject ?? null,
    message: input.Message,
    structure: input.MessageStructure ?? null,
    byProtocol: input.MessageStructure === 'json' ? textsByProtocol(input.Message) : { default: input.Message },
    attributes: Object.fromEntries(
      attributes.map(({ Name, Value }) => [Name, { Type: Value.DataType, Value: Value.StringValue }]),
    ),
    at,
  }
}

/** ASCII without line breaks or control characters, not blank at its start, at most 100 of them. */
function isSubject(subject: string): boolean {
  return /^[\x21-\x7e][\x20-\x7e]{0,99}$/.test(subject)
}

function textsByProtocol(message: string): Record<string, string> {
  const texts = parsed(message)
  if (texts === undefined) throw new InvalidParameter('Message Structure - JSON message body failed to parse')
  const { default: fallback, ...rest } = texts
  if (typeof fallback !== 'string') {
    throw new InvalidParameter('Message Structure - No default entry in JSON message body')
  }
  const named = Object.entries(rest).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return { ...Object.fromEntries(named), default: fallback }
}

function parsed(message: string): Record<string, unknown> | undefined {
  try {
    return z.record(z.string(), z.unknown()).safeParse(JSON.parse(message)).data
  } catch {
    return undefined
  }
}
