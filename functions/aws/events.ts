import type {
  EventBridgeClientConfig,
  PutEventsCommandInput,
  PutEventsCommandOutput,
} from '@aws-sdk/client-eventbridge'
import type { TransitionEvent } from '../core/alerting/transition-events.ts'
import { transitionSource } from '../core/model/event-names.ts'
import type { Log } from '../core/state/log.ts'

type PutEvents = (input: PutEventsCommandInput) => Promise<PutEventsCommandOutput>

/** Entries of one request (docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html). */
const entriesPerRequest = 10

/**
 * Puts events on the account's default bus. Resolves with the ids of those that it accepted: a request may fail in part. The first event
 * loads the client, because most ticks send none.
 */
export function openEvents(connect: () => Promise<PutEvents>, log: Log) {
  let put: Promise<PutEvents> | null = null
  return async (events: readonly TransitionEvent[]): Promise<ReadonlySet<string>> => {
    const accepted = new Set<string>()
    for (let start = 0; start < events.length; start += entriesPerRequest) {
      const some = events.slice(start, start + entriesPerRequest)
      put ??= connect()
      const answer = await (await put)({ Entries: some.map(entryOf) }).catch(() => null)
      const taken = answer === null ? [] : some.filter((_, index) => answer.Entries?.[index]?.EventId !== undefined)
      for (const { id } of taken) accepted.add(id)
      // The others wait for the next tick: a bus that refuses one request refuses the next one too.
      if (answer === null) break
    }
    if (accepted.size < events.length) log({ event: 'fault', where: 'events', code: 'not_accepted', check: null })
    return accepted
  }
}

function entryOf({ at, detail }: TransitionEvent) {
  const { source, detailType } = transitionSource
  return { Source: source, DetailType: detailType, Time: new Date(at), Detail: JSON.stringify(detail) }
}

/** Loads the EventBridge client and returns a function that puts events. */
export async function connectEventBridge(options: EventBridgeClientConfig | undefined): Promise<PutEvents> {
  const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge')
  const client = new EventBridgeClient(options ?? {})
  return (input) => client.send(new PutEventsCommand(input))
}
