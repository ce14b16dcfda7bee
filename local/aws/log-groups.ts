import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Endpoint, startEndpoint } from './endpoint.ts'
import { jsonService } from './json.ts'
import { operation } from './operation.ts'
import { pageOf } from './paging.ts'
import { AwsRefusal } from './refusal.ts'

/** CloudWatch Logs, as far as somebody filters what was written. */
export type LogGroups = Endpoint & {
  /** A line in a group, which is made by its first; now, where no moment is given. */
  readonly write: (group: string, message: string, at?: number) => void
}

type Line = { readonly eventId: string; readonly timestamp: number; readonly message: string }

const asked = z.strictObject({
  logGroupName: z.string().min(1).max(512),
  startTime: z.int().min(0).optional(),
  nextToken: z.string().optional(),
})

const linesPerPage = 1_000

export async function startLogGroups({ now = Date.now }: { now?: () => number } = {}): Promise<LogGroups> {
  const groups = new Map<string, Line[]>()
  const operations = {
    FilterLogEvents: operation(asked, ({ logGroupName, startTime = 0, nextToken: NextToken }) => {
      const lines = groups.get(logGroupName)
      if (lines === undefined)
        throw new AwsRefusal('ResourceNotFoundException', 'The specified log group does not exist.')
      const found = lines.filter(({ timestamp }) => timestamp >= startTime)
      const { page, nextToken } = pageOf(found, { MaxResults: linesPerPage, NextToken })
      return { events: page, nextToken }
    }),
  }
  const service = jsonService({ version: '1.1', operations, invalidCode: 'InvalidParameterException' })
  const endpoint = await startEndpoint(service, now)
  return {
    ...endpoint,
    write(group, message, at = now()) {
      const lines = groups.get(group) ?? []
      groups.set(group, lines)
      lines.push({ eventId: randomUUID(), timestamp: at, message })
    },
  }
}
