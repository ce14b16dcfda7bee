import { createHash } from 'node:crypto'
import type { ChosenFault } from '../faults/catalogue.ts'
import type { FaultAction, InterceptedRequest, Plane } from '../faults/request.ts'
import { bearerOf } from '../token/headers.ts'

/** One request as an injection point saw it, without headers and body. */
export type WireEntry = {
  readonly plane: Plane
  readonly caller: string
  readonly method: string
  readonly path: string
  /** Monotonic milliseconds. */
  readonly atMs: number
  readonly action: FaultAction['kind']
  /** `null` until the request is answered. */
  status: number | null
  endedMs: number | null
  /** Seconds of the answer's `Retry-After`. */
  retryAfterSeconds: number | null
}

/** More requests than any experiment allows. Above this, the older half is dropped. */
const maxEntries = 500_000

/** Requests of an injection point, oldest first. */
export type Wire = {
  note(intercepted: InterceptedRequest, action: FaultAction): WireEntry
  readonly entries: readonly WireEntry[]
}

export function createWire(monotonicMs: () => number): Wire {
  const entries: WireEntry[] = []
  return {
    entries,
    note({ plane, caller, method, path }, { kind: action }) {
      const atMs = monotonicMs()
      const entry = { plane, caller, method, path, atMs, action, status: null, endedMs: null, retryAfterSeconds: null }
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
  return wire.filter(({ plane, path }) => plane === 'api' && path.startsWith(pathPrefix)).length
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
