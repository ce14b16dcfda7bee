import type { z } from 'zod'
import type { ChosenFault } from '../faults/catalogue.ts'
import type { ContactProof, Point } from '../faults/fault.ts'
import { averagePercent, sampleOf } from '../injectors/ramp.ts'
import type { OrderedFault, Refusals } from './experiment.ts'
import { faultIn } from './fault-in.ts'
import { lengthOf, offsetProblems } from './offsets.ts'
import { defaultPoint, isInProcess, targetKindOf, unrunnable } from './runnable.ts'
import type { extension, faultArguments } from './schema.ts'

type Extension = z.output<typeof extension>
type FaultArguments = z.output<typeof faultArguments>

/** An action of the method that injects, with its arguments. `prefix` is the path of its fields. */
export type GivenOrder = { readonly index: number; readonly prefix: string; readonly given: FaultArguments }

/** A fault as it is ordered, and the action that orders it. */
export type ReadOrder = GivenOrder & { readonly ordered: OrderedFault }

/** Faults that may be on together. A controller allows no more. */
const maxTogether = 5

/** `indices` are those of the actions of each group, also of orders that cannot be read. */
export type OrdersOfMethod = {
  readonly groups: readonly (readonly ReadOrder[])[]
  readonly indices: readonly (readonly number[])[]
  readonly problems: Refusals
}

/** Reads the orders of a method in groups: those of a group are on together. Reports all problems at once. */
export function ordersIn(given: readonly GivenOrder[], ours: Extension): OrdersOfMethod {
  const groups = groupsOf(given)
  const problems: string[] = []
  const read = groups.map((group) =>
    group.flatMap((order): ReadOrder[] => {
      const fault = faultIn(order.given, order.prefix)
      if ('problems' in fault) {
        problems.push(...fault.problems)
        return []
      }
      const ordered = orderedFault(order.given, { fault, ours, together: group.length })
      problems.push(...cannotRun(order, ordered, ours))
      return [{ ...order, ordered }]
    }),
  )
  problems.push(...read.flatMap(cannotJoin), ...read.flatMap((group) => offsetProblems(group, ours.phases.fault)))
  if (given[0]?.given.together === true)
    problems.push(`${given[0].prefix}together: there is no fault before this one that it could join`)
  const byTime = (group: readonly ReadOrder[]) => group.toSorted((a, b) => a.ordered.afterMs - b.ordered.afterMs)
  return { groups: read.map(byTime), indices: groups.map((group) => group.map(({ index }) => index)), problems }
}

function groupsOf(given: readonly GivenOrder[]): readonly (readonly GivenOrder[])[] {
  const groups: GivenOrder[][] = []
  for (const order of given) {
    const last = groups.at(-1)
    if (order.given.together && last !== undefined) last.push(order)
    else groups.push([order])
  }
  return groups
}

type OrderPlace = { readonly fault: ChosenFault; readonly ours: Extension; readonly together: number }

function orderedFault(
  { at, sample, match, lease, maxInjected, after: afterMs = 0, for: length }: FaultArguments,
  { fault, ours: { target, safety, phases, load }, together }: OrderPlace,
): OrderedFault {
  const forMs = length ?? null
  const lengthMs = lengthOf({ afterMs, forMs }, phases.fault)
  const sampled = sampleOf(sample, lengthMs)
  const perSecond = load.perSecond * load.burst * (averagePercent(sampled.percent, sampled.ramp, lengthMs) / 100)
  return {
    fault,
    calls: (perSecond * lengthMs) / 1_000,
    at: at ?? defaultPoint(fault, targetKindOf(target)),
    pathPrefix: match?.path ?? '',
    ...sampled,
    leaseSeconds: lease / 1_000,
    afterMs,
    forMs,
    maxInjected: maxInjected ?? Math.max(1, Math.floor(safety.blastRadius.maxInjected / together)),
  }
}

/** Asks the table of faults, points and targets. */
function cannotRun({ prefix, given }: GivenOrder, { fault, at }: OrderedFault, { target }: Extension): Refusals {
  const origins = target.kind === 'service' ? (target.process?.origins ?? null) : null
  const reason = unrunnable(fault, at, targetKindOf(target), origins)
  const needsRate = given.sample.ramp !== undefined && fault.variant.actOn === undefined
  return [
    ...(reason === null ? [] : [`${prefix}at: ${reason}`]),
    ...(needsRate
      ? [`${prefix}sample.ramp: ${fault.definition.id} ${fault.variantName} changes a state, which has no rate`]
      : []),
  ]
}

/** Refuses faults that cannot be on together, or whose traces nobody could tell apart. */
function cannotJoin(group: readonly ReadOrder[]): Refusals {
  if (group.length < 2) return []
  const tooMany = group.length > maxTogether ? [`method: at most ${maxTogether} faults can be on together`] : []
  const alone = group.flatMap(({ prefix, ordered: { at } }) =>
    isInProcess(at) || onAws.has(at) ? [`${prefix}together: a fault at ${at} runs alone; let it follow in order`] : [],
  )
  const marks = group.flatMap(({ ordered }) => ordered.fault.variant.proof ?? [])
  const shared = marks.find((mark, index) => marks.indexOf(mark) !== index)
  const unclear =
    shared === undefined
      ? []
      : [
          `method: two of the faults that are on together prove themselves by the same answers (${markWords[shared]}); let them follow in order`,
        ]
  return [...tooMany, ...alone, ...unclear]
}

const onAws: ReadonlySet<Point> = new Set(['resource-policy', 'stage-move'])

const markWords: Readonly<Record<ContactProof, string>> = {
  token_refused: 'an old token is refused',
  client_refused: 'the client is refused',
  short_token: 'a token lives for seconds',
}
