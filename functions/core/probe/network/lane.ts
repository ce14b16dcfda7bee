import { performance } from 'node:perf_hooks'
import Client from 'undici/lib/dispatcher/client.js'
import {
  type ConnectionProgress,
  type ConnectOptions,
  endConnection,
  guardedConnector,
  newProgress,
} from './connect.ts'
import type { WireAnswer, WireFailure, WireRequest } from './network.ts'
import { type Received, receiveFor } from './receive.ts'
import { type ExchangeTimes, phaseOf, timingsOf } from './timings.ts'

/** One connection to one origin, used by one exchange at a time. */
export type Lane = {
  exchange(request: WireRequest, signal: AbortSignal): Promise<WireAnswer | WireFailure>
  destroy(): Promise<void>
}

/**
 * One error for all connections: undici would create two, with their stacks, for each that ends as planned. Node reads the stack of
 * what ends a stream. To write one from the source map takes a new function longer than its first probe, so this error has none.
 */
const ended = Object.assign(new Error('ended'), { stack: 'Error: ended' })

/** Opens a lane. `keepAliveMs` limits its idle time; a shorter limit that the server names counts instead. */
export function openLane(origin: string, options: ConnectOptions & { readonly keepAliveMs: number }): Lane {
  const progress = newProgress()
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
      // The client first: it ends its own socket with `ended`. A connection that is still being made is unknown to it.
      const destroyed = client.destroy(ended)
      endConnection(progress)
      await destroyed
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
  const settle = (received: Received) => {
    const timings = timingsOf(progress, times)
    if ('body' in received) resolve({ kind: 'answer', ...received, timings })
    else resolve({ kind: 'failure', ...received, phase: phaseOf(progress, times, request.url), timings })
  }
  const stop = () => {
    settle({ reason: 'timed_out', code: 'deadline' })
    endConnection(progress)
  }
  const began = () => {
    times.firstByteMs = performance.now()
  }
  const handler = receiveFor({ isOver: () => signal.aborted, began, settle })
  const { method, url, headers, body } = request
  Object.assign(progress, { awaitsAnswer: true, receivedBytes: 0 })
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  else client.dispatch({ method, path: `${url.pathname}${url.search}`, headers: { ...headers }, body }, handler)
  return promise.finally(() => signal.removeEventListener('abort', stop))
}
