import { CloudTrailClient, type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail'
import { errorName } from '../../functions/aws/clients.ts'
import { fieldOf } from '../../functions/core/model/field-of.ts'
import type { AwsDenial } from './scanned-secret.ts'
import { patiently, scanClientOptions } from './sources/patience.ts'

/** Reads of secrets in the event history of one Region. */
export type SecretReaders = {
  /** Readers by the name or ARN that they used, with the last time in epoch milliseconds. */
  readonly bySecret: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** Beginning of the time that was looked at, in epoch milliseconds; null if nothing was. */
  readonly since: number | null
  readonly denial: AwsDenial | null
  /** True if the history was read to its end: who is not in it read nothing in this time. */
  readonly isComplete: boolean
}

/** CloudTrail keeps its event history for 90 days. */
export const historyDays = 90
/** Name under which a scan reads, so that its own reads can be left out. */
export const scanAgent = 'tokenwatch-scan'
const dayMs = 86_400_000
/** Pages of 50 events that are read, at two a second. */
const mostPages = 40

/** Lists who read which secret, from the event history of CloudTrail. Without permission the answer says so and holds nothing. */
export async function lookUpReaders(
  region: string,
  {
    now,
    sleep,
    signal,
  }: { readonly now: () => number; readonly sleep: (ms: number) => Promise<void>; readonly signal: AbortSignal },
): Promise<SecretReaders> {
  const client = new CloudTrailClient({ ...scanClientOptions, region })
  const bySecret = new Map<string, Map<string, number>>()
  const start = now() - historyDays * dayMs
  let oldest: number | null = null
  const seen = new Set<string>()
  let token: string | undefined
  try {
    for (let page = 0; page < mostPages && !signal.aborted; page += 1) {
      const command = new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'GetSecretValue' }],
        StartTime: new Date(start),
        ...(token === undefined ? {} : { NextToken: token }),
      })
      const { Events = [], NextToken } = await patiently(() => client.send(command), sleep)
      for (const event of Events) note(event, bySecret)
      oldest = Events.at(-1)?.EventTime?.getTime() ?? oldest
      token = NextToken
      if (token === undefined) return { bySecret, since: start, denial: null, isComplete: true }
      // A token that comes twice leads nowhere: the end of the history was not seen.
      if (seen.has(token)) break
      seen.add(token)
    }
    return { bySecret, since: oldest, denial: null, isComplete: false }
  } catch (error) {
    const isDenied = errorName(error).startsWith('AccessDenied')
    const denial = isDenied ? { action: 'cloudtrail:LookupEvents', resource: '*' } : null
    return { bySecret: new Map(), since: null, denial, isComplete: false }
  } finally {
    client.destroy()
  }
}

/** Notes one read. The event is JSON in a string; it names a role as issuer of the session. */
function note({ CloudTrailEvent: text = '{}', EventTime }: Event, bySecret: Map<string, Map<string, number>>): void {
  let event: unknown
  try {
    event = JSON.parse(text)
  } catch {
    return
  }
  const secretId = fieldOf(fieldOf(event, 'requestParameters'), 'secretId')
  const identity = fieldOf(event, 'userIdentity')
  const reader =
    fieldOf(fieldOf(fieldOf(identity, 'sessionContext'), 'sessionIssuer'), 'arn') ?? fieldOf(identity, 'arn')
  if (typeof secretId !== 'string' || typeof reader !== 'string') return
  if (String(fieldOf(event, 'userAgent') ?? '').includes(scanAgent)) return
  const readers = bySecret.get(secretId) ?? new Map<string, number>()
  readers.set(reader, Math.max(readers.get(reader) ?? 0, EventTime?.getTime() ?? 0))
  bySecret.set(secretId, readers)
}

/** Lists who read one secret, the last one first. It may be named by its name, its ARN, or its ARN without the end. */
export function readersOf(
  readers: SecretReaders,
  { name, arn }: { readonly name: string; readonly arn: string | null },
): readonly string[] {
  const ids = [name, ...(arn === null ? [] : [arn, arn.slice(0, -7)])]
  const found = ids.flatMap((id) => [...(readers.bySecret.get(id) ?? [])])
  return [...new Map(found.toSorted(([, one], [, other]) => other - one)).keys()]
}
