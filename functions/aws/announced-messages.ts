import { createHash, randomUUID } from 'node:crypto'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { fieldOf } from '../core/model/field-of.ts'
import { parseJson } from '../core/model/json-field.ts'
import { isText, listOf, shape } from '../core/model/shape.ts'
import { getBody, keyOf, putIf } from './table-item.ts'

/** Announces messages in the table, and returns the bodies with which they are put on a queue. */
export type Announce = (messages: readonly object[]) => Promise<readonly string[]>

/** Digests of the bodies that one program has put on a queue together. */
type Announcement = { readonly digests: readonly string[] }

const kind = { accepts: shape<Announcement>({ digests: listOf(isText) }) }

/** An announcement is deleted some time after this. A queue keeps its messages for less. */
const forgetAnnouncementAfterMs = 2 * 86_400_000

/** Messages of one announcement, at most. A short cadence with ten thousand checks has thousands in one tick. */
const mostAnnounced = 500

/** Partition of the announcements; each has an id of its own, which its messages carry. */
const keyFor = (id: string) => keyOf(`announced#${id}`, 'messages')

/**
 * Announces every message before it is sent, so that the reader of the queue can tell ours from those of anybody else who may write there.
 * Rejects if the table does not take the announcement: the message would be refused.
 */
export function openAnnouncer(client: DynamoDBClient, tableName: string, now: () => number): Announce {
  const announce: Announce = async (messages) => {
    const id = randomUUID()
    const bodies = messages.map((message) => JSON.stringify({ announced: id, ...message }))
    const body: Announcement = { digests: bodies.map(digestOf) }
    const forgetAt = now() + forgetAnnouncementAfterMs
    await putIf({ client, name: tableName }, { key: keyFor(id), body, order: { revision: 1 }, forgetAt })
    return bodies
  }
  return async (messages) => {
    const bodies: string[] = []
    for (let start = 0; start < messages.length; start += mostAnnounced)
      bodies.push(...(await announce(messages.slice(start, start + mostAnnounced))))
    return bodies
  }
}

/**
 * Returns a function that tells if a message is one of ours, byte for byte; `null` without an answer of the table.
 */
export function openAnnouncements(client: DynamoDBClient, tableName: string) {
  return async (body: string): Promise<boolean | null> => {
    const id = fieldOf(parseJson(body), 'announced')
    if (typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id)) return false
    try {
      const found = await getBody({ client, name: tableName }, kind, keyFor(id))
      return found?.digests.includes(digestOf(body)) ?? false
    } catch {
      return null
    }
  }
}

const digestOf = (body: string): string => createHash('sha256').update(body).digest('base64url')
