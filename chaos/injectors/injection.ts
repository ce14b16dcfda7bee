import type { ChosenFault } from '../faults/catalogue.ts'
import type { FaultContext } from '../faults/fault.ts'
import { type FaultAction, type InterceptedRequest, pass } from '../faults/request.ts'
import { isSampled, seededRandom } from '../random.ts'
import type { Lease } from '../safety/lease.ts'
import { bearerOf, headerOf } from '../token/headers.ts'
import { createWire, fingerprintOf, retryAfterOf, tokenIn, type Wire, type WireEntry } from './wire.ts'

/** How a fault is put in. */
export type Arming = {
  readonly fault: ChosenFault
  readonly lease: Lease
  readonly seed: number
  /** Share of the requests that are struck; the others pass, and are not the control arm. */
  readonly percent: number
  /** The fault ends when it has struck this often. */
  readonly maxInjected: number
  /** Only requests whose path begins with this. */
  readonly pathPrefix?: string
  /** Notes what would be struck and lets everything pass. */
  readonly dryRun?: boolean
  readonly foreignToken?: string | null
}

/** What a fault has come to so far. */
export type ArmedCounts = {
  readonly eligible: number
  readonly injected: number
  /** Mutants that the API answered with 2xx. */
  readonly acceptedMutants: number
  /** Monotonic milliseconds; null before the first. The clocks of every measure start here. */
  readonly firstInjectedMs: number | null
  readonly lastInjectedMs: number | null
}

/** What stands at an injection point for its whole life: it lets traffic through, notes it, and strikes while a fault is armed and its lease lives. */
export type Injection = {
  arm(arming: Arming): void
  /** Ends the fault at once; traffic passes. */
  disarm(how: 'removed' | 'stopped'): void
  decide(intercepted: InterceptedRequest): { readonly action: FaultAction; readonly entry: WireEntry }
  answered(intercepted: InterceptedRequest, entry: WireEntry, status: number, retryAfter?: string | undefined): void
  /** From now on an answer of 2xx to this token is one too many. */
  revoked(token: string): void
  counts(): ArmedCounts
  /** Longest time, in milliseconds, that a revoked token was still taken; null where none was revoked. */
  acceptedAfterRevocationMs(): number | null
  /** Whether a request was signed with AWS Signature 4, which no proxy can pass on under another host. */
  sawSignatureV4(): boolean
  readonly wire: Wire
}

/** Where traffic goes through an injection. */
export type InjectionPoint = { readonly url: string; close(): Promise<void> }

const none: ArmedCounts = { eligible: 0, injected: 0, acceptedMutants: 0, firstInjectedMs: null, lastInjectedMs: null }

/** The header of every made-up answer; its value is the lease. */
export const markHeader = 'x-tokenwatch-chaos'

/** A token that passed by lately, with what tells it apart once it is forgotten. */
type RecentToken = { readonly token: string; readonly fingerprint: string }

/** Tokens that are remembered to lend their signature to another. */
const rememberedTokens = 8

/** A service with a token for each of its users brings more than can be told apart for ever. */
const mostSeen = 100_000

export type InjectionOptions = {
  readonly monotonicMs?: () => number
  /** Told of every token that passes by for the first time in a while: what must be found in no log. */
  readonly sawToken?: (token: string) => void
}

export function createInjection({
  monotonicMs = () => performance.now(),
  sawToken = () => undefined,
}: InjectionOptions = {}): Injection {
  const wire = createWire(monotonicMs)
  const seen = new Set<string>()
  const recent: RecentToken[] = []
  const revokedAt = new Map<string, number>()
  let acceptedAfterMs = 0
  let sawSignatureV4 = false
  let armed: {
    readonly arming: Arming
    readonly judge: (intercepted: InterceptedRequest) => FaultAction
    counts: ArmedCounts
  } | null = null

  const isOn = () => armed?.arming.lease.isLive() ?? false

  const remember = (intercepted: InterceptedRequest) => {
    const token = bearerOf(intercepted.headers)
    if (token === undefined) return
    const known = recent.find((one) => one.token === token) ?? notice(token)
    if (!isOn()) seen.add(known.fingerprint)
    if (seen.size > mostSeen) seen.clear()
  }
  const notice = (token: string): RecentToken => {
    sawToken(token)
    const noticed = { token, fingerprint: fingerprintOf(token) }
    recent.unshift(noticed)
    recent.length = Math.min(recent.length, rememberedTokens)
    return noticed
  }

  const choose = (intercepted: InterceptedRequest): FaultAction => {
    if (armed === null || !isOn()) return pass
    const { arming, judge, counts } = armed
    if (!isEligible(intercepted, arming)) return pass
    const eligible = counts.eligible + 1
    armed.counts = { ...counts, eligible }
    if (
      counts.injected >= arming.maxInjected ||
      !isSampled(`${intercepted.caller} ${eligible}`, arming.seed, arming.percent)
    )
      return pass
    const action = judge(intercepted)
    if (action.kind === 'pass') return pass
    const nowMs = monotonicMs()
    const firstInjectedMs = counts.firstInjectedMs ?? nowMs
    armed.counts = { ...armed.counts, injected: counts.injected + 1, firstInjectedMs, lastInjectedMs: nowMs }
    return arming.dryRun === true ? pass : marked(action, arming.lease.id)
  }

  return {
    wire,
    arm(arming) {
      const old = new Set(seen)
      armed = { arming, judge: judgeOf(arming, { old, recent }), counts: none }
    },
    disarm(how) {
      armed?.arming.lease.end(how)
    },
    decide(intercepted) {
      if (headerOf(intercepted.headers, 'authorization')?.startsWith('AWS4-') === true)
        sawSignatureV4 ||= intercepted.plane !== 'secrets'
      remember(intercepted)
      const action = choose(intercepted)
      return { action, entry: wire.note(intercepted, action) }
    },
    answered(intercepted, entry, status, retryAfter) {
      entry.status = status
      entry.endedMs = monotonicMs()
      entry.retryAfterSeconds = retryAfterOf(retryAfter, Date.now())
      if (status < 200 || status > 299 || intercepted.plane !== 'api') return
      const token = revokedAt.size === 0 ? undefined : tokenIn(intercepted)
      const deadSinceMs = token === undefined ? undefined : revokedAt.get(token)
      if (deadSinceMs !== undefined) acceptedAfterMs = Math.max(acceptedAfterMs, entry.atMs - deadSinceMs)
      if (entry.action !== 'mutate' || armed?.arming.fault.variant.mutants !== 'must_be_refused') return
      armed.counts = { ...armed.counts, acceptedMutants: armed.counts.acceptedMutants + 1 }
      armed.arming.lease.end('stopped')
    },
    revoked: (token) => void revokedAt.set(fingerprintOf(token), monotonicMs()),
    counts: () => armed?.counts ?? none,
    acceptedAfterRevocationMs: () => (revokedAt.size === 0 ? null : acceptedAfterMs),
    sawSignatureV4: () => sawSignatureV4,
  }
}

/** Says on made-up answers that they are made up, so that whoever debugs tells them from real ones. */
function marked(action: FaultAction, leaseId: string): FaultAction {
  return action.kind === 'answer' ? { ...action, headers: { ...action.headers, [markHeader]: leaseId } } : action
}

function isEligible({ plane, path }: InterceptedRequest, { fault, pathPrefix = '' }: Arming): boolean {
  return fault.variant.planes.includes(plane) && (plane !== 'api' || path.startsWith(pathPrefix))
}

type Seen = { readonly old: ReadonlySet<string>; readonly recent: readonly RecentToken[] }

/** A fault's own defect must not hurt traffic: whatever it throws, the request passes. */
function judgeOf(arming: Arming, { old, recent }: Seen): (intercepted: InterceptedRequest) => FaultAction {
  const { fault, seed, foreignToken = null } = arming
  const injected = new Map<string, number>()
  const memory = new Set<string>()
  const random = seededRandom(seed)
  const context = (): FaultContext => ({
    random,
    setting: fault.setting,
    isOld: (token) => old.has(fingerprintOf(token)),
    anotherToken: (than) => recent.find(({ token }) => token !== than)?.token,
    foreignToken,
    injectedBefore: (name) => injected.get(name) ?? 0,
    memory,
  })
  return (intercepted) => {
    try {
      const action = fault.variant.actOn?.(intercepted, context()) ?? pass
      const name = `${intercepted.plane} ${intercepted.caller}`
      injected.set(name, (injected.get(name) ?? 0) + 1)
      return action
    } catch {
      return pass
    }
  }
}
