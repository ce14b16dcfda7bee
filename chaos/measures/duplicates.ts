import type { WireEntry } from '../injectors/wire.ts'
import type { RunObservation } from './observation.ts'

/**
 * Counts requests to the API that repeated a step which has an effect; `null` if that cannot be seen. If every body was read, and
 * those of the baseline all differ, a repeated body is a duplicate. Otherwise the steps of all calls are counted.
 */
export function duplicatesIn(observation: RunObservation): number | null {
  const { arms, marks, planes, duplicates } = observation
  if (duplicates !== null || !planes.includes('api')) return duplicates
  const effects = arms.fault.wire.filter(isEffect)
  const before = effects.filter(({ atMs }) => atMs < marks.injectedMs)
  if (effects.length === 0) return 0
  const isRead = effects.every(({ effect }) => effect?.body !== null)
  if (isRead && before.length >= 2 && repeated(before) === 0) return repeated(effects)
  return surplus(observation, before.length, distinct(effects))
}

/** A write that the API served. Writes with the same idempotency key have one effect. */
function isEffect({ plane, by, status, effect }: WireEntry): boolean {
  return plane === 'api' && by === 'service' && effect !== null && status !== null && status >= 200 && status < 300
}

const distinct = (effects: readonly WireEntry[]): number => {
  const keyed = effects.filter(({ effect }) => effect?.key !== null)
  return new Set(keyed.map(({ effect }) => effect?.key)).size + effects.length - keyed.length
}

function repeated(effects: readonly WireEntry[]): number {
  const byBody = Map.groupBy(effects, ({ path, effect }) => `${path} ${effect?.body}`)
  return [...byBody.values()].reduce((sum, same) => sum + distinct(same) - 1, 0)
}

/** Compares the steps of the whole run with those of as many calls in the baseline. Failed calls may hide some. */
function surplus({ arms, marks }: RunObservation, before: number, all: number): number | null {
  const calls = arms.fault.samples.length
  const baseline = arms.fault.samples.filter(({ endedMs }) => endedMs < marks.injectedMs).length
  const perCall = baseline === 0 ? 0 : Math.round(before / baseline)
  const failed = arms.fault.samples.filter(({ outcome }) => outcome.kind === 'failed').length
  const more = all - perCall * calls
  if (more > 0) return perCall === 0 ? null : more
  return failed > 0 ? null : 0
}
