import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs'
import type { FreshLine } from '../service/fresh-line.ts'

/** CloudWatch Logs shows a line some seconds after it was written. Each look goes back this far and returns no line twice. */
const lateMs = 30_000

/** Reads the lines that a log group receives from now on. A look that fails loses no line: the next one returns it. */
export function readGroup(client: CloudWatchLogsClient, group: string): () => Promise<readonly FreshLine[]> {
  const openedAt = Date.now()
  const reported = new Map<string, number>()
  return async () => {
    const startTime = Math.max(openedAt, Date.now() - 2 * lateMs)
    const found: FilteredLogEvent[] = []
    for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName: group, startTime }))
      found.push(...events)
    const fresh: FreshLine[] = []
    for (const { eventId = '', timestamp: at = 0, message: text = '' } of found) {
      if (reported.has(eventId)) continue
      reported.set(eventId, at)
      fresh.push({ at, text })
    }
    for (const [eventId, at] of reported) if (at < startTime) reported.delete(eventId)
    return fresh
  }
}
