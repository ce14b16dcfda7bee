import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import type { MadeAnswer } from '../faults/request.ts'

type Handler = Dispatcher.DispatchHandler
type Controller = Dispatcher.DispatchController

/** Hands everything on and tells of the status when it comes. */
export function telling(handler: Handler, tell: (status: number, retryAfter: string | undefined) => void): Handler {
  return {
    ...passedOn(handler),
    onResponseStart(controller, status, headers, message) {
      tell(status, headers['retry-after']?.toString())
      handler.onResponseStart?.(controller, status, headers, message)
    },
  }
}

/** Keeps an answer back until it is whole, and hands on what is made of it. */
export function rewriting(handler: Handler, rewrite: (answer: MadeAnswer) => MadeAnswer): Handler {
  const chunks: Buffer[] = []
  let start: { readonly status: number; readonly headers: IncomingHttpHeaders } = { status: 0, headers: {} }
  return {
    ...passedOn(handler),
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

/** An answer without a network; null is one that never comes. Whoever waits for it can still give up. */
export function madeUpResponse(handler: Handler, answer: MadeAnswer | null): boolean {
  const controller = standaloneController((reason) => handler.onResponseError?.(controller, reason))
  handler.onRequestStart?.(controller, {})
  if (answer !== null) queueMicrotask(() => controller.aborted || deliver(handler, controller, answer))
  return true
}

/** What a client sees of a connection that was reset. */
export function refusedConnection(handler: Handler): boolean {
  const controller = standaloneController(() => undefined)
  handler.onRequestStart?.(controller, {})
  const reset = Object.assign(new Error('other side closed'), { code: 'ECONNRESET' })
  queueMicrotask(() => handler.onResponseError?.(controller, reset))
  return true
}

function deliver(handler: Handler, controller: Controller, { status, headers, body }: MadeAnswer): void {
  handler.onResponseStart?.(controller, status, { ...headers }, '')
  handler.onResponseData?.(controller, Buffer.from(body))
  handler.onResponseEnd?.(controller, {})
}

function passedOn(handler: Handler): Handler {
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

/** What undici gives a handler to steer its request by, for requests that never leave. */
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
