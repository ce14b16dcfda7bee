import { createHash } from 'node:crypto'
import type { ChosenFault } from '../faults/catalogue.ts'
import type { FaultAction, InterceptedRequest, Plane } from '../faults/request.ts'
import { bearerOf, headerOf } from '../token/headers.ts'

/** Sender of a request: the service, this tool itself, or one of the two without proof of which. */
export type Sender = 'service' | 'tool' | 'unknown'

/** One request as an injection point saw it, without headers and body. */
export type WireEntry = {
  readonly plane: Plane
  readonly caller: string
  readonly method: string
  readonly path: string
  /** Monotonic milliseconds. */
  readonly atMs: number
  readonly action: FaultAction['kind']
  readonly by: Sender
  /** Lease of the fault that acted on the request; `null` if none did. */
  readonly injectedBy: string | null
  /** True if the token of the request was seen before the fault began. */
  readonly isOldToken: boolean
  /** `null` until the request is answered. */
  status: number | null
  endedMs: number | null
  /** Seconds of the answer's `Retry-After`. */
  retryAfterSeconds: number | null
  /** Lifetime of the token that a token endpoint's answer grants; `null` if none is named. */
  lifetimeSeconds: number | null
  /** Fingerprints of a write's body, if it was read, and of its idempotency key; `null` for a request that writes nothing. */
  readonly effect: { readonly body: string | null; readonly key: string | null } | null
}

/** More requests than any experiment allows. Above this, the older half is dropped. */
const maxEntries = 500_000

/** Requests of an injection point, oldest first. */
export type Wire = {
  note(
    intercepted: InterceptedRequest,
    action: FaultAction,
    from: Pick<WireEntry, 'by' | 'isOldToken' | 'injectedBy'>,
  ): WireEntry
  readonly entries: readonly WireEntry[]
}

export function createWire(monotonicMs: () => number): Wire {
  const entries: WireEntry[] = []
  return {
    entries,
    note(intercepted, { kind: action }, from) {
      const { plane, caller, method, path } = intercepted
      const atMs = monotonicMs()
      const open = { status: null, endedMs: null, retryAfterSeconds: null, lifetimeSeconds: null }
      const entry = { plane, caller, method, path, atMs, action, ...from, ...open, effect: effectOf(intercepted) }
      if (entries.length >= maxEntries) entries.splice(0, maxEntries / 2)
      entries.push(entry)
      return entry
    },
  }
}

/** Counts the requests that a fault could have acted on. Returns infinity for faults that do not act on API requests. */
export function eligibleIn(
  wire: readonly WireEntry[],
  { fault, pathPrefix }: { readonly fault: ChosenFault; readonly pathPrefix: string },
): number {
  if (!fault.variant.planes.includes('api')) return Number.POSITIVE_INFINITY
  return wire.filter(({ plane, path, by }) => plane === 'api' && by === 'service' && path.startsWith(pathPrefix)).length
}

function effectOf({ plane, method, query = '', headers, body }: InterceptedRequest): WireEntry['effect'] {
  if (plane !== 'api' || (method !== 'POST' && method !== 'PATCH')) return null
  const key = headerOf(headers, 'idempotency-key')
  return {
    body: body === undefined ? null : fingerprintOf(`${query} ${body}`),
    key: key === undefined ? null : fingerprintOf(key),
  }
}

/** Returns the instance that the user agent names as `instance/<name>`. */
export function callerOf(userAgent: string | undefined): string {
  return /instance\/([\w.-]{1,80})/.exec(userAgent ?? '')?.[1] ?? 'unnamed'
}

/** Returns a short hash of a token. */
export function fingerprintOf(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 16)
}

/** Returns the fingerprint of a request's bearer token. */
export function tokenIn({ headers }: InterceptedRequest): string | undefined {
  const token = bearerOf(headers)
  return token === undefined ? undefined : fingerprintOf(token)
}
