import { cadencesOf } from '../model/cadences.ts'
import { type Check, hostOf } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { steadyShare } from '../model/rate.ts'
import { callsOf } from '../probe/calls/calls-of.ts'
import { cutBatches } from './batches.ts'
import { concurrency } from './concurrency.ts'

/** Seconds of an answer: of most APIs, and of slow ones that a deployment still has to keep up with. */
export const answerSeconds = { usual: 0.3, slow: 1.5 } as const

/** Seconds of a batch besides its answers: it reads secrets and state, and writes both. */
const besideAnswersSeconds = 0.5

/** Work of one cadence at one probe location. */
export type TickLoad = {
  readonly cadence: string
  readonly location: string
  readonly everySeconds: number
  readonly checks: number
  /** Seconds of each batch, if every answer takes the same time. */
  readonly batchSeconds: readonly number[]
  /** Delay of the last batch, in seconds: the budgets of hosts spread them. */
  readonly delaySeconds: number
}

/** Returns the work of every cadence at every probe location, if each answer takes `seconds`. */
export function loadsOf(deployment: Deployment, seconds: number): readonly TickLoad[] {
  return [...cadencesOf(deployment)].flatMap(([cadence, checks]) => {
    const byKey = new Map(checks.map((check) => [check.key, check]))
    const cut = cutBatches(deployment, checks, { cadence, tick: 0, versionIds: new Map() })
    return [...Map.groupBy(cut, ({ location }) => location)].map(([location, batches]): TickLoad => {
      const members = batches.map(({ message }) => message.checks.flatMap((key) => byKey.get(key) ?? []))
      return {
        cadence,
        location,
        everySeconds: checks[0]?.everySeconds ?? 0,
        checks: members.flat().length,
        batchSeconds: members.map((batch) => besideAnswersSeconds + secondsOf(batch, seconds)),
        delaySeconds: Math.max(0, ...batches.map(({ delaySeconds }) => delaySeconds)),
      }
    })
  })
}

/** Returns the time of the host that a batch waits for longest: each is asked by a few checks at once. */
function secondsOf(batch: readonly Check[], seconds: number): number {
  const hosts = [...Map.groupBy(batch, (check) => hostOf(check)).values()]
  const times = hosts.map((checks) => {
    const calls = Math.max(...checks.map(({ question, needs }) => callsOf(question, needs).length))
    return Math.ceil(checks.length / concurrency.perHost) * calls * seconds
  })
  return Math.max(0, ...times)
}

/**
 * Returns the batches that a probe location has to run at one time, so that every cadence is done before it is due again, by location. A part
 * of the time is kept for second looks and for answers that take longer.
 */
export function probesNeeded(loads: readonly TickLoad[]): ReadonlyMap<string, number> {
  const byLocation = Map.groupBy(loads, ({ location }) => location)
  return new Map(
    [...byLocation].map(([location, its]) => {
      const busy = its.reduce((sum, { batchSeconds, everySeconds }) => sum + total(batchSeconds) / everySeconds, 0)
      return [location, Math.ceil(busy / steadyShare)] as const
    }),
  )
}

/** Returns the seconds from the start of a tick to its last verdict, if so many batches run at one time. */
export function durationOf({ batchSeconds, delaySeconds }: TickLoad, probesAtOnce: number): number {
  const longest = Math.max(0, ...batchSeconds)
  return Math.max(total(batchSeconds) / probesAtOnce, delaySeconds) + longest
}

/** Fewest batches that run at one time, where the config does not say. */
const leastProbesAtOnce = 10

/** Most batches at one time that SQS hands to one function (docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html). */
export const mostProbesAtOnce = 1_000

/** Returns the batches of a probe location that run at one time: what the config says, or what its checks need if answers are slow. */
export function probesAtOnceAt(deployment: Deployment, location: string): number {
  const { probesAtOnce } = deployment.account.concurrency
  if (probesAtOnce !== null) return probesAtOnce
  const needed = probesNeeded(loadsOf(deployment, answerSeconds.slow)).get(location) ?? 0
  return Math.min(mostProbesAtOnce, Math.max(leastProbesAtOnce, needed))
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0)
