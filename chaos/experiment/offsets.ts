import type { OrderedFault, Refusals } from './experiment.ts'

/** An order of a fault with the times that it gives. */
type TimedOrder = {
  readonly prefix: string
  readonly given: { readonly together: boolean; readonly after?: number | undefined }
  readonly ordered: OrderedFault
}

/** Returns how long a fault of a part is on, in a phase of this length. */
export const lengthOf = ({ afterMs, forMs }: Pick<OrderedFault, 'afterMs' | 'forMs'>, phaseMs: number): number =>
  forMs ?? Math.max(0, phaseMs - afterMs)

/** Refuses times of faults that a run could not keep to. One fault at least is on from the injection to the removal. */
export function offsetProblems(group: readonly TimedOrder[], phaseMs: number): Refusals {
  const own = group.flatMap((order) => ownProblems(order, { phaseMs, isAlone: group.length === 1 }))
  return own.length > 0 || group.length < 2 ? own : gapsIn(group.map(({ ordered }) => ordered))
}

type Place = { readonly phaseMs: number; readonly isAlone: boolean }

function ownProblems(
  { prefix, given, ordered: { fault, afterMs, forMs } }: TimedOrder,
  { phaseMs, isAlone }: Place,
): Refusals {
  const { variant, definition, variantName } = fault
  const isState = variant.actOn === undefined || (variant.begin !== undefined && variant.hastens !== true)
  const cases: readonly (readonly [boolean, string])[] = [
    [given.after !== undefined && !given.together, 'after: only for a fault that joins another one: together: true'],
    [forMs !== null && isAlone, 'for: only for faults that are on together; phases.fault is the length of this one'],
    [afterMs + (forMs ?? 1) > phaseMs, 'after: expected an end of this fault within phases.fault'],
    [
      forMs !== null && isState,
      `for: ${definition.id} ${variantName} changes a state, which lasts to the end; leave it out`,
    ],
  ]
  return cases.flatMap(([isBroken, words]) => (isBroken ? [`${prefix}${words}`] : []))
}

/** Without a fault, a run could not tell its own pause from a lease that ended too early. */
function gapsIn(faults: readonly OrderedFault[]): Refusals {
  let endMs = 0
  for (const { afterMs, forMs } of faults.toSorted((one, other) => one.afterMs - other.afterMs)) {
    if (afterMs > endMs)
      return [
        `method: no fault is on from ${endMs / 1_000} s to ${afterMs / 1_000} s; let the later one follow in order`,
      ]
    endMs = Math.max(endMs, forMs === null ? Number.POSITIVE_INFINITY : afterMs + forMs)
  }
  return Number.isFinite(endMs)
    ? ['method: one of the faults that are on together must last to the end, without for']
    : []
}
