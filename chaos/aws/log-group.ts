import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import type { FreshLine } from '../service/fresh-line.ts'

/** CloudWatch Logs shows a line some seconds after it was written: each look goes back so far, and tells no line twice. */
const lateMs = 30_000

/** Pages of one look; what is beyond them comes with the next. */
const mostPages = 20

/** Reads what a log group gets from now on. */
export function readGroup(client: CloudWatchLogsClient, group: string): () => Promise<readonly FreshLine[]> {
  const openedAt = Date.now()
  const reported = new Map<string, number>()
  return async () => {
    const startTime = Math.max(openedAt, Date.now() - 2 * lateMs)
    const fresh: FreshLine[] = []
    let nextToken: string | undefined
    for (let page = 0; page < mostPages; page += 1) {
      const from = nextToken === undefined ? {} : { nextToken }
      const answer = await client.send(new FilterLogEventsCommand({ logGroupName: group, startTime, ...from }))
      for (const { eventId = '', timestamp: at = 0, message: text = '' } of answer.events ?? [])
        if (!reported.has(eventId)) {
          reported.set(eventId, at)
          fresh.push({ at, text })
        }
      nextToken = answer.nextToken
      if (nextToken === undefined) break
    }
    for (const [eventId, at] of reported) if (at < startTime) reported.delete(eventId)
    return fresh
  }
}
