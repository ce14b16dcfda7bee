import type { Check, CheckKey } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { type ExperimentLease, experimentOn } from '../model/experiment.ts'
import type { Covered } from '../model/maintenance.ts'
import { isOpen } from '../model/weekly-hours.ts'
import type { Condition, Outage, Silence, Storm, Unreliable } from './conditions.ts'

/** The silence or maintenance window that suppresses the messages about a check. */
export type Suppression = {
  /** Epoch milliseconds; `null` for a maintenance window, which ends by the clock of its time zone. */
  readonly until: number | null
  /** The author of a silence; `null` for a maintenance window. */
  readonly by: string | null
  readonly reason: string
}

/** The conditions that hold for more than one check, as they were when the table was read. */
export type ActiveConditions = {
  readonly conditions: readonly Condition[]
  /** The experiment that was announced last. It may be over. */
  readonly experiment: ExperimentLease | null
  suppressionOf(check: Check, nowMs: number): Suppression | null
  /** Returns the experiment on a check; `null` where there is none. */
  experimentOn(check: CheckKey, nowMs: number): ExperimentLease | null
  unreliableOf(provider: string): Unreliable | null
  /** Returns the open storm of a provider or a cause, or a cleared one until it is deleted. */
  stormOf(id: string): Storm | null
  outageOf(provider: string): Outage | null
}

export function activeConditionsOf(
  conditions: readonly Condition[],
  { maintenance }: Pick<Deployment, 'maintenance'>,
  experiment: ExperimentLease | null = null,
): ActiveConditions {
  const find = <Kind extends Condition['kind']>(kind: Kind, id: string) =>
    conditions.find((one): one is Extract<Condition, { kind: Kind }> => one.kind === kind && one.id === id) ?? null
  return {
    conditions,
    experiment,
    experimentOn: (check, nowMs) => experimentOn(experiment, check, nowMs),
    suppressionOf(check, nowMs) {
      const silence = silencesAt(conditions, nowMs).find(({ covers }) => isCovered(check, covers))
      if (silence !== undefined) return { until: silence.until, by: silence.by, reason: silence.reason }
      const window = maintenance.find(
        (one) =>
          (one.covers.length === 0 || one.covers.some((covered) => isCovered(check, covered))) && isOpen(one, nowMs),
      )
      return window === undefined ? null : { until: null, by: null, reason: window.reason }
    },
    unreliableOf: (provider) => find('unreliable', provider),
    stormOf: (id) => find('storm', id),
    outageOf: (provider) => find('outage', provider),
  }
}

/** Lists the silences that are active at an instant. */
export function silencesAt(conditions: readonly Condition[], nowMs: number): readonly Silence[] {
  return conditions.filter((one) => one.kind === 'silence').filter(({ from, until }) => from <= nowMs && nowMs < until)
}

/** The fields of a check that silences and maintenance windows match. */
export type Coverable = Pick<Check, 'key' | 'provider' | 'profile' | 'tags' | 'environment'>

/** Matches a check against a silence. A provider is named as the check names it, or by its profile. */
export function isCovered(check: Coverable, covered: Covered): boolean {
  if ('check' in covered) return check.key === covered.check
  if ('provider' in covered) return check.provider === covered.provider || check.profile === covered.provider
  return 'tag' in covered ? check.tags.includes(covered.tag) : check.environment === covered.environment
}
