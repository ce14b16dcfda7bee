import type { z } from 'zod'
import type { ChosenFault } from '../faults/catalogue.ts'
import type { Refusals } from './experiment.ts'
import { lengthOf } from './offsets.ts'
import type { ReadOrder } from './orders.ts'
import type { extension } from './schema.ts'

type Extension = z.output<typeof extension>

/** Refuses literals in `secrets`: they would end up in every journal. */
export function literalSecrets(file: Readonly<Record<string, unknown>>): Refusals {
  const groups = Object.entries(Object(file['secrets']))
  return groups.flatMap(([group, secrets]) =>
    Object.entries(Object(secrets))
      .filter(([, secret]) => !['env', 'vault'].includes(Object(secret).type))
      .map(([name]) => `secrets.${group}.${name}: expected {type: env, key: ...}, found a literal`),
  )
}

/** Names every limit of its own that an experiment exceeds. A lease must also last at least as long as the fault. */
export function boundsBroken(
  { safety, load, phases, target, slo, expect, minEvidence = 1 }: Extension,
  group: readonly ReadOrder[],
): Refusals {
  const { blastRadius, maxFaultTime } = safety
  const perSecond = load.perSecond * load.burst
  const steps = load.flow?.filter(({ once }) => !once).length ?? 1
  const ordered = group.map((one) => one.ordered)
  const calls = Math.floor(Math.min(...ordered.map((one) => one.calls)))
  // Faults that are on together may meet different requests.
  const highest = ordered.reduce((sum, { percent, ramp }) => sum + Math.max(percent, ramp?.from ?? 0), 0)
  const maxInjected = ordered.reduce((sum, one) => sum + one.maxInjected, 0)
  const isShort = group.some(({ given: { lease }, ordered: one }) => lease < lengthOf(one, phases.fault))
  const instances = target.kind === 'service' ? target.instances : 0
  const broken: readonly (readonly [boolean, string])[] = [
    [Math.min(100, highest) > blastRadius.maxPercent, 'sample.percent: more than safety.blastRadius.maxPercent'],
    [perSecond * steps > blastRadius.maxRps, 'load: more requests a second than safety.blastRadius.maxRps'],
    [instances > blastRadius.maxTargets, 'target.instances: more than safety.blastRadius.maxTargets'],
    [phases.fault > maxFaultTime, 'phases.fault: longer than safety.maxFaultTime'],
    [maxInjected > blastRadius.maxInjected, 'maxInjected: more than safety.blastRadius.maxInjected'],
    [load.flow !== undefined && target.kind === 'lab', 'load.flow: only for a service; the lab calls its client'],
    [calls < 1, 'load: makes no call during phases.fault'],
    [minEvidence > calls, 'minEvidence: more than the calls that the load makes during phases.fault'],
    [phases.observe < slo.window, 'phases.observe: shorter than slo.window, so that no recovery could be seen'],
    [
      phases.observe < slowestRecoveryMs(expect) + slo.window,
      'phases.observe: shorter than the recovery that expect allows for time_to_recover, and slo.window after it',
    ],
    [perSecond * slo.window < 1_000, 'slo.window: too short for one call at this load'],
    [isShort, 'lease: shorter than phases.fault; the fault would end too early'],
  ]
  return broken.filter(([isBroken]) => isBroken).map(([, words]) => words)
}

/** Returns the longest recovery that an experiment allows by its own word. Whoever allows it must also wait for it. */
function slowestRecoveryMs(expect: Extension['expect']): number {
  const limits = expect.flatMap(({ metric, max }) => (metric === 'time_to_recover' ? (max ?? []) : []))
  return 1_000 * Math.max(0, ...limits)
}

/** Demands a URL to try without a valid token while validation is broken: otherwise nobody would see an API that fails open. */
export function missingProtectedUrl({ target }: Extension, { variant }: ChosenFault): Refusals {
  return variant.planes.includes('validation') && target.kind === 'service' && target.protectedUrl === undefined
    ? ['target.protectedUrl: missing; the run calls it without a valid token to see whether the API fails open']
    : []
}

/** Time that is left of a lease when its fault is removed: enough to look once more. */
const leaseMarginMs = 1_000

/** Returns the longest time of faults whose phase counts from the first injected request: twice the phase, within leases and limit. */
export function longestFault({ phases, safety }: Extension, group: readonly ReadOrder[]): number {
  const ends = group.flatMap(({ given: { lease }, ordered: { afterMs, forMs } }) =>
    forMs === null ? [afterMs + lease] : [],
  )
  const lease = Math.min(...ends)
  return Math.min(2 * phases.fault, safety.maxFaultTime, Math.max(phases.fault, lease - leaseMarginMs))
}
