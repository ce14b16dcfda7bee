import type { LogEvent } from '../functions/core/state/log.ts'
import type { FunctionName } from '../functions/function-folder.ts'

/** One line of a function's log, as it was printed. */
export type LoggedEvent = LogEvent & { readonly at: string }

/** The functions' logs, line by line. Stands in for CloudWatch Logs. */
export type Logbook = {
  /** Reads output of a function. A line may arrive in pieces. */
  read(source: FunctionName, text: string): void
  onEvent(listener: (event: LoggedEvent) => void): () => void
  /** Resolves with the next event that fits. Rejects after the timeout. */
  next(fits: (event: LoggedEvent) => boolean, timeoutMs: number): Promise<LoggedEvent>
  readonly events: readonly LoggedEvent[]
}

/** Number of events that are kept, since the lab may run for days. */
const remembered = 5_000

export function openLogbook(): Logbook {
  const listeners = new Set<(event: LoggedEvent) => void>()
  const pieces = new Map<FunctionName, string>()
  const events: LoggedEvent[] = []
  const onEvent = (listener: (event: LoggedEvent) => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    events,
    onEvent,
    read(source, text) {
      const lines = `${pieces.get(source) ?? ''}${text}`.split('\n')
      pieces.set(source, lines.pop() ?? '')
      for (const event of lines.flatMap(parseLine)) {
        events.push(event)
        if (events.length > remembered) events.shift()
        for (const listener of [...listeners]) listener(event)
      }
    },
    next(fits, timeoutMs) {
      const { promise, resolve, reject } = Promise.withResolvers<LoggedEvent>()
      const stop = onEvent((event) => fits(event) && resolve(event))
      const timer = setTimeout(() => reject(new Error(`no such event within ${timeoutMs} ms`)), timeoutMs)
      return promise.finally(() => {
        stop()
        clearTimeout(timer)
      })
    },
  }
}

/** Parses a log line. The boundary with our own functions: JSON with an `event` was printed by `logToStdout`. */
function parseLine(line: string): readonly LoggedEvent[] {
  try {
    const parsed: unknown = JSON.parse(line)
    return typeof parsed === 'object' && parsed !== null && 'event' in parsed ? [parsed as LoggedEvent] : []
  } catch {
    return []
  }
}
