import type { Rate } from '../../functions/core/model/rate.ts'

type Clock = {
  readonly now: () => number
  readonly sleep: (milliseconds: number) => Promise<void>
  readonly signal: AbortSignal
}

/** One question that has begun. */
export type PacedQuestion = {
  /** Counts one request. */
  sent(): void
  /** Gives back what the question had kept and did not need. */
  end(): void
}

/** Longest wait at once: after Ctrl-C nothing waits longer. */
const stepMs = 500

/**
 * Paces questions to each host, so that no span of its rate holds more requests than the rate allows. A question begins when there is room for
 * all the requests that it may need: once begun it has a deadline, and waits for nobody.
 */
export function hostPace({ now, sleep, signal }: Clock) {
  const sentAt = new Map<string, number[]>()
  const kept = new Map<string, number>()
  const used = (host: string, { perSeconds }: Rate): number => {
    const since = now() - perSeconds * 1_000
    const recent = (sentAt.get(host) ?? []).filter((at) => at > since)
    sentAt.set(host, recent)
    return recent.length + (kept.get(host) ?? 0)
  }
  const keep = (host: string, requests: number): void => void kept.set(host, (kept.get(host) ?? 0) + requests)
  return {
    /** Waits until a host has room for a question of so many requests at most. */
    async begin(host: string, rate: Rate, mostRequests: number): Promise<PacedQuestion> {
      const wanted = Math.min(mostRequests, rate.calls)
      while (used(host, rate) + wanted > rate.calls && !signal.aborted) await sleep(stepMs)
      keep(host, wanted)
      let left = wanted
      return {
        sent() {
          sentAt.set(host, [...(sentAt.get(host) ?? []), now()])
          if (left === 0) return
          left -= 1
          keep(host, -1)
        },
        end() {
          keep(host, -left)
          left = 0
        },
      }
    },
  }
}
