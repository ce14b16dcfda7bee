import type { Check } from './check.ts'
import type { Deployment } from './deployment.ts'
import { spellDuration } from './duration.ts'

/** Every cadence of a deployment with its checks. */
export function cadencesOf({ checks }: Deployment): ReadonlyMap<string, readonly Check[]> {
  return new Map(
    Object.entries(Object.groupBy(checks, cadenceOf)).map(([cadence, members]) => [cadence, members ?? []]),
  )
}

/** The cadence that looks after what is the whole deployment's. */
export function shortestCadence({ checks }: Deployment): string {
  return cadenceOf({ everySeconds: Math.min(...checks.map((check) => check.everySeconds)) })
}

/** How a cadence is called in schedules, metrics and keys: `5m`. No two cadences share a name. */
export function cadenceOf({ everySeconds }: Pick<Check, 'everySeconds'>): string {
  return spellDuration(everySeconds)
}
