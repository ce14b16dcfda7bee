import { cadencesOf, shortestCadence } from '../model/cadences.ts'
import type { CheckKey } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { subjectsOf } from '../review/subjects.ts'
import { reviewPeriodMs } from '../state/review-findings.ts'

/**
 * What `tick` asks of `probe` besides batches, over the same queue: `probe` is the one that talks to foreign hosts. Names and times
 * only, so that whoever can write to the queue has no say in where a request goes.
 */
export type ProbeTask =
  | { /** Prove that judging works. */ readonly task: 'canaries'; readonly tick: number }
  | {
      /** Tell whoever waits for it outside of AWS that a tick of the cadence was judged whole. */
      readonly task: 'heartbeat'
      readonly cadence: string
      readonly tick: number
    }
  | {
      /** Look at some checks beside their probes, from the vantage that may read their secrets. */
      readonly task: 'review'
      readonly location: string
      readonly checks: readonly CheckKey[]
      readonly tick: number
      /** Reviews wait for each other, so that no batch waits for them. */
      readonly delaySeconds: number
    }

/** Milliseconds after which an errand is not run any more: a late heartbeat would say that all is well when nobody knows. */
const lifeMs = 60_000

/** A review is worth the same half an hour later: what it finds has its own date. */
const reviewLifeMs = 1_800_000

/** What a tick knows of itself and of the one before. */
export type Ticked = {
  readonly cadence: string
  readonly tick: number
  /** Whether the tick before was judged whole and everybody was told. */
  readonly complete: boolean
  /** Due time of the tick before; null for the first one of a config. */
  readonly previous: number | null
}

/** The errands of one tick. */
export function tasksOf(deployment: Deployment, { cadence, tick, complete, previous }: Ticked): readonly ProbeTask[] {
  const shortest = cadence === shortestCadence(deployment)
  return [
    ...(shortest ? [{ task: 'canaries', tick } as const] : []),
    ...(shortest && isReviewTime(tick, previous) ? reviewsOf(deployment, tick) : []),
    ...(complete && deployment.heartbeatUrl !== null ? [{ task: 'heartbeat', cadence, tick } as const] : []),
  ]
}

/** The longest delay of a message (docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html). */
const mostDelaySeconds = 900

/** A few seconds from one review to the next, and all of them within a quarter of an hour. */
const stepSeconds = 5

function reviewsOf(deployment: Deployment, tick: number): readonly ProbeTask[] {
  const all = subjectsOf(deployment)
  const step = Math.min(stepSeconds, mostDelaySeconds / all.length)
  return all.map((subjects, index) => ({ task: 'review', ...subjects, tick, delaySeconds: Math.floor(index * step) }))
}

/** Once in every hour, by the first tick in it, and soon after a new config. */
function isReviewTime(tick: number, previous: number | null): boolean {
  return previous === null || Math.floor(tick / reviewPeriodMs) > Math.floor(previous / reviewPeriodMs)
}

/** Whether an errand is one of this deployment, and fresh; a clock that is a little ahead is not taken for a lie. */
export function isDue(task: ProbeTask, deployment: Deployment, nowMs: number): boolean {
  const ours = task.task !== 'heartbeat' || cadencesOf(deployment).has(task.cadence)
  return ours && Math.abs(nowMs - task.tick) <= (task.task === 'review' ? reviewLifeMs : lifeMs)
}
