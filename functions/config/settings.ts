import type { z } from 'zod'
import type { Check, CheckUrgency, Paging } from '../core/model/check.ts'
import { formatDuration } from '../core/model/duration.ts'
import type { WeeklyHours } from '../core/model/weekly-hours.ts'
import type { ConfigFault } from './problems.ts'
import type { environmentDefaults } from './schema/environment.ts'

/** Settings that a check takes from `defaults` unless it has its own. */
export type Settings = {
  readonly every: number
  readonly warn: number
  readonly critical: number
  readonly unknownAfter: number
  readonly misconfiguredAfter: number
  readonly recoversAfter: number
  readonly unprovedAfter: number
  readonly budget: Check['budget']
  readonly owner: string | null
  /** `null` where none is set: it depends on the environment. */
  readonly urgency: CheckUrgency | null
  readonly workingHours: WeeklyHours | null
  readonly paging: Paging
  readonly runbook: string | null
}

/** Built-in defaults: durations in seconds (5 minutes, 30 days, 3 days, 30 minutes), and ticks in a row. */
export const builtIn: Settings = {
  every: 300,
  warn: 2_592_000,
  critical: 259_200,
  unknownAfter: 3,
  misconfiguredAfter: 3,
  recoversAfter: 2,
  unprovedAfter: 1_800,
  budget: { credential: null, host: null },
  owner: null,
  urgency: null,
  workingHours: null,
  paging: 'on',
  runbook: null,
}

/** Settings of one layer: the config's defaults, an environment's, or a check's own. */
export type Layer = z.output<typeof environmentDefaults>

/** Merges two layers. The nearer one wins. */
export function layered(far: Settings, near: Layer): Settings {
  return {
    every: near.every ?? far.every,
    warn: near.warn ?? far.warn,
    critical: near.critical ?? far.critical,
    unknownAfter: near.unknownAfter ?? far.unknownAfter,
    misconfiguredAfter: near.misconfiguredAfter ?? far.misconfiguredAfter,
    recoversAfter: near.recoversAfter ?? far.recoversAfter,
    unprovedAfter: near.unprovedAfter ?? far.unprovedAfter,
    budget: {
      credential: near.budget?.credential ?? far.budget.credential,
      host: near.budget?.host ?? far.budget.host,
    },
    owner: near.owner ?? far.owner,
    urgency: near.urgency ?? far.urgency,
    workingHours: near.workingHours ?? far.workingHours,
    paging: near.paging ?? far.paging,
    runbook: near.runbook ?? far.runbook,
  }
}

/** Environments whose checks page nobody unless the config says otherwise. */
const ticketed: ReadonlySet<string> = new Set(['staging'])

/** Returns the urgency of a check in an environment. */
export function urgencyIn(environment: string, { urgency }: Pick<Settings, 'urgency'>): CheckUrgency {
  return urgency ?? (ticketed.has(environment) ? 'ticket' : 'now')
}

/** Finds a check that waits for working hours which nothing names: its pages would wait for ever. */
export function hoursFaults({ urgency, workingHours }: Settings): readonly ConfigFault[] {
  if (urgency !== 'hours' || workingHours !== null) return []
  const message = `missing; urgency: 'hours' waits for them: set workingHours: { timeZone: 'Europe/Berlin', from: '09:00', to: '17:00' } here, in its owner or in defaults`
  return [{ path: ['workingHours'], message }]
}

/** Finds windows in the wrong order, reported once, at the layer that sets them. */
export function windowFaults(layer: Layer, { warn, critical }: Settings): readonly ConfigFault[] {
  if (warn >= critical || (layer.warn === undefined && layer.critical === undefined)) return []
  const message = `expected warn to be at least as long as critical (${formatDuration(critical)}), found ${formatDuration(warn)}: raise warn or lower critical`
  return [{ path: [layer.warn === undefined ? 'critical' : 'warn'], message }]
}
