import type { z } from 'zod'
import type { Check } from '../core/model/check.ts'
import { formatDuration } from '../core/model/duration.ts'
import type { ConfigFault } from './problems.ts'
import type { defaults } from './schema/environment.ts'

/** What a check takes from `defaults` where it says nothing itself. */
export type Settings = {
  readonly every: number
  readonly warn: number
  readonly critical: number
  readonly unknownAfter: number
  readonly misconfiguredAfter: number
  readonly recoversAfter: number
  readonly budget: Check['budget']
  readonly owner: string | null
  readonly runbook: string | null
}

/** What the product falls back to: durations in seconds (5 minutes, 30 days, 3 days), and ticks in a row. */
export const builtIn: Settings = {
  ...{ every: 300, warn: 2_592_000, critical: 259_200 },
  ...{ unknownAfter: 3, misconfiguredAfter: 3, recoversAfter: 2 },
  budget: { credential: null, host: null },
  ...{ owner: null, runbook: null },
}

/** What one layer says: the config's defaults, an environment's, or a check itself. */
export type Layer = z.output<typeof defaults>

/** What the nearer layer says wins over what the farther one says. */
export function layered(far: Settings, near: Layer): Settings {
  return {
    every: near.every ?? far.every,
    warn: near.warn ?? far.warn,
    critical: near.critical ?? far.critical,
    unknownAfter: near.unknownAfter ?? far.unknownAfter,
    misconfiguredAfter: near.misconfiguredAfter ?? far.misconfiguredAfter,
    recoversAfter: near.recoversAfter ?? far.recoversAfter,
    budget: {
      credential: near.budget?.credential ?? far.budget.credential,
      host: near.budget?.host ?? far.budget.host,
    },
    owner: near.owner ?? far.owner,
    runbook: near.runbook ?? far.runbook,
  }
}

/** Told once, at the layer that brings the two windows into the wrong order. */
export function windowFaults(layer: Layer, { warn, critical }: Settings): readonly ConfigFault[] {
  if (warn >= critical || (layer.warn === undefined && layer.critical === undefined)) return []
  const message = `warn (${formatDuration(warn)}) must not be shorter than critical (${formatDuration(critical)})`
  return [{ path: [layer.warn === undefined ? 'critical' : 'warn'], message }]
}
