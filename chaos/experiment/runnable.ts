import type { ChosenFault } from '../faults/catalogue.ts'
import type { Point } from '../faults/fault.ts'
import type { Plane } from '../faults/request.ts'

/** Kind of a target, as an experiment names it. */
export type TargetKind = 'lab' | 'service'

/** Injection points that a run can use, by the kind of target. `plan`, `--dry-run` and `run` know no other list. */
const pointsOf: Readonly<Record<TargetKind, readonly Point[]>> = {
  lab: ['proxy', 'secrets-endpoint', 'validation-proxy', 'oauth-driver', 'alarm-path'],
  service: ['proxy', 'secrets-endpoint', 'validation-proxy', 'resource-policy', 'stage-move'],
}

/** Points that change a real secret. Their faults need no controller. */
const onAws: ReadonlySet<Point> = new Set(['resource-policy', 'stage-move'])

/** Flags of `chaos serve` that put an injection point in front of a plane. */
const serveFlags: Readonly<Record<Plane, string>> = {
  api: '--api',
  idp: '--idp',
  validation: '--validation',
  secrets: '--secrets',
}

/** Returns the reason why a fault cannot run at a point of a target; `null` if it can. */
export function unrunnable(
  { definition, variant, variantName }: ChosenFault,
  at: Point,
  kind: TargetKind,
): string | null {
  const name = `${definition.id} ${variantName}`
  if (at === 'interceptor' || at === 'preload')
    return `${name} at ${at} is injected by the service's own process, not by a run; see docs/chaos.md, "Injection points"`
  if (!pointsOf[kind].includes(at))
    return kind === 'lab'
      ? `${at} changes a real secret, and the lab has none`
      : `${at} only exists in the lab, so ${name} cannot run against a service`
  if (kind === 'lab' || onAws.has(at)) return null
  if (variant.begin !== undefined)
    return `${name} also changes the state of an authorization server or a store, which only the lab's can be made to do`
  if (variant.actOn === undefined) return `${name} changes no request, so ${at} cannot inject it`
  if (variant.foreign !== undefined && variantName !== 'other_token')
    return `${name} needs a token that only the lab can mint: ${variant.foreign}`
  return null
}

/** Returns the first point at which a fault can run against a target; its first point at all if there is none. */
export function defaultPoint(fault: ChosenFault, kind: TargetKind): Point {
  const { points } = fault.variant
  return points.find((at) => unrunnable(fault, at, kind) === null) ?? points[0]
}

/** Names what is missing in front of a service for a fault; empty if its planes are covered. */
export function uncoveredPlanes({ variant }: ChosenFault, covered: readonly Plane[]): readonly string[] {
  return variant.planes
    .filter((plane) => !covered.includes(plane))
    .map(
      (plane) =>
        `at: no injection point covers the plane ${plane}; start "tokenwatch chaos serve" with ${serveFlags[plane]}`,
    )
}
