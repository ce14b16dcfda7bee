import { performance } from 'node:perf_hooks'
import type { Dispatcher } from 'undici'
import Client from 'undici/lib/dispatcher/client.js'
import { type ConnectionProgress, type ConnectOptions, guardedConnector } from './connect.ts'
import { decodeBody } from './decode.ts'
import { failureOf } from './failure.ts'
import { bodyLimitBytes, type WireAnswer, type WireFailure, type WireRequest } from './network.ts'
import { type ExchangeTimes, phaseOf, timingsOf } from './timings.ts'

/** One connection to one origin, lent to one exchange at a time. */
export type Lane = {
  exchange(request: WireRequest, signal: AbortSignal): Promise<WireAnswer | WireFailure>
  destroy(): Promise<void>
}

/** `keepAliveMs` is how long an idle connection is kept; the server's own shorter limit holds where it names one. */
export function openLane(origin: string, options: ConnectOptions & { readonly keepAliveMs: number }): Lane {
  const progress: ConnectionProgress = {
    startedMs: null,
    resolvedMs: null,
    connectedMs: null,
    securedMs: null,
    socket: null,
  }
  const client = new Client(origin, {
    connect: guardedConnector(options, progress),
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: options.keepAliveMs,
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  return {
    exchange: (request, signal) => exchangeOver(client, progress, request, signal),
    async destroy() {
      progress.socket?.destroy()
      await client.destroy()
    },
  }
}

function exchangeOver(
  client: Client,
  progress: ConnectionProgress,
  request: WireRequest,
  signal: AbortSignal,
): Promise<WireAnswer | WireFailure> {
  const { promise, resolve } = Promise.withResolvers<WireAnswer | WireFailure>()
  const times: ExchangeTimes = { startMs: performance.now(), firstByteMs: null }
  const fail = (failure: Pick<WireFailure, 'reason' | 'code'>) =>
    resolve({
      kind: 'failure',
      ...failure,
      phase: phaseOf(progress, times, request.url),
      timings: timingsOf(progress, times),
    })
  const chunks: Uint8Array[] = []
  let head: Pick<WireAnswer, 'status' | 'headers'> = { status: 0, headers: {} }
  let size = 0

  const stop = () => {
    fail({ reason: 'timed_out', code: 'deadline' })
    progress.socket?.destroy()
  }
  signal.addEventListener('abort', stop, { once: true })

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(controller) {
      if (signal.aborted) controller.abort(new Error('deadline'))
    },
    onResponseStart(_controller, status, headers) {
      times.firstByteMs = performance.now()
      head = { status, headers }
    },
    onResponseData(controller, chunk) {
      size += chunk.byteLength
      if (size <= bodyLimitBytes) chunks.push(chunk)
      else {
        fail({ reason: 'oversized', code: 'body_too_large' })
        controller.abort(new Error('oversized'))
      }
    },
    onResponseEnd() {
      const body = decodeBody(Buffer.concat(chunks), singleHeader(head.headers['content-encoding']))
      if (body === 'oversized') fail({ reason: body, code: 'body_too_large' })
      else if (body === 'unrecognized') fail({ reason: body, code: 'encoding_unknown' })
      else resolve({ kind: 'answer', ...head, body, timings: timingsOf(progress, times) })
    },
    onResponseError(_controller, error) {
      fail(failureOf(error))
    },
  }
  const { method, url, headers, body } = request
  if (signal.aborted) stop()
  else client.dispatch({ method, path: `${url.pathname}${url.search}`, headers: { ...headers }, body }, handler)
  return promise.finally(() => signal.removeEventListener('abort', stop))
}

function singleHeader(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value
}
