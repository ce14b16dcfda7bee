import type { Plane } from '../faults/request.ts'
import type { WireEntry } from '../injectors/wire.ts'
import { faultSpan, type RunObservation, within } from './observation.ts'

/**
 * Requests to the API for one call, divided by the same figure of the control arm; ideally 1. If the control arm's requests are not seen,
 * the divisor is the fault arm's own figure before the fault.
 */
export function apiAmplification(observation: RunObservation): number | null {
  const { arms, marks } = observation
  const span = faultSpan(observation)
  const perCall = ({ samples, wire }: RunObservation['arms']['fault'], during: readonly [number, number]) => {
    const calls = within(samples, during).length
    return calls === 0 ? null : countOf('api', within(wire, during)) / calls
  }
  const fault = perCall(arms.fault, span)
  const isSeen = arms.control.wire.length > 0
  const control = isSeen ? perCall(arms.control, span) : perCall(arms.fault, [marks.startedMs, marks.injectedMs])
  return fault === null || control === null || control === 0 ? null : fault / control
}

/** Requests to a token endpoint or a secret store, for each instance and each loss of its token; `null` if they are not seen. */
export function refreshAmplification(observation: RunObservation, plane: 'idp' | 'secrets'): number | null {
  const { arms, marks, instances, planes } = observation
  if (!planes.includes(plane)) return null
  const asked = countOf(plane, within(arms.fault.wire, [marks.injectedMs, marks.removedMs]))
  return asked / (instances * invalidations(observation))
}

/** Counts the times that the fault took an instance's token away: once, or at every expiry of a short lifetime. */
function invalidations({ fault, marks }: RunObservation): number {
  if (fault.definition.evidence !== 'expiries') return 1
  const seconds = (marks.removedMs - marks.injectedMs) / 1_000
  return 1 + Math.ceil(seconds / fault.setting('ttlSeconds'))
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

/** Counts requests that a caller sent before the `Retry-After` of a 429 was over. Requests that were already on their way do not count. */
export function earlyRetries({ arms }: RunObservation): number {
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
  return wire.filter((entry) => entry.plane === plane).length
}
