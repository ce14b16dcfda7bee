import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Endpoint, startEndpoint } from './endpoint.ts'
import { jsonService } from './json.ts'
import { type Operations, operation } from './operation.ts'
import { pageOf } from './paging.ts'

/** A read of a secret, as the event history has it. */
export type SecretRead = {
  /** Epoch milliseconds. */
  readonly at: number
  readonly roleArn: string
  /** As the reader named it. */
  readonly secretId: string
}

export type CloudTrail = Endpoint & {
  /** Shows a read in the event history, which AWS does some minutes after it. */
  readonly show: (read: SecretRead) => void
}

/** A CloudTrail on loopback whose event history holds reads of secrets. */
export async function startCloudTrail({ now = Date.now }: { now?: () => number } = {}): Promise<CloudTrail> {
  const reads: SecretRead[] = []
  const operations = cloudTrailOperations(reads)
  const service = jsonService({ version: '1.1', operations, invalidCode: 'InvalidLookupAttributesException' })
  const endpoint = await startEndpoint(service, now)
  return {
    ...endpoint,
    show(read) {
      reads.push(read)
    },
  }
}

const eventsPerPage = 50

function cloudTrailOperations(reads: readonly SecretRead[]): Operations {
  return {
    LookupEvents: operation(
      z.strictObject({
        LookupAttributes: z.tuple([
          z.strictObject({ AttributeKey: z.literal('EventName'), AttributeValue: z.literal('GetSecretValue') }),
        ]),
        StartTime: z.number(),
        NextToken: z.string().optional(),
      }),
      ({ StartTime, NextToken }) => {
        const found = reads.filter(({ at }) => at >= StartTime * 1_000).toReversed()
        const { page, nextToken } = pageOf(found, { MaxResults: eventsPerPage, NextToken })
        return { Events: page.map(eventOf), NextToken: nextToken }
      },
    ),
  }
}

function eventOf({ at, roleArn, secretId }: SecretRead) {
  const sessionContext = { sessionIssuer: { type: 'Role', arn: roleArn } }
  const event = { userIdentity: { type: 'AssumedRole', sessionContext }, requestParameters: { secretId } }
  return {
    EventId: randomUUID(),
    EventName: 'GetSecretValue',
    EventTime: at / 1_000,
    CloudTrailEvent: JSON.stringify(event),
  }
}
