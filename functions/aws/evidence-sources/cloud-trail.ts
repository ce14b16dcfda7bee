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
  for await (const readers of pagesOfReaders(history, options)) {
    if (readers === 'too_many_reads') return { kind: 'unclear', why: readers }
    if (readers.includes(roleArn)) return { kind: 'read', since: true }
  }
  return { kind: 'read', since: false }
}

/** Lists everybody who read the secret since the promotion: roles and users, by ARN. Returns `null` if there are too many reads to tell. */
export async function listReaders(
  history: SecretHistory,
  options: typeof clientOptions,
): Promise<readonly string[] | null> {
  const found = new Set<string>()
  for await (const readers of pagesOfReaders(history, options)) {
    if (readers === 'too_many_reads') return null
    for (const reader of readers) found.add(reader)
  }
  return [...found].toSorted()
}

async function* pagesOfReaders(
  history: SecretHistory,
  options: typeof clientOptions,
): AsyncGenerator<readonly string[] | 'too_many_reads'> {
  const client = new CloudTrailClient(options)
  const reads = {
    LookupAttributes: [{ AttributeKey: 'EventName' as const, AttributeValue: 'GetSecretValue' }],
    StartTime: new Date(history.promotedAt),
  }
  try {
    let pages = 0
    for await (const { Events = [], NextToken } of paginateLookupEvents({ client }, reads)) {
      pages += 1
      yield Events.flatMap((event) => readerIn(event, history))
      if (pages === mostPages && NextToken !== undefined) {
        yield 'too_many_reads'
        return
      }
    }
  } finally {
    client.destroy()
  }
}

/**
 * Reads who read the secret from an event, which is JSON in a string. It names the secret as its reader did, and a role as issuer of the
 * session.
 */
function readerIn({ CloudTrailEvent: text = '{}' }: Event, { arn, name }: SecretHistory): readonly string[] {
  let event: unknown
  try {
    event = JSON.parse(text)
  } catch {
    return []
  }
  const secretId = fieldOf(fieldOf(event, 'requestParameters'), 'secretId')
  if (secretId !== arn && secretId !== name && secretId !== arn.slice(0, -7)) return []
  const identity = fieldOf(event, 'userIdentity')
  const issuer = fieldOf(fieldOf(identity, 'sessionContext'), 'sessionIssuer')
  const reader = fieldOf(issuer, 'arn') ?? fieldOf(identity, 'arn')
  return typeof reader === 'string' ? [reader] : []
}
