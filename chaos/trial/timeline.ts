/** Moments that a person follows while it runs, and finds again in the journal. */
export type Event =
  | 'steady_before'
  | 'injected'
  | 'first_injection'
  | 'detected'
  | 'notified'
  | 'stopped'
  | 'removed'
  | 'recovered'
  | 'steady_after'
export type TimelineEntry = { readonly at: string; readonly event: Event; readonly note: string }

/** What has happened so far. */
export type Timeline = {
  readonly entries: readonly TimelineEntry[]
  record(event: Event, note?: string): void
  /** Tells of a moment when it has come, and not again. */
  recordOnce(event: Event, hasCome: boolean): void
}

/** `happened` is told of each moment as it comes. */
export function createTimeline(onEvent: (entry: TimelineEntry) => void): Timeline {
  const entries: TimelineEntry[] = []
  const record = (event: Event, note = '') => {
    const entry = { at: new Date().toISOString(), event, note }
    entries.push(entry)
    onEvent(entry)
  }
  return {
    entries,
    record,
    recordOnce(event, hasCome) {
      if (hasCome && !entries.some((entry) => entry.event === event)) record(event)
    },
  }
}
