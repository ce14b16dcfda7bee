import { cadencesOf, shortestCadence } from '../model/cadences.ts'
import type { CheckKey } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { subjectsOf } from '../review/subjects.ts'
import { reviewPeriodMs } from '../state/review-findings.ts'
import type { SentOpening } from '../state/sent-opening.ts'

/** A page that `probe` sent without the table, for its other containers. `tick` is the instant at which it was sent. */
export type OpeningTask = { readonly task: 'opening'; readonly tick: number } & Omit<SentOpening, 'at'>

/**
 * A task that `tick` sends to `probe` besides batches, over the same queue: only `probe` talks to foreign hosts. Holds names and times
 * only, so that nobody who can write to the queue decides where a request goes.
 */
export type ProbeTask =
  | OpeningTask
  | { /** Proves that judging works. */ readonly task: 'canaries'; readonly tick: number }
  | {
      /** Calls the heartbeat URL outside of AWS: a tick of the cadence was judged completely. */
      readonly task: 'heartbeat'
      readonly cadence: string
      readonly tick: number
    }
  | {
      /** Reviews some checks besides their probes, from the probe location that may read their secrets. */
      readonly task: 'review'
      readonly location: string
      readonly checks: readonly CheckKey[]
      readonly tick: number
      /** Delay of the message: reviews start one after the other, so that no batch waits for them. */
      readonly delaySeconds: number
    }

/** Milliseconds after which a task is dropped: a late heartbeat would say that all is well when nobody knows. */
const lifeMs = 60_000

/** Milliseconds after which a review is dropped. It may be late, since its findings carry their own date. */
const reviewLifeMs = 1_800_000

/** The longest delay of a message (docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html). */
const mostDelaySeconds = 900

/** Milliseconds after which nobody waits for the table any more to store an opening. */
const openingLifeMs = 86_400_000

const livesMs: Readonly<Record<ProbeTask['task'], number>> = {
  canaries: lifeMs,
  heartbeat: lifeMs,
  review: reviewLifeMs,
  opening: openingLifeMs,
}

/** Seconds until another container reads an opening: soon at first, so that it knows of the page before its next batch. */
export function openingDelay({ at }: Pick<SentOpening, 'at'>, nowMs: number): number {
  return nowMs - at < 3_600_000 ? 60 : mostDelaySeconds
}

/** A tick, with what is known of the one before. */
export type Ticked = {
  readonly cadence: string
  readonly tick: number
  /** True if the tick before was judged completely and no message is pending. */
  readonly complete: boolean
  /** Due time of the tick before; null for the first one of a config. */
  readonly previous: number | null
}

/** Returns the tasks of one tick. */
export function tasksOf(deployment: Deployment, { cadence, tick, complete, previous }: Ticked): readonly ProbeTask[] {
  const shortest = cadence === shortestCadence(deployment)
  return [
    ...(shortest ? [{ task: 'canaries', tick } as const] : []),
    ...(shortest && isReviewTime(tick, previous) ? reviewsOf(deployment, tick) : []),
    ...(complete && deployment.heartbeatUrl !== null ? [{ task: 'heartbeat', cadence, tick } as const] : []),
  ]
}

/** Seconds from one review to the next; less if the last one would wait longer than a message may. */
const stepSeconds = 5

function reviewsOf(deployment: Deployment, tick: number): readonly ProbeTask[] {
  const all = subjectsOf(deployment)
  const step = Math.min(stepSeconds, mostDelaySeconds / all.length)
  return all.map((subjects, index) => ({ task: 'review', ...subjects, tick, delaySeconds: Math.floor(index * step) }))
}

/** Returns true for the first tick of each hour, and for the first tick of a config. */
function isReviewTime(tick: number, previous: number | null): boolean {
  return previous === null || Math.floor(tick / reviewPeriodMs) > Math.floor(previous / reviewPeriodMs)
}

/** Returns true if a task belongs to this deployment and is fresh. Accepts a clock that is ahead by the same margin. */
export function isDue(task: ProbeTask, deployment: Deployment, nowMs: number): boolean {
  const ours = task.task !== 'heartbeat' || cadencesOf(deployment).has(task.cadence)
  return ours && Math.abs(nowMs - task.tick) <= livesMs[task.task]
}
