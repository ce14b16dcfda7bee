import type { SeenSpan } from './otlp.ts'

/** A trace that the load has begun: on this process's monotonic clock, and by the wall clock that spans use. */
export type SentTrace = { readonly traceId: string; readonly atMs: number; readonly epochMs: number }

/** A figure before the fault and while it was on; `null` without a call. */
export type BeforeAndDuring = { readonly before: number | null; readonly during: number | null }

/** One service in the traces of a run's calls. */
export type TracedService = {
  readonly service: string
  /** 1 for the service that failed first, 2 for the one that followed; `null` for one that did not fail more than before. */
  readonly place: number | null
  /** Seconds from the first injected request to the end of the first failed request; `null` if none failed. */
  readonly firstFailureSeconds: number | null
  /** Share of the requests to the service that failed. */
  readonly errors: BeforeAndDuring
  /** Requests to the service for one call of the load. */
  readonly requestsPerCall: BeforeAndDuring
  /** Requests that the service sends for one request that it gets. */
  readonly sentPerRequest: BeforeAndDuring
  /** Factor by which `sentPerRequest` grew while the fault was on: its own retries. `null` if it cannot be said. */
  readonly multiplied: number | null
}

/** Spread of a fault over services, by the traces of the run's own calls. `traced` of the calls have a span at all. */
export type TracePropagation = {
  readonly calls: BeforeAndDuring
  readonly traced: BeforeAndDuring
  readonly services: readonly TracedService[]
}

type Times = { readonly startedMs: number; readonly fromMs: number; readonly toMs: number }

/** One phase of a run: its calls, and the spans that they caused. */
type Phase = { readonly calls: number; readonly traced: number; readonly spans: readonly SeenSpan[] }

/** Compares calls before the fault with those while it was on. Pure. */
export function tracePropagation(
  sent: readonly SentTrace[],
  spans: readonly SeenSpan[],
  { startedMs, fromMs, toMs }: Times,
): TracePropagation {
  const byTrace = Map.groupBy(spans, ({ traceId }) => traceId)
  const zeroMs = epochOf(sent, fromMs)
  // A call that was under way when the fault first met a request may be the very call that it met.
  const wasOver = ({ traceId, atMs }: SentTrace) =>
    atMs < fromMs && (byTrace.get(traceId) ?? []).every(({ endMs }) => endMs < zeroMs)
  const phaseOf = (calls: readonly SentTrace[]): Phase => {
    const found = calls.map(({ traceId }) => byTrace.get(traceId) ?? [])
    return { calls: calls.length, traced: found.filter(({ length }) => length > 0).length, spans: found.flat() }
  }
  const own = sent.filter(({ atMs }) => atMs >= startedMs && atMs < toMs)
  const [before, during] = [phaseOf(own.filter(wasOver)), phaseOf(own.filter((call) => !wasOver(call)))]
  const entries = entriesIn(spans)
  const names = [...new Set([...before.spans, ...during.spans].map(({ service }) => service))]
  const unplaced = names.map((service) => serviceIn(service, { before, during, entries, zeroMs }))
  return {
    calls: { before: before.calls, during: during.calls },
    traced: { before: before.traced, during: during.traced },
    services: inOrder(unplaced),
  }
}

/** Returns spans by which a request enters a service: those whose parent belongs to another one, or is not known. */
function entriesIn(spans: readonly SeenSpan[]): ReadonlySet<SeenSpan> {
  const byId = new Map(spans.map((span) => [`${span.traceId} ${span.spanId}`, span]))
  const parentOf = ({ traceId, parentId }: SeenSpan) => byId.get(`${traceId} ${parentId}`)
  return new Set(spans.filter((span) => parentOf(span)?.service !== span.service && !span.isOutgoing))
}

/** Translates a moment of the monotonic clock into that of the spans, by the trace that was sent nearest to it. */
function epochOf(sent: readonly SentTrace[], ms: number): number {
  const [nearest] = sent.toSorted((one, other) => Math.abs(one.atMs - ms) - Math.abs(other.atMs - ms))
  return nearest === undefined ? 0 : nearest.epochMs + (ms - nearest.atMs)
}

type Seen = {
  readonly before: Phase
  readonly during: Phase
  readonly entries: ReadonlySet<SeenSpan>
  readonly zeroMs: number
}

function serviceIn(service: string, { before, during, entries, zeroMs }: Seen): Omit<TracedService, 'place'> {
  const countsIn = ({ spans, calls }: Phase) => {
    const own = spans.filter((span) => span.service === service)
    const entered = own.filter((span) => entries.has(span))
    const sent = own.filter(({ isOutgoing }) => isOutgoing)
    return { calls, entered, sent, failed: entered.filter(({ isFailed }) => isFailed) }
  }
  const [usual, faulty] = [countsIn(before), countsIn(during)]
  const both = (of: (counts: typeof usual) => number | null): BeforeAndDuring => ({
    before: of(usual),
    during: of(faulty),
  })
  const first = faulty.failed.map(({ endMs }) => endMs)
  const sentPerRequest = both(({ sent, entered }) => ratio(sent.length, entered.length))
  return {
    service,
    firstFailureSeconds: first.length === 0 ? null : (Math.min(...first) - zeroMs) / 1_000,
    errors: both(({ failed, entered }) => ratio(failed.length, entered.length)),
    requestsPerCall: both(({ entered, calls }) => ratio(entered.length, calls)),
    sentPerRequest,
    multiplied: ratio(sentPerRequest.during, sentPerRequest.before),
  }
}

function ratio(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole
}

/** Share of more failed requests than before from which a service counts as hit. */
const hitShare = 0.02

/** Puts the services that failed in the order of their first failures: a callee ends its request before its caller does. */
function inOrder(services: readonly Omit<TracedService, 'place'>[]): readonly TracedService[] {
  const isHit = ({ errors }: Omit<TracedService, 'place'>) => (errors.during ?? 0) - (errors.before ?? 0) > hitShare
  const hit = services
    .filter(isHit)
    .toSorted((one, other) => (one.firstFailureSeconds ?? 0) - (other.firstFailureSeconds ?? 0))
  const others = services.filter((one) => !isHit(one)).toSorted((a, b) => a.service.localeCompare(b.service))
  return [...hit.map((one, index) => ({ ...one, place: index + 1 })), ...others.map((one) => ({ ...one, place: null }))]
}
