import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import type { MadeAnswer } from '../faults/request.ts'
import type { SeenAnswer } from '../intruder/answer.ts'
import { collecting } from './collecting.ts'

type Handler = Dispatcher.DispatchHandler
type Controller = Dispatcher.DispatchController

/** Forwards everything to a handler, and reports status and `Retry-After` as soon as they arrive. */
export function reportingStatus(
  handler: Handler,
  report: (status: number, retryAfter: string | undefined) => void,
): Handler {
  return {
    ...forwardingTo(handler),
    onResponseStart(controller, status, headers, message) {
      report(status, headers['retry-after']?.toString())
      handler.onResponseStart?.(controller, status, headers, message)
    },
  }
}

/** Forwards everything to a handler, and reports the whole answer of the real server at its end. */
export function reportingAnswer(handler: Handler, report: (answer: SeenAnswer) => void): Handler {
  const seen = collecting(report)
  return {
    ...forwardingTo(handler),
    onResponseStart(controller, status, headers, message) {
      seen.began(status, headers)
      handler.onResponseStart?.(controller, status, headers, message)
    },
    onResponseData(controller, chunk) {
      seen.add(chunk)
      handler.onResponseData?.(controller, chunk)
    },
    onResponseEnd(controller, trailers) {
      seen.end()
      handler.onResponseEnd?.(controller, trailers)
    },
  }
}

/** Buffers the whole answer, rewrites it and forwards the result. */
export function rewriting(handler: Handler, rewrite: (answer: MadeAnswer) => MadeAnswer): Handler {
  const chunks: Buffer[] = []
  let start: { readonly status: number; readonly headers: IncomingHttpHeaders } = { status: 0, headers: {} }
  return {
    ...forwardingTo(handler),
    onResponseStart(_controller, status, headers) {
      start = { status, headers }
    },
    onResponseData(_controller, chunk) {
      chunks.push(chunk)
    },
    onResponseEnd(controller) {
      const kept = Object.entries(start.headers).filter(([name]) => name !== 'content-length')
      const headers = Object.fromEntries(kept.map(([name, value]) => [name, String(value)]))
      deliver(handler, controller, rewrite({ status: start.status, headers, body: Buffer.concat(chunks) }))
    },
  }
}

/** Answers without a network request; `null` never answers. The caller can still abort. */
export function madeUpResponse(handler: Handler, answer: MadeAnswer | null): boolean {
  const controller = standaloneController((reason) => handler.onResponseError?.(controller, reason))
  handler.onRequestStart?.(controller, {})
  if (answer !== null) queueMicrotask(() => controller.aborted || deliver(handler, controller, answer))
  return true
}

/** Fails as a connection that was reset. */
export function refusedConnection(handler: Handler): boolean {
  const controller = standaloneController(() => undefined)
  handler.onRequestStart?.(controller, {})
  const reset = Object.assign(new Error('other side closed'), { code: 'ECONNRESET' })
  queueMicrotask(() => handler.onResponseError?.(controller, reset))
  return true
}

/** Gives an answer to a handler. A handler that throws, as a retrying one does, fails the request and nothing else, as with undici. */
function deliver(handler: Handler, real: Controller, { status, headers, body }: MadeAnswer): void {
  const controller = withRawHeaders(real, headers)
  try {
    handler.onResponseStart?.(controller, status, { ...headers }, '')
    if (controller.aborted) return
    handler.onResponseData?.(controller, Buffer.from(body))
    handler.onResponseEnd?.(controller, {})
  } catch (error) {
    const reason = error instanceof Error ? error : new Error('the handler failed')
    handler.onResponseError?.(controller, reason)
  }
}

/** Names and values one after the other, as they come from the socket. The fetch of undici 8 reads its headers from here. */
type WithRawHeaders = Controller & { rawHeaders: Buffer[] }

/** Passes everything on to a controller, with the headers of an answer that it has not received. */
function withRawHeaders(real: Controller, headers: MadeAnswer['headers']): WithRawHeaders {
  return {
    rawHeaders: Object.entries(headers).flatMap(([name, value]) => [Buffer.from(name), Buffer.from(value)]),
    get aborted() {
      return real.aborted
    },
    get paused() {
      return real.paused
    },
    get reason() {
      return real.reason
    },
    abort: (reason) => real.abort(reason),
    pause: () => real.pause(),
    resume: () => real.resume(),
  }
}

function forwardingTo(handler: Handler): Handler {
  return {
    onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
    onRequestUpgrade: (controller, status, headers, socket) =>
      handler.onRequestUpgrade?.(controller, status, headers, socket),
    onResponseStart: (controller, status, headers, message) =>
      handler.onResponseStart?.(controller, status, headers, message),
    onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
    onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
    onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
  }
}

/** Builds the controller that undici would give to a handler, for a request that is never sent. */
function standaloneController(aborted: (reason: Error) => void): Controller {
  let reason: Error | null = null
  let isPaused = false
  return {
    get aborted() {
      return reason !== null
    },
    get paused() {
      return isPaused
    },
    get reason() {
      return reason
    },
    abort(why) {
      if (reason !== null) return
      reason = why
      aborted(why)
    },
    pause() {
      isPaused = true
    },
    resume() {
      isPaused = false
    },
  }
}
