/** Moments of a run. They are printed while it lasts and kept in the journal. */
export type Event =
  | 'steady_before'
  | 'injected'
  | 'first_injection'
  | 'detected'
  | 'notified'
  | 'mitigated'
  | 'ended'
  | 'budget_spent'
  | 'stopped'
  | 'removed'
  | 'recovered'
  | 'steady_after'
export type TimelineEntry = { readonly at: string; readonly event: Event; readonly note: string }

export type Timeline = {
  readonly entries: readonly TimelineEntry[]
  /** `at` is the epoch time of a moment that was only recognised later. */
  record(event: Event, note?: string, at?: number): void
  /** Records a moment the first time that `hasCome` is true. */
  recordOnce(event: Event, hasCome: boolean): void
}

/** `onEvent` receives each entry as it is recorded. */
export function createTimeline(onEvent: (entry: TimelineEntry) => void): Timeline {
  const entries: TimelineEntry[] = []
  const record = (event: Event, note = '', at = Date.now()) => {
    const entry = { at: new Date(at).toISOString(), event, note }
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
