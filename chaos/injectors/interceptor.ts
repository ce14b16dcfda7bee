import type { Dispatcher } from 'undici'
import type { FaultAction, InterceptedRequest, Plane } from '../faults/request.ts'
import { type HeaderList, headerOf, headerPairsOf } from '../token/headers.ts'
import type { Injection } from './injection.ts'
import { madeUpResponse, refusedConnection, reportingAnswer, reportingStatus, rewriting } from './response-handlers.ts'
import { callerOf } from './wire.ts'

export type TokenChaosOptions = {
  readonly injection: Injection
  /** Origins whose requests the fault may act on, by plane. Requests to other origins pass. */
  readonly origins: Readonly<Partial<Record<Extract<Plane, 'api' | 'idp'>, readonly string[]>>>
}

/**
 * Returns an undici interceptor that breaks tokens inside the process that sends them: `agent.compose(tokenChaos({ ... }))`. It acts on the
 * requests of its own dispatcher. It does not see `node:http`, and so not the AWS SDK, nor any other `Agent`. Undici calls the last of
 * several interceptors first.
 */
export function tokenChaos({ injection, origins }: TokenChaosOptions): Dispatcher.DispatcherComposeInterceptor {
  const planeByOrigin = new Map<string, Plane>(
    (['api', 'idp'] as const).flatMap((plane) =>
      (origins[plane] ?? []).map((origin) => [new URL(origin).origin, plane]),
    ),
  )
  return (dispatch) => (options, handler) => {
    const plane = planeByOrigin.get(originOf(options))
    if (plane === undefined) return dispatch(options, handler)
    const intercepted = interceptedFrom(plane, options)
    const { action, entry } = injection.decide(intercepted)
    const reporting = reportingStatus(handler, (status, retryAfter) =>
      injection.answered(intercepted, entry, status, retryAfter),
    )
    const whole = injection.wantsAnswer(intercepted, entry)
      ? reportingAnswer(reporting, (answer) => injection.ended(intercepted, entry, answer))
      : reporting
    return carryOut(action, { dispatch, options, handler: whole })
  }
}

type Sending = {
  readonly dispatch: Dispatcher.Dispatch
  readonly options: Dispatcher.DispatchOptions
  readonly handler: Dispatcher.DispatchHandler
}

function carryOut(action: FaultAction, { dispatch, options, handler }: Sending): boolean {
  switch (action.kind) {
    case 'pass':
      return dispatch(options, handler)
    case 'mutate':
      return dispatch({ ...options, headers: action.headers.flat() }, handler)
    case 'rewrite':
      return dispatch(options, rewriting(handler, action.rewrite))
    case 'delay':
      setTimeout(() => dispatchLater({ dispatch, options, handler }), action.delayMs)
      return true
    case 'answer':
      return madeUpResponse(handler, action)
    case 'reset':
      return refusedConnection(handler)
    case 'hang':
      return madeUpResponse(handler, null)
  }
}

/** Fails the request, and nothing else, if its agent was closed meanwhile. */
function dispatchLater({ dispatch, options, handler }: Sending): void {
  try {
    dispatch(options, handler)
  } catch {
    refusedConnection(handler)
  }
}

function originOf({ origin }: Dispatcher.DispatchOptions): string {
  return origin === undefined ? '' : new URL(origin).origin
}

function interceptedFrom(plane: Plane, { method, path, headers }: Dispatcher.DispatchOptions): InterceptedRequest {
  const list = listOf(headers)
  return {
    plane,
    method,
    path: path.replace(/\?.*$/, ''),
    query: path.includes('?') ? path.slice(path.indexOf('?') + 1) : '',
    headers: list,
    caller: callerOf(headerOf(list, 'user-agent')),
  }
}

/** Reads headers from an object, a flat list or an iterable: undici allows all three. */
function listOf(headers: Dispatcher.DispatchOptions['headers']): HeaderList {
  if (headers === undefined || headers === null) return []
  if (Array.isArray(headers)) return headerPairsOf(headers.map(String))
  const entries = isIterable(headers) ? [...headers] : Object.entries(headers)
  return entries.flatMap(([name, value]) => valuesOf(value).map((one) => [name, one] as const))
}

type HeaderIterable = Iterable<[string, string | string[] | undefined]>

function isIterable(headers: object): headers is HeaderIterable {
  return Symbol.iterator in headers
}

function valuesOf(value: string | number | string[] | undefined): readonly string[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [String(value)]
}
