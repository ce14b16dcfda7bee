import { CloudTrailClient, type Event, paginateLookupEvents } from '@aws-sdk/client-cloudtrail'
import type { ConsumerEvidence } from '../../core/consumers/evidence.ts'
import type { ObservedConsumer } from '../../core/model/consumer.ts'
import { fieldOf } from '../../core/model/field-of.ts'
import type { SecretHistory } from '../../core/probe/versions/history.ts'
import type { clientOptions } from '../clients.ts'

/** Pages of LookupEvents that are read: 50 events each, two a second in an account. More events answer `too_many_reads`. */
const mostPages = 10

/** Looks in the account's event history for a read of the secret by a role since the promotion. */
export async function askCloudTrail(
  { roleArn }: Extract<ObservedConsumer, { readonly kind: 'cloudTrail' }>,
  history: SecretHistory,
  options: typeof clientOptions,
): Promise<ConsumerEvidence> {
  const client = new CloudTrailClient(options)
  const reads = {
    LookupAttributes: [{ AttributeKey: 'EventName' as const, AttributeValue: 'GetSecretValue' }],
    StartTime: new Date(history.promotedAt),
  }
  try {
    let pages = 0
    for await (const { Events = [], NextToken } of paginateLookupEvents({ client }, reads)) {
      pages += 1
      if (Events.some((event) => isReadBy(event, roleArn, history))) return { kind: 'read', since: true }
      if (pages === mostPages && NextToken !== undefined) return { kind: 'unclear', why: 'too_many_reads' }
    }
    return { kind: 'read', since: false }
  } finally {
    client.destroy()
  }
}

/** Reads the event, which is JSON in a string. It names the secret as its reader did, and the role as issuer of the session. */
function isReadBy({ CloudTrailEvent: text = '{}' }: Event, roleArn: string, { arn, name }: SecretHistory): boolean {
  let event: unknown
  try {
    event = JSON.parse(text)
  } catch {
    return false
  }
  const issuer = fieldOf(fieldOf(fieldOf(event, 'userIdentity'), 'sessionContext'), 'sessionIssuer')
  const secretId = fieldOf(fieldOf(event, 'requestParameters'), 'secretId')
  return fieldOf(issuer, 'arn') === roleArn && (secretId === arn || secretId === name || secretId === arn.slice(0, -7))
}
