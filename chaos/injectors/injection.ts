import { retryAfterMs } from '../../functions/core/model/http-date.ts'
import { type FaultAction, type InterceptedRequest, pass } from '../faults/request.ts'
import { bearerOf, headerOf } from '../token/headers.ts'
import { type ArmedCounts, type ArmedFault, type Arming, armFault, noCounts } from './armed-fault.ts'
import { createRevocations } from './revocations.ts'
import { createTokenMemory } from './token-memory.ts'
import { createWire, tokenIn, type Wire, type WireEntry } from './wire.ts'

/** Decides on every request of an injection point: it passes and is noted, or the armed fault acts on it while its lease is live. */
export type Injection = {
  arm(arming: Arming): void
  /** Ends the fault at once; all requests pass. */
  disarm(how: 'removed' | 'stopped'): void
  decide(request: InterceptedRequest): { readonly action: FaultAction; readonly entry: WireEntry }
  answered(request: InterceptedRequest, entry: WireEntry, status: number, retryAfter?: string | undefined): void
  /** Marks a token as revoked; from now on a 2xx answer to it is measured. */
  revoked(token: string): void
  counts(): ArmedCounts
  /** Longest time, in milliseconds, that a revoked token was still accepted; `null` if none was revoked. */
  acceptedAfterRevocationMs(): number | null
  /** Returns true if a request was signed with AWS Signature 4. The signature covers the host, so no proxy can forward it. */
  sawSignatureV4(): boolean
  readonly wire: Wire
}

/** A listening injection point. */
export type InjectionPoint = { readonly url: string; close(): Promise<void> }

export type InjectionOptions = {
  readonly monotonicMs?: () => number
  /** Receives every token that has not been seen recently: none of them may appear in a log. */
  readonly sawToken?: (token: string) => void
}

export function createInjection(options: InjectionOptions = {}): Injection {
  const { monotonicMs = () => performance.now(), sawToken = () => undefined } = options
  const wire = createWire(monotonicMs)
  const tokens = createTokenMemory(sawToken)
  const revocations = createRevocations(monotonicMs)
  let sawSignatureV4 = false
  let armed: ArmedFault | null = null
  return {
    wire,
    arm(arming) {
      armed = armFault(arming, tokens, monotonicMs)
    },
    disarm: (how) => armed?.arming.lease.end(how),
    decide(request) {
      sawSignatureV4 ||= isSignedV4(request)
      const token = bearerOf(request.headers)
      if (token !== undefined) tokens.note(token, armed?.arming.lease.isLive() ?? false)
      const action = armed?.choose(request) ?? pass
      return { action, entry: wire.note(request, action) }
    },
    answered(request, entry, status, retryAfter) {
      entry.status = status
      entry.endedMs = monotonicMs()
      const waitMs = retryAfterMs(retryAfter, Date.now())
      entry.retryAfterSeconds = waitMs === null ? null : waitMs / 1_000
      if (status < 200 || status > 299 || request.plane !== 'api') return
      if (revocations.longestMs() !== null) revocations.accepted(tokenIn(request), entry.atMs)
      if (entry.action === 'mutate' && armed?.arming.fault.variant.mutants === 'must_be_refused') armed.mutantAccepted()
    },
    revoked: revocations.revoked,
    counts: () => armed?.counts() ?? noCounts,
    acceptedAfterRevocationMs: revocations.longestMs,
    sawSignatureV4: () => sawSignatureV4,
  }
}

/** Calls to the secret store are signed by design, and its endpoint signs them anew. */
function isSignedV4({ plane, headers }: InterceptedRequest): boolean {
  return plane !== 'secrets' && headerOf(headers, 'authorization')?.startsWith('AWS4-') === true
}
