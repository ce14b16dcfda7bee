import type { Plane } from '../faults/request.ts'
import type { WireEntry } from '../injectors/wire.ts'
import { faultSpan, type RunObservation, recoverySpan, within } from './observation.ts'

/**
 * Requests to the API for one call, divided by the same figure of the control arm; ideally 1. If the control arm's requests are not seen,
 * the divisor is the fault arm's own figure before the fault. Requests after the removal, beyond those that its calls need, count too.
 */
export function apiAmplification(observation: RunObservation): number | null {
  const { arms } = observation
  const span = faultSpan(observation)
  const usual = usualPerCall(observation)
  const calls = within(arms.fault.samples, span).length
  if (usual === null || usual === 0 || calls === 0) return null
  const during = countOf('api', within(arms.fault.wire, span))
  const after = recoverySpan(observation)
  const late = countOf('api', within(arms.fault.wire, after)) - usual * within(arms.fault.samples, after).length
  // Less than a twentieth is the edge of the two spans: calls that were under way.
  const isLate = late > Math.max(1, 0.05 * calls * usual)
  return (during + (isLate ? late : 0)) / (calls * usual)
}

function usualPerCall({ arms, marks, counts }: RunObservation): number | null {
  const span = [counts.firstInjectedMs ?? marks.injectedMs, marks.removedMs] as const
  if (arms.control.wire.length > 0) {
    const calls = within(arms.control.samples, span).length
    return calls === 0 ? null : countOf('api', within(arms.control.wire, span)) / calls
  }
  const before = [marks.startedMs, marks.injectedMs] as const
  const calls = within(arms.fault.samples, before)
  const ended = calls.filter(({ endedMs }) => endedMs < marks.injectedMs).length
  return usualBefore(countOf('api', within(arms.fault.wire, before)), { calls: calls.length, ended })
}

/**
 * Calls that were under way at the end of the baseline have sent some of their requests, or none. The least whole number that fits is taken:
 * a higher one would hide retries. Without any, it is the mean, but for calls whose requests fell beyond an edge.
 */
function usualBefore(
  requests: number,
  { calls, ended }: { readonly calls: number; readonly ended: number },
): number | null {
  if (calls === 0) return null
  const perCall = requests / calls
  const least = Math.max(1, Math.ceil(perCall))
  if (requests > 0 && ended > 0 && least <= requests / ended) return least
  const whole = Math.round(perCall)
  return whole > 0 && Math.abs(perCall - whole) * calls <= edgeCalls * whole ? whole : perCall
}

/** Calls that may be under way at both edges together. */
const edgeCalls = 1.5

/**
 * Requests to a token endpoint or a secret store, for each instance and each loss of its token; `null` if they are not seen. Renewals of
 * tokens that live for seconds are no amplification. Requests after the removal, beyond one for each instance and its renewals, count too.
 */
export function refreshAmplification(observation: RunObservation, plane: 'idp' | 'secrets'): number | null {
  const { arms, marks, instances, planes } = observation
  if (!planes.includes(plane)) return null
  const during = [marks.injectedMs, marks.removedMs] as const
  const after = [marks.removedMs, marks.endedMs] as const
  const asked = countOf(plane, within(arms.fault.wire, during))
  const due = instances * (1 + renewalsIn(observation, after, after))
  const late = Math.max(0, countOf(plane, within(arms.fault.wire, after)) - due)
  return (asked + late) / (instances * (invalidations(observation) + renewals(observation)))
}

/** Counts the times that the fault took an instance's token away: once, or at every expiry of a short lifetime. */
function invalidations({ fault, marks }: RunObservation): number {
  if (fault.definition.evidence !== 'expiries' || fault.variant.planes.length > 0) return 1
  const seconds = (marks.removedMs - marks.injectedMs) / 1_000
  return 1 + Math.ceil(seconds / fault.setting('ttlSeconds'))
}

/** A client that renews early does so after this share of a lifetime at the soonest. */
const earlyShare = 0.75

/** Counts the renewals that one instance needs during the fault because its new tokens end. Without new tokens there are none. */
function renewals(observation: RunObservation): number {
  const { fault, marks } = observation
  if (fault.definition.evidence === 'expiries' && fault.variant.planes.length === 0) return 0
  // Since the fault has met a request: a token that was granted just before it is no renewal.
  return renewalsIn(observation, faultSpan(observation), [marks.injectedMs, marks.removedMs])
}

type Span = readonly [fromMs: number, toMs: number]

/** Counts the renewals that one instance needs in a span, by the lifetimes of the tokens that were granted in another one. */
function renewalsIn({ arms }: RunObservation, grants: Span, [fromMs, toMs]: Span): number {
  const granted = within(arms.fault.wire, grants).flatMap(({ plane, status, lifetimeSeconds }) =>
    plane === 'idp' && status === 200 && lifetimeSeconds !== null ? [lifetimeSeconds] : [],
  )
  if (granted.length === 0) return 0
  const seconds = (toMs - fromMs) / 1_000
  return Math.min(granted.length, Math.floor(seconds / (earlyShare * Math.min(...granted))))
}

/**
 * Requests in the busiest second since the injection, divided by the same figure of the control arm. If the control arm's requests are not
 * seen, the divisor is the fault arm's own figure before the fault.
 */
export function peakRatio({ arms, marks }: RunObservation): number | null {
  const until = [marks.injectedMs, marks.endedMs] as const
  const before = [marks.startedMs, marks.injectedMs] as const
  const isSeen = arms.control.wire.length > 0
  const usual = isSeen ? busiestSecond(arms.control.wire, until) : busiestSecond(arms.fault.wire, before)
  return usual === 0 ? null : busiestSecond(arms.fault.wire, until) / usual
}

/** Counts seconds from the beginning of the span. */
function busiestSecond(wire: readonly WireEntry[], span: readonly [number, number]): number {
  const perWindow = new Map<number, number>()
  for (const { plane, atMs } of within(wire, span)) {
    const second = Math.floor((atMs - span[0]) / peakWindowMs)
    if (plane === 'api') perWindow.set(second, (perWindow.get(second) ?? 0) + 1)
  }
  return Math.max(0, ...perWindow.values())
}

const peakWindowMs = 1_000

/**
 * Counts requests that a caller sent before the `Retry-After` of a 429 was over; `null` if nobody sees those that the fault acts on. Requests
 * that were already on their way do not count.
 */
export function earlyRetries({ arms, fault, planes }: RunObservation): number | null {
  if (!fault.variant.planes.every((plane) => planes.includes(plane))) return null
  const limited = arms.fault.wire.filter(
    ({ status, retryAfterSeconds }) => status === 429 && retryAfterSeconds !== null,
  )
  const early = new Set<WireEntry>()
  for (const { caller, plane, endedMs, retryAfterSeconds } of limited)
    for (const entry of arms.fault.wire) {
      const since = entry.atMs - (endedMs ?? 0)
      if (
        entry.caller === caller &&
        entry.plane === plane &&
        since > underWayMs &&
        since < (retryAfterSeconds ?? 0) * 1_000 - clockSlackMs
      )
        early.add(entry)
    }
  return early.size
}

/** Timers may fire this much early. */
const clockSlackMs = 5

/** A request that was sent before the answer was read arrives this much later at most. */
const underWayMs = 150

function countOf(plane: Plane, wire: readonly WireEntry[]): number {
  return wire.filter((entry) => entry.plane === plane && entry.by !== 'tool').length
}
