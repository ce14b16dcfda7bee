import type { IncomingHttpHeaders } from 'node:http'
import type { Failed, Timings } from '../../model/reading.ts'

/** One HTTP request with its credential in place. It exists only between placing and sending. */
export type WireRequest = {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly allowPrivate: readonly string[]
  /**
   * True if the connection may be kept for other credentials: only for hosts that the catalogue fixes. Any other request gets its own
   * connection, so that no answer can reach the probe of another credential.
   */
  readonly shareConnection: boolean
  /** Certificate of the client, in PEM, for a server that requires one. */
  readonly client?: ClientCertificate
  /** True for a request that must not go over a kept connection: the one before it may have met a dead one. */
  readonly newConnection?: boolean
}

/** A client certificate and its key, in PEM. */
export type ClientCertificate = { readonly certificate: string; readonly privateKey: string }

/** An answer, with its body decoded and limited. It is interpreted at once and dropped. */
export type WireAnswer = {
  readonly kind: 'answer'
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
  readonly timings: Timings
}

/** A missing answer, or one that cannot be read. */
export type WireFailure = { readonly kind: 'failure'; readonly timings: Timings } & Pick<
  Failed,
  'reason' | 'code' | 'phase'
>

/** The network of a process. Redirects are never followed. The signal ends an exchange in any phase. */
export type Network = {
  exchange(request: WireRequest, signal: AbortSignal): Promise<WireAnswer | WireFailure>
  close(): Promise<void>
}

/** Decoded bytes of a body that are read, at most. The largest listing of the known pings is much smaller. */
export const bodyLimitBytes = 262_144
