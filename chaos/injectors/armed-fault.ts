import type { ChosenFault } from '../faults/catalogue.ts'
import type { FaultContext } from '../faults/fault.ts'
import { type FaultAction, type InterceptedRequest, pass } from '../faults/request.ts'
import type { DeclaredAcceptance } from '../intruder/acceptance.ts'
import { isSampled, seededRandom } from '../random.ts'
import type { Lease } from '../safety/lease.ts'
import { percentAt, type Ramp } from './ramp.ts'
import type { TokenMemory } from './token-memory.ts'
import { fingerprintOf } from './wire.ts'

/** Everything that arms a fault at an injection point. */
export type Arming = {
  readonly fault: ChosenFault
  readonly lease: Lease
  readonly seed: number
  /** Percentage of eligible requests to inject the fault into. The others pass; they are not the control arm. */
  readonly percent: number
  /** Way in which the percentage is reached; `null` from the beginning. */
  readonly ramp?: Ramp | null
  /** True for a fault that joins those that are on. Without it, the fault takes their place. */
  readonly beside?: boolean
  /** Number of injected requests after which the fault ends. */
  readonly maxInjected: number
  /** Limits the fault to requests whose path begins with this. */
  readonly pathPrefix?: string
  /** Counts what would be injected, and lets everything pass. */
  readonly dryRun?: boolean
  readonly foreignToken?: string | null
  /** Predicate of the experiment for an answer that served a mutant; `null` compares answers. */
  readonly accepts?: DeclaredAcceptance | null
}

/** Counts of one armed fault. */
export type ArmedCounts = {
  readonly eligible: number
  readonly injected: number
  /** Mutants that the API served. */
  readonly acceptedMutants: number
  /** Answers to mutants that look neither like a refusal nor like an answer to a good token. */
  readonly unclearMutants: number
  /** Monotonic milliseconds; `null` before the first. All measures start their clocks here. */
  readonly firstInjectedMs: number | null
  readonly lastInjectedMs: number | null
  /** Time at which the budget of injected requests ran out, which ends the fault; `null` if it did not. */
  readonly spentMs: number | null
}

/** Counts of a fault, by the id of its lease. */
export type CountsOfFault = ArmedCounts & { readonly id: string }

export const noCounts: ArmedCounts = {
  eligible: 0,
  injected: 0,
  acceptedMutants: 0,
  unclearMutants: 0,
  firstInjectedMs: null,
  lastInjectedMs: null,
  spentMs: null,
}

/** Header of every made-up answer, so that a person who debugs can recognise it. Its value is the lease's id. */
export const markHeader = 'x-tokenwatch-chaos'

/** Adds the counts of faults that are on together. Their budget is spent when that of each of them is. */
export function sumOfCounts(all: readonly ArmedCounts[]): ArmedCounts {
  const sum = (of: (counts: ArmedCounts) => number) => all.reduce((total, counts) => total + of(counts), 0)
  const times = (of: (counts: ArmedCounts) => number | null) => all.flatMap((counts) => of(counts) ?? [])
  const [first, last, spent] = [
    times((one) => one.firstInjectedMs),
    times((one) => one.lastInjectedMs),
    times((one) => one.spentMs),
  ]
  return {
    eligible: sum(({ eligible }) => eligible),
    injected: sum(({ injected }) => injected),
    acceptedMutants: sum(({ acceptedMutants }) => acceptedMutants),
    unclearMutants: sum(({ unclearMutants }) => unclearMutants),
    firstInjectedMs: first.length === 0 ? null : Math.min(...first),
    lastInjectedMs: last.length === 0 ? null : Math.max(...last),
    spentMs: spent.length === 0 || spent.length < all.length ? null : Math.max(...spent),
  }
}

/** A fault with its lease, budget and counts. */
export type ArmedFault = {
  readonly arming: Arming
  choose(request: InterceptedRequest): FaultAction
  /** Notes that the API accepted a mutant, and ends the fault. */
  mutantAccepted(): void
  /** Notes an answer to a mutant that proves nothing. */
  mutantUnclear(): void
  /** Returns true for a token that was seen before the fault began. */
  isOld(token: string): boolean
  counts(): ArmedCounts
}

export function armFault(arming: Arming, tokens: TokenMemory, monotonicMs: () => number): ArmedFault {
  const old = tokens.fromBeforeFault()
  const isOld = (token: string) => old.has(fingerprintOf(token))
  const decide = deciderOf(arming, tokens, isOld)
  const armedMs = monotonicMs()
  const isChosen = ({ caller }: InterceptedRequest, count: number) => {
    const percent = percentAt(arming.percent, arming.ramp ?? null, monotonicMs() - armedMs)
    return isSampled(`${caller} ${count}`, arming.seed, percent)
  }
  let counts = noCounts
  return {
    arming,
    isOld,
    counts: () => counts,
    choose(request) {
      if (!arming.lease.isLive() || !isEligible(request, arming)) return pass
      counts = { ...counts, eligible: counts.eligible + 1 }
      if (!isChosen(request, counts.eligible)) return pass
      const action = decide(request)
      if (action.kind === 'pass') return pass
      const nowMs = monotonicMs()
      const firstInjectedMs = counts.firstInjectedMs ?? nowMs
      const isLast = counts.injected + 1 >= arming.maxInjected
      counts = { ...counts, injected: counts.injected + 1, firstInjectedMs, lastInjectedMs: nowMs }
      if (isLast) {
        counts = { ...counts, spentMs: nowMs }
        arming.lease.end('spent')
      }
      return arming.dryRun === true ? pass : marked(action, arming.lease.id)
    },
    mutantUnclear() {
      counts = { ...counts, unclearMutants: counts.unclearMutants + 1 }
    },
    mutantAccepted() {
      counts = { ...counts, acceptedMutants: counts.acceptedMutants + 1 }
      arming.lease.end('stopped')
    },
  }
}

function marked(action: FaultAction, leaseId: string): FaultAction {
  return action.kind === 'answer' ? { ...action, headers: { ...action.headers, [markHeader]: leaseId } } : action
}

function isEligible({ plane, path }: InterceptedRequest, { fault, pathPrefix = '' }: Arming): boolean {
  return fault.variant.planes.includes(plane) && (plane !== 'api' || path.startsWith(pathPrefix))
}

/** Asks the fault for each request. If the fault's own code throws, the request passes, so that a defect of ours hurts no traffic. */
function deciderOf(
  { fault, seed, foreignToken = null }: Arming,
  tokens: TokenMemory,
  isOld: (token: string) => boolean,
) {
  const asked = new Map<string, number>()
  const context: FaultContext = {
    random: seededRandom(seed),
    memory: new Set(),
    setting: fault.setting,
    foreignToken,
    isOld,
    endedToken: (marginSeconds) => tokens.ended(marginSeconds * 1_000),
    anotherToken: (than) => tokens.recent.find(({ token }) => token !== than)?.token,
    askedBefore: (name) => asked.get(name) ?? 0,
  }
  return (request: InterceptedRequest): FaultAction => {
    try {
      const action = fault.variant.actOn?.(request, context) ?? pass
      const name = `${request.plane} ${request.caller}`
      asked.set(name, (asked.get(name) ?? 0) + 1)
      return action
    } catch {
      return pass
    }
  }
}
