import { createHash } from 'node:crypto'
import type { ChosenFault } from '../faults/catalogue.ts'
import type { FaultAction, InterceptedRequest, Plane } from '../faults/request.ts'
import { bearerOf } from '../token/headers.ts'

/** One request as an injection point saw it; no header and no body survives in it. */
export type WireEntry = {
  readonly plane: Plane
  readonly caller: string
  readonly method: string
  readonly path: string
  /** Monotonic milliseconds. */
  readonly atMs: number
  /** What was done to it. */
  readonly action: FaultAction['kind']
  /** Null until it is answered, or where it never was. */
  status: number | null
  endedMs: number | null
  /** Seconds that the answer asked to wait. */
  retryAfterSeconds: number | null
}

/** More requests than any experiment's budget allows: what passed by long ago is let go. */
const mostEntries = 500_000

/** What passed by, oldest first. */
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
      if (entries.length >= mostEntries) entries.splice(0, mostEntries / 2)
      entries.push(entry)
      return entry
    },
  }
}

/** Requests that an order could have met. A fault that asks for no request to the API cannot be told by what has passed by. */
export function eligibleIn(
  wire: readonly WireEntry[],
  { fault, pathPrefix }: { readonly fault: ChosenFault; readonly pathPrefix: string },
): number {
  if (!fault.variant.planes.includes('api')) return Number.POSITIVE_INFINITY
  return wire.filter(({ plane, path }) => plane === 'api' && path.startsWith(pathPrefix)).length
}

/** Instances of a fleet name themselves in their user agent, also through the AWS SDK. */
export function callerOf(userAgent: string | undefined): string {
  return /instance\/([\w.-]{1,80})/.exec(userAgent ?? '')?.[1] ?? 'unnamed'
}

/** Tells tokens apart without keeping any. */
export function fingerprintOf(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 16)
}

/** The token of a request, told apart and not kept. */
export function tokenIn({ headers }: InterceptedRequest): string | undefined {
  const token = bearerOf(headers)
  return token === undefined ? undefined : fingerprintOf(token)
}
