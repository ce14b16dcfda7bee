import type { Plane } from '../faults/request.ts'
import type { WireEntry } from '../injectors/wire.ts'
import { faultSpan, type RunObservation, within } from './observation.ts'

/**
 * Requests to the API for one call, against what the control arm needs for one, or the same arm needed before the fault where the
 * control arm's requests cannot be seen: 1 is what it should be.
 */
export function apiAmplification(observation: RunObservation): number | null {
  const { arms, marks } = observation
  const span = faultSpan(observation)
  const perCall = ({ samples, wire }: RunObservation['arms']['fault'], during: readonly [number, number]) => {
    const calls = within(samples, during).length
    return calls === 0 ? null : on('api', within(wire, during)) / calls
  }
  const fault = perCall(arms.fault, span)
  const isSeen = arms.control.wire.length > 0
  const control = isSeen ? perCall(arms.control, span) : perCall(arms.fault, [marks.startedMs, marks.injectedMs])
  return fault === null || control === null || control === 0 ? null : fault / control
}

/** Requests to a token endpoint or a secret store for one instance and one loss of its token; null where they do not pass by. */
export function renewalAmplification(observation: RunObservation, plane: 'idp' | 'secrets'): number | null {
  const { arms, marks, instances, planes } = observation
  if (!planes.includes(plane)) return null
  const asked = on(plane, within(arms.fault.wire, [marks.injectedMs, marks.removedMs]))
  return asked / (instances * invalidations(observation))
}

/** How often the fault took an instance's token away: once, or at every end of a short life. */
function invalidations({ fault, marks }: RunObservation): number {
  if (fault.definition.evidence !== 'expiries') return 1
  const seconds = (marks.removedMs - marks.injectedMs) / 1_000
  return 1 + Math.ceil(seconds / fault.setting('ttlSeconds'))
}

/** The busiest second of the API, while the fault was on and after it, against that of the control arm, or of the same arm before where the control arm's requests are not seen. */
export function peakRatio({ arms, marks }: RunObservation): number | null {
  const until = [marks.injectedMs, marks.endedMs] as const
  const before = [marks.startedMs, marks.injectedMs] as const
  const isSeen = arms.control.wire.length > 0
  const usual = isSeen ? busiestSecond(arms.control.wire, until) : busiestSecond(arms.fault.wire, before)
  return usual === 0 ? null : busiestSecond(arms.fault.wire, until) / usual
}

/** Seconds count from the beginning of the span. */
function busiestSecond(wire: readonly WireEntry[], span: readonly [number, number]): number {
  const perWindow = new Map<number, number>()
  for (const { plane, atMs } of within(wire, span)) {
    const second = Math.floor((atMs - span[0]) / peakWindowMs)
    if (plane === 'api') perWindow.set(second, (perWindow.get(second) ?? 0) + 1)
  }
  return Math.max(0, ...perWindow.values())
}

const peakWindowMs = 1_000

/** Requests of a caller that came back before the time that a 429 had asked for. Those already under way when it was said do not count. */
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

/** Timers fire a little early. */
const clockSlackMs = 5

/** What was sent before the answer had been read arrives this much later at most. */
const underWayMs = 150

function on(plane: Plane, wire: readonly WireEntry[]): number {
  return wire.filter((entry) => entry.plane === plane).length
}
