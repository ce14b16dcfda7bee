import { pause } from '../trial/pause.ts'
import type { SeenSpan } from './otlp.ts'
import { type SentTrace, type TracePropagation, tracePropagation } from './trace-propagation.ts'
import { startTraceReceiver } from './trace-receiver.ts'

/** Receives the spans of a run's own calls. */
export type TraceWatch = {
  readonly url: string
  /** Notes the trace of a call that the load makes. Only spans of such traces are kept. */
  sent(traceId: string): void
  /** Waits for spans that are on their way, then compares the calls before the fault with those while it was on. */
  compared(span: FaultTimes): Promise<TracePropagation>
  close(): Promise<void>
}

/** Monotonic milliseconds of the beginning of the baseline, of the first injected request and of the removal. */
export type FaultTimes = { readonly startedMs: number; readonly fromMs: number; readonly toMs: number }

/** Traces and spans that are kept at most. More than any experiment makes. */
const maxTraces = 50_000
const maxSpans = 500_000

/** Exporters send what they have gathered every five seconds by default. */
const settleMs = 6_000
const spanLookMs = 100

export async function openTraceWatch(port: number): Promise<TraceWatch> {
  const sent = new Map<string, SentTrace>()
  const spans = new Map<string, SeenSpan>()
  const arrived = new Set<string>()
  const receiver = await startTraceReceiver(port, (received) => {
    for (const span of received) {
      if (!sent.has(span.traceId) || spans.size >= maxSpans) continue
      spans.set(`${span.traceId} ${span.spanId}`, span)
      arrived.add(span.traceId)
    }
  })
  return {
    url: receiver.url,
    sent(traceId) {
      if (sent.size < maxTraces) sent.set(traceId, { traceId, atMs: performance.now(), epochMs: Date.now() })
    },
    async compared(times) {
      const giveUpMs = performance.now() + settleMs
      const isComplete = () =>
        [...sent.values()].every(({ traceId, atMs }) => atMs > times.toMs || arrived.has(traceId))
      while (!isComplete() && performance.now() < giveUpMs) await pause(spanLookMs, new AbortController().signal)
      return tracePropagation([...sent.values()], [...spans.values()], times)
    },
    close: receiver.close,
  }
}
