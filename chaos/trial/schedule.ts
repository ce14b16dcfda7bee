import { nameOf } from '../faults/catalogue.ts'
import type { PlannedFault, RunPlan } from './run-plan.ts'
import type { TrialSubject } from './subject.ts'
import type { Timeline } from './timeline.ts'

/** Time of one fault of a run, in monotonic milliseconds. `ownEndMs` is `null` for a fault that lasts to the removal. */
export type FaultTime = { readonly injectedMs: number; readonly ownEndMs: number | null }

/** The faults of a run, which join each other at their times. Each that has a length ends with its own lease. */
export type FaultSchedule = {
  /** Injects the faults whose time has come, and records those that have ended. */
  advance(): Promise<void>
  /** Milliseconds until a fault begins or ends; infinite if none does. */
  nextMs(): number
  /** Seconds without a sign of life after which a fault ends. */
  silence(): number
  /** Times of the faults that were injected so far, in the order of the plan. */
  times(): readonly FaultTime[]
}

export function scheduleFaults(subject: TrialSubject, { faults }: RunPlan, timeline: Timeline): FaultSchedule {
  const injected: FaultTime[] = []
  const ended = new Set<PlannedFault>()
  let [startedMs, silence] = [Number.NaN, Number.POSITIVE_INFINITY]
  const dueMs = (one: PlannedFault | undefined) =>
    one === undefined ? Number.POSITIVE_INFINITY : startedMs + one.afterMs
  const isDue = (one: PlannedFault | undefined) => injected.length === 0 || dueMs(one) <= performance.now()
  const endMs = (place: number) => injected[place]?.ownEndMs ?? Number.POSITIVE_INFINITY
  const inject = async (planned: PlannedFault) => {
    silence = Math.min(silence, await subject.inject(planned.order))
    const injectedMs = performance.now()
    if (injected.length === 0) startedMs = injectedMs
    injected.push({ injectedMs, ownEndMs: planned.forMs === null ? null : injectedMs + planned.forMs })
  }
  return {
    silence: () => silence,
    times: () => injected,
    nextMs: () =>
      Math.min(
        dueMs(faults[injected.length]),
        ...faults.flatMap((one, place) => (ended.has(one) ? [] : endMs(place))),
      ) - performance.now(),
    async advance() {
      const names: string[] = []
      for (let next = faults[injected.length]; next !== undefined && isDue(next); next = faults[injected.length]) {
        await inject(next)
        names.push(nameOf(next.order.fault))
      }
      if (names.length > 0) timeline.record('injected', faults.length === 1 ? '' : names.join(', '))
      for (const [place, one] of faults.entries())
        if (!ended.has(one) && endMs(place) <= performance.now()) {
          ended.add(one)
          timeline.record('ended', nameOf(one.order.fault))
        }
    },
  }
}
