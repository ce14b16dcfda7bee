import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Endpoint, startEndpoint } from './endpoint.ts'
import { jsonService } from './json.ts'
import { operation } from './operation.ts'
import { remember } from './recent.ts'

/** An event that the default bus has accepted. */
export type BusEvent = {
  readonly source: string
  readonly detailType: string
  readonly detail: unknown
  /** Epoch milliseconds. */
  readonly time: number
}

/** EventBridge on loopback: the default bus, which remembers what it accepted. */
export type EventBus = Endpoint & {
  readonly events: readonly BusEvent[]
  /** Fails single entries of the requests from now on, as EventBridge does under load. The requests succeed. */
  readonly failEntries: (count: number) => void
}

/** Shape of a request (docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html). */
const entries = z.strictObject({
  Entries: z
    .array(
      z.strictObject({
        Source: z.string().min(1),
        DetailType: z.string().min(1).max(128),
        Detail: z.string().refine((text) => isObject(text)),
        Time: z.number(),
      }),
    )
    .min(1)
    .max(10),
})

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

export async function startEventBus({ now = Date.now }: { now?: () => number } = {}): Promise<EventBus> {
  const events: BusEvent[] = []
  let failing = 0
  const operations = {
    PutEvents: operation(entries, ({ Entries }) => {
      const results = Entries.map(({ Source, DetailType, Detail, Time }) => {
        if (failing > 0) {
          failing -= 1
          return { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' }
        }
        remember(events, { source: Source, detailType: DetailType, detail: JSON.parse(Detail), time: Time * 1_000 })
        return { EventId: randomUUID() }
      })
      return { FailedEntryCount: results.filter((one) => 'ErrorCode' in one).length, Entries: results }
    }),
  }
  const service = jsonService({ version: '1.1', operations, invalidCode: 'ValidationException' })
  const endpoint = await startEndpoint(service, now)
  return {
    ...endpoint,
    events,
    failEntries: (count) => {
      failing = count
    },
  }
}
