import { attemptDeadlineMs } from '../../../functions/core/probe/attempt.ts'
import type { HostileAnswer } from '../answers/answer.ts'
import type { MeasuredCost } from './measure.ts'

/** Time that an attempt may take beyond its deadline. */
export const mostBeyondMs = 250

/** Megabytes by which the memory may grow at most. */
export const mostGrownMb = 100

/** Returns every promise that an attack broke; empty if all were kept. */
export function brokenPromises(
  row: Pick<HostileAnswer, 'outcome'>,
  measured: MeasuredCost,
  askedElsewhere: number,
): readonly string[] {
  const most = measured.attempts * (attemptDeadlineMs + mostBeyondMs) + measured.machineLateMs
  return [
    ...(measured.outcome === row.outcome ? [] : [`expected ${row.outcome}`]),
    ...(measured.leaks ? ['repeats its token'] : []),
    ...(measured.tookMs <= most ? [] : [`took more than ${Math.round(most)} ms`]),
    ...(measured.grewMb <= mostGrownMb ? [] : [`grew by more than ${mostGrownMb} MB`]),
    ...(measured.healthyNeighbours === measured.neighbours ? [] : ['harmed its neighbours']),
    ...(askedElsewhere === 0 ? [] : ['went elsewhere']),
  ]
}
