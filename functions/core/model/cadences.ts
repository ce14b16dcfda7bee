import type { Check } from './check.ts'
import type { Deployment } from './deployment.ts'
import { spellDuration } from './duration.ts'

/** Groups the checks of a deployment by cadence. */
export function cadencesOf({ checks }: Pick<Deployment, 'checks'>): ReadonlyMap<string, readonly Check[]> {
  return new Map(
    Object.entries(Object.groupBy(checks, cadenceOf)).map(([cadence, members]) => [cadence, members ?? []]),
  )
}

/** Returns the shortest cadence, whose ticks also do the work for the whole deployment. */
export function shortestCadence({ checks }: Deployment): string {
  return cadenceOf({ everySeconds: Math.min(...checks.map((check) => check.everySeconds)) })
}

/** Seconds between two deliveries of what waits, where ticks are farther apart. */
export const deliverySeconds = 600

/** Returns true if every cadence is so slow that messages cannot wait for the next tick. */
export function isSlow({ checks }: Pick<Deployment, 'checks'>): boolean {
  return checks.every(({ everySeconds }) => everySeconds > deliverySeconds)
}

/** Names a cadence for schedules, metrics and keys: `5m`. No two cadences share a name. */
export function cadenceOf({ everySeconds }: Pick<Check, 'everySeconds'>): string {
  return spellDuration(everySeconds)
}

/** Seconds between two runs of the watchdog, whatever the cadences. */
export const watchSeconds = 900

/** Returns true if a check waits so long for its next tick that the watchdog asks it again while it is in trouble. */
export function isAskedBetween({ everySeconds }: Pick<Check, 'everySeconds'>): boolean {
  return everySeconds > watchSeconds
}
