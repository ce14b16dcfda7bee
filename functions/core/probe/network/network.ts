import type { IncomingHttpHeaders } from 'node:http'
import type { Failed, Timings } from '../../model/reading.ts'

/** One HTTP request with its credential in place: exists between placing and sending, and nowhere else. */
export type WireRequest = {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly allowPrivate: readonly string[]
  /**
   * Whether the connection may be kept and used for other credentials: only on hosts that the catalogue fixes. Anything
   * else gets a connection of its own, so that no answer can reach another credential's probe.
   */
  readonly shareConnection: boolean
}

/** What came back, body decoded and capped. It is interpreted at once and dropped. */
export type WireAnswer = {
  readonly kind: 'answer'
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
  readonly timings: Timings
}

/** No answer, or none that may be read. */
export type WireFailure = { readonly kind: 'failure'; readonly timings: Timings } & Pick<
  Failed,
  'reason' | 'code' | 'phase'
>

/** The way out of the process. Redirects are never followed; the signal ends an exchange in any phase. */
export type Network = {
  exchange(request: WireRequest, signal: AbortSignal): Promise<WireAnswer | WireFailure>
  close(): Promise<void>
}

/** Decoded bytes of a body that are read at most. The largest listing among the known pings stays well below. */
export const bodyLimitBytes = 262_144
