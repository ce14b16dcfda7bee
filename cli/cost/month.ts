import { cadencesOf, deliverySeconds, isSlow, watchSeconds } from '../../functions/core/model/cadences.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import { type NamedReference, secretsOf } from '../../functions/core/model/secret-references.ts'
import { batchSize } from '../../functions/core/tick/batches.ts'
import { assumptions } from './prices.ts'

/** Calls in a month, counted from the config. */
export type Month = {
  readonly ticks: number
  readonly batches: number
  readonly probes: number
  /** Reads of secrets, and of parameters among them. */
  readonly secretReads: number
  readonly parameterReads: number
  readonly listings: number
  readonly canaries: number
  /** Runs of the schedules beside the cadences: what waits between slow ticks, and the watchdog. */
  readonly deliveries: number
  readonly watches: number
}

/** ListSecrets shows a hundred secrets in one call. */
const secretsPerCall = 100

export const isParameter = ({ reference }: NamedReference) => reference.source.from === 'parameter-store'

export function countedMonth(deployment: Deployment): Month {
  const seconds = assumptions.hoursPerMonth * 3_600
  const cadences = [...cadencesOf(deployment).values()].map((checks) => {
    const times = seconds / (checks[0]?.everySeconds ?? seconds)
    const read = checks.flatMap(secretsOf).length
    const parameters = checks.flatMap(secretsOf).filter(isParameter).length
    return {
      // Scheduler is precise to a minute; shorter cadences are sent in parts by one tick.
      ticks: Math.min(times, seconds / 60),
      batches: times * Math.ceil(checks.length / batchSize),
      probes: times * checks.length,
      secretReads: times * read,
      parameterReads: times * parameters,
      listings: Math.min(times, seconds / 60) * Math.ceil((read - parameters) / secretsPerCall),
    }
  })
  const sum = (field: keyof (typeof cadences)[number]) => cadences.reduce((total, cadence) => total + cadence[field], 0)
  return {
    ticks: sum('ticks'),
    batches: sum('batches'),
    probes: sum('probes'),
    secretReads: sum('secretReads'),
    parameterReads: sum('parameterReads'),
    listings: sum('listings'),
    canaries: Math.max(0, ...cadences.map(({ ticks }) => ticks)),
    deliveries: isSlow(deployment) ? seconds / deliverySeconds : 0,
    watches: seconds / watchSeconds,
  }
}
