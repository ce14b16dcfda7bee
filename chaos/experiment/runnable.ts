import type { ChosenFault } from '../faults/catalogue.ts'
import type { ContactProof, Point } from '../faults/fault.ts'
import type { Plane } from '../faults/request.ts'

/** Kind of a target: the lab, a running service, or one that gets its tokens (and its client secret) from `chaos serve --issuer`. */
export type TargetKind = 'lab' | 'service' | 'issuer' | 'issuer-and-secret'

const servicePoints = ['proxy', 'secrets-endpoint', 'validation-proxy', 'resource-policy', 'stage-move'] as const

/** Injection points that a run can use, by the kind of target. `plan`, `--dry-run` and `run` know no other list. */
const pointsOf: Readonly<Record<TargetKind, readonly Point[]>> = {
  lab: ['proxy', 'secrets-endpoint', 'validation-proxy', 'oauth-driver', 'alarm-path'],
  service: servicePoints,
  issuer: [...servicePoints, 'oauth-driver'],
  'issuer-and-secret': [...servicePoints, 'oauth-driver'],
}

/** Parts of a sandbox that a run can change, by the kind of target. */
const changeable: Readonly<Record<TargetKind, readonly ('issuer' | 'secret' | 'alerts')[]>> = {
  lab: ['issuer', 'secret', 'alerts'],
  service: [],
  issuer: ['issuer'],
  'issuer-and-secret': ['issuer', 'secret'],
}

/** Ways out, by the part that a fault changes. */
const wayOut = {
  issuer: 'let the service use "tokenwatch chaos serve --issuer", and set target.issuer',
  secret:
    'let the service use "tokenwatch chaos serve --issuer" with a secret in its file, and set target.issuer: {secret: true}',
  alerts: 'use the lab',
} as const

/** Returns true for points inside the service's own process, which follows orders in a file. */
export const isInProcess = (at: Point): boolean => at === 'interceptor' || at === 'preload'

/** Points that change a real secret. Their faults need no controller. */
const onAws: ReadonlySet<Point> = new Set(['resource-policy', 'stage-move'])

/** Flags of `chaos serve` that put an injection point in front of a plane. */
const serveFlags: Readonly<Record<Plane, string>> = {
  api: '--api',
  idp: '--idp',
  validation: '--validation',
  secrets: '--secrets',
}

/** Returns the kind of a target that an experiment declares. */
export function targetKindOf(target: {
  readonly kind: 'lab' | 'service'
  readonly issuer?: { readonly secret: boolean } | undefined
}): TargetKind {
  if (target.kind === 'lab' || target.issuer === undefined) return target.kind
  return target.issuer.secret ? 'issuer-and-secret' : 'issuer'
}

/** Origins on whose requests the service's own process may act, by plane. */
export type OriginsOfProcess = Readonly<Partial<Record<Plane, readonly string[]>>>

const hasOrigin = (origins: OriginsOfProcess | null, plane: Plane): boolean => (origins?.[plane] ?? []).length > 0

/** Returns the reason why a fault cannot run at a point of a target; `null` if it can. */
export function unrunnable(
  { definition, variant, variantName }: ChosenFault,
  at: Point,
  kind: TargetKind,
  origins: OriginsOfProcess | null = null,
): string | null {
  const name = `${definition.id} ${variantName}`
  const { changes, foreign } = variant
  if (isInProcess(at) && origins === null)
    return `${name} at ${at} is injected by the service's own process: let it follow an order file, and set target.process`
  if (isInProcess(at) && (variant.actOn === undefined || (foreign !== undefined && variant.borrows !== true)))
    return `${name} needs more than the service's own process can do at ${at}`
  const hidden = isInProcess(at) ? variant.planes.find((plane) => !hasOrigin(origins, plane)) : undefined
  if (hidden !== undefined)
    return `${name} at ${at} acts on requests to the plane ${hidden}: name their origins in target.process.origins.${hidden}`
  if (kind === 'lab') return pointsOf.lab.includes(at) ? null : `${at} changes a real secret, and the lab has none`
  if (onAws.has(at)) return null
  if (changes !== undefined && variant.hastens !== true && !changeable[kind].includes(changes))
    return `${name} changes the ${changes} of a sandbox, which this target does not have: ${wayOut[changes]}`
  if (!isInProcess(at) && !pointsOf[kind].includes(at)) return `${name} cannot be injected into a service at ${at}`
  if (variant.actOn === undefined && variant.begin === undefined)
    return `${name} changes no request, so ${at} cannot inject it`
  if (foreign !== undefined && variant.borrows !== true && !changeable[kind].includes('issuer'))
    return `${name} needs a token that only an issuer can mint (${foreign}): ${wayOut.issuer}`
  return null
}

/** Returns the first point at which a fault can run against a target; its first point at all if there is none. */
export function defaultPoint(fault: ChosenFault, kind: TargetKind): Point {
  const { points } = fault.variant
  return points.find((at) => unrunnable(fault, at, kind) === null) ?? points[0]
}

/** Planes on which a change of state proves itself. */
const planeOfProof: Readonly<Record<ContactProof, Plane>> = {
  token_refused: 'api',
  client_refused: 'idp',
  short_token: 'idp',
}

/** Names what is missing in front of a service for a fault; empty if its planes are covered. */
export function uncoveredPlanes({ variant }: ChosenFault, covered: readonly Plane[]): readonly string[] {
  const { planes, proof = [] } = variant
  const flagFor = (plane: Plane) =>
    `at: no injection point covers the plane ${plane}; start "tokenwatch chaos serve" with ${serveFlags[plane]}`
  const missing = planes.filter((plane) => !covered.includes(plane))
  const proving = proof.map((one) => planeOfProof[one])
  const isProvable = planes.length > 0 || proving.length === 0 || proving.some((plane) => covered.includes(plane))
  return [...missing, ...(isProvable ? [] : proving.slice(0, 1))].map(flagFor)
}

/** Names what the controller lacks to change the state that a fault changes; empty if it lacks nothing. */
export function missingChanges(
  { variant: { changes, hastens, foreign, borrows } }: ChosenFault,
  offered: readonly string[],
): readonly string[] {
  const wanted = [
    ...(changes === undefined || hastens === true ? [] : [changes]),
    ...(foreign === undefined || borrows === true ? [] : (['issuer'] as const)),
  ]
  const missing = wanted.find((one) => !offered.includes(one))
  return missing === undefined ? [] : [`target.issuer: the controller has no ${missing}; ${wayOut[missing]}`]
}
