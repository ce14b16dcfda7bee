import type { DeploymentFacts } from '../../functions/status-page/facts.ts'
import { CommandFailure } from '../framework/failure.ts'

/** The latest facts, how old they are, and why the last look failed. */
export type LatestFacts = {
  readonly facts: DeploymentFacts | null
  /** Milliseconds since the facts were read, by a clock that never jumps. */
  readonly ageMs: number
  /** `null` while looking works. */
  readonly trouble: string | null
}

/** Facts about a deployment that are read again while somebody looks. */
export type WatchedFacts = {
  /** Returns the latest facts. Looks first if they are older than `maxAgeMs`, and waits for that only a little. */
  latest(maxAgeMs: number): Promise<LatestFacts>
  /** Looks again soon. */
  changed(): void
  /** Calls `listen` after every look, until it is stopped. While anybody listens, the deployment is looked at. */
  onLook(listen: () => void): () => void
  close(): void
}

type WatchOptions = {
  look(): Promise<DeploymentFacts>
  /** Time between two looks while somebody listens. */
  readonly everyMs: number
  /** Least time between two looks, whatever happens. */
  readonly restMs: number
}

/** Longest time that an answer waits for a look while older facts can be shown. */
const patientMs = 3_000

/** Watches the facts of a deployment. A look that fails leaves the last facts and says why. */
export function watchFacts({ look, everyMs, restMs }: WatchOptions): WatchedFacts {
  const listeners = new Set<() => void>()
  let facts: DeploymentFacts | null = null
  let readAtMs = Number.NEGATIVE_INFINITY
  let trouble: string | null = null
  let looking: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  async function lookOnce(): Promise<void> {
    const begunMs = performance.now()
    try {
      facts = await look()
      // The facts are at least as old as the question.
      readAtMs = begunMs
      trouble = null
    } catch (error) {
      trouble = troubleOf(error)
    }
    looking = null
    if (isClosed) return
    schedule(everyMs)
    for (const listen of [...listeners]) listen()
  }
  const lookNow = () => {
    looking ??= lookOnce()
    return looking
  }
  function schedule(inMs: number): void {
    clearTimeout(timer)
    if (!isClosed && listeners.size > 0) timer = setTimeout(lookNow, inMs)
  }
  return {
    async latest(maxAgeMs) {
      if (performance.now() - readAtMs > maxAgeMs) {
        const looked = lookNow()
        await (facts === null && trouble === null ? looked : Promise.race([looked, pause(patientMs)]))
      }
      return { facts, ageMs: facts === null ? 0 : performance.now() - readAtMs, trouble }
    },
    changed: () => schedule(Math.max(0, restMs - (performance.now() - readAtMs))),
    onLook(listen) {
      listeners.add(listen)
      if (listeners.size === 1) schedule(0)
      return () => {
        listeners.delete(listen)
        if (listeners.size === 0) clearTimeout(timer)
      }
    },
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

/** Names the failure in the words of the command line. What nobody expected says only its kind. */
function troubleOf(error: unknown): string {
  if (error instanceof CommandFailure) return error.lines.join(' ')
  return `the last look failed (${error instanceof Error ? error.name : 'unknown'})`
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds).unref())
