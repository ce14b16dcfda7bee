import { setTimeout as wait } from 'node:timers/promises'
import type { LogLine } from '../lab/log-line.ts'
import type { LogSource } from './log-source.ts'

/** Log lines that a service wrote during a run. */
export type LogWatch = {
  readonly lines: readonly (LogLine & { readonly source: string })[]
  /** Names of the logs that could not be read completely. */
  unreadable(): readonly string[]
  /** Reads all lines that are there by now; with `complete`, also the one that has no end yet. */
  look(how?: 'complete'): Promise<void>
  stop(): Promise<void>
}

const logPollIntervalMs = 500

/** Follows logs that are open. */
export function watchLogs(sources: readonly LogSource[]): LogWatch {
  const ending = new AbortController()
  const lines: (LogLine & { readonly source: string })[] = []
  const broken = new Set<string>()
  const lookAt = async (source: LogSource, how?: 'complete'): Promise<void> => {
    try {
      for (const { at, text } of await source.fresh(how)) {
        const agoMs = Math.max(0, Date.now() - at)
        lines.push({ source: source.name, atMs: performance.now() - agoMs, text })
      }
      broken.delete(source.name)
    } catch {
      broken.add(source.name)
    }
  }
  let looking = Promise.resolve()
  // One read at a time: two would report the same lines.
  const look = (how?: 'complete'): Promise<void> => {
    looking = looking.then(async () => void (await Promise.all(sources.map((source) => lookAt(source, how)))))
    return looking
  }
  const following = (async () => {
    while (!ending.signal.aborted) {
      await look()
      await wait(logPollIntervalMs, undefined, { signal: ending.signal }).catch(() => undefined)
    }
  })()
  return {
    lines,
    unreadable: () => [...broken],
    look,
    async stop() {
      ending.abort()
      await following
      for (const source of sources) source.close()
    },
  }
}
