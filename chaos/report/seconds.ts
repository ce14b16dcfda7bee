import type { Plane } from '../faults/request.ts'
import { summarizeArm } from '../measures/arm-summary.ts'
import type { RunObservation } from '../measures/observation.ts'

/** Calls of one second by outcome, and the time within which nearly all of them were answered; `null` without a call. */
export type CallsOfSecond = {
  readonly ok: number
  readonly degraded: number
  readonly failed: number
  readonly p95Ms: number | null
}

/** One second of a run, for charts: calls of both arms, and requests of the fault arm. `at` is seconds from the injection. */
export type Second = {
  readonly at: number
  /** `requests` go to the API; `idp` and `secrets` are `null` if nobody sees them. */
  readonly fault: CallsOfSecond & {
    readonly requests: number
    readonly idp: number | null
    readonly secrets: number | null
  }
  readonly control: CallsOfSecond
}

export function secondsOfRun({ arms, marks, planes }: RunObservation): readonly Second[] {
  const secondOf = (atMs: number) => Math.floor((atMs - marks.injectedMs) / 1_000)
  const [first, last] = [secondOf(marks.startedMs), secondOf(marks.endedMs)]
  const callsOf = (arm: 'fault' | 'control', at: number): CallsOfSecond => {
    const calls = arms[arm].samples.filter(({ atMs }) => secondOf(atMs) === at)
    const { ok, degraded, failed, p95Ms } = summarizeArm(calls)
    return { ok, degraded, failed, p95Ms }
  }
  const requestsOf = (plane: Plane, at: number) =>
    arms.fault.wire.filter(({ atMs, plane: own, by }) => own === plane && by !== 'tool' && secondOf(atMs) === at).length
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const at = first + index
    const seen = (plane: Plane) => (planes.includes(plane) ? requestsOf(plane, at) : null)
    const requests = { requests: requestsOf('api', at), idp: seen('idp'), secrets: seen('secrets') }
    return { at, fault: { ...callsOf('fault', at), ...requests }, control: callsOf('control', at) }
  })
}
