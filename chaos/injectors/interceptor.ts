import type { Dispatcher } from 'undici'
import type { FaultAction, InterceptedRequest, Plane } from '../faults/request.ts'
import { type HeaderList, headerOf, pairsOf } from '../token/headers.ts'
import type { Injection } from './injection.ts'
import { madeUpResponse, refusedConnection, rewriting, telling } from './response-handlers.ts'
import { callerOf } from './wire.ts'

export type TokenChaosOptions = {
  readonly injection: Injection
  /** Origins whose requests may be struck, by conversation; every other origin is left alone. */
  readonly origins: Readonly<Partial<Record<Extract<Plane, 'api' | 'idp'>, readonly string[]>>>
}

/**
 * An undici interceptor that breaks tokens inside the process that sends them: `agent.compose(tokenChaos({ ... }))`. It sees what
 * its own dispatcher sends: not `node:http`, so not the AWS SDK, and no other `Agent`. Of several interceptors undici calls the last first.
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
    const reported = telling(handler, (status, retryAfter) =>
      injection.answered(intercepted, entry, status, retryAfter),
    )
    return carryOut(action, { dispatch, options, handler: reported })
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
      setTimeout(() => dispatch(options, handler), action.delayMs)
      return true
    case 'answer':
      return madeUpResponse(handler, action)
    case 'reset':
      return refusedConnection(handler)
    case 'hang':
      return madeUpResponse(handler, null)
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
    headers: list,
    caller: callerOf(headerOf(list, 'user-agent')),
  }
}

/** Callers hand headers over as an object, as a flat list, or as something to walk through. */
function listOf(headers: Dispatcher.DispatchOptions['headers']): HeaderList {
  if (headers === undefined || headers === null) return []
  if (Array.isArray(headers)) return pairsOf(headers.map(String))
  const entries = isWalkable(headers) ? [...headers] : Object.entries(headers)
  return entries.flatMap(([name, value]) => valuesOf(value).map((one) => [name, one] as const))
}

type Walkable = Iterable<[string, string | string[] | undefined]>

function isWalkable(headers: object): headers is Walkable {
  return Symbol.iterator in headers
}

function valuesOf(value: string | number | string[] | undefined): readonly string[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [String(value)]
}
