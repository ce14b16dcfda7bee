import { request } from 'undici'
import { z } from 'zod'
import type { Plane } from '../faults/request.ts'
import type { ArmedCounts } from '../injectors/armed-fault.ts'
import type { WireEntry } from '../injectors/wire.ts'
import type { SecretLeak } from '../measures/leaks.ts'
import type { InjectionOrder } from '../trial/subject.ts'
import { leaksShape, viewShape } from './view.ts'

/** Everything that a controller has seen. Instants are on this process's monotonic clock. */
export type ControllerView = {
  readonly counts: ArmedCounts
  readonly wire: readonly WireEntry[]
  readonly acceptedAfterRevocationMs: number | null
  readonly sawSignatureV4: boolean
  /** Planes that an injection point covers. */
  readonly planes: readonly Plane[]
}

/** A client of the controller. */
export type Controller = {
  /** Resolves with the lease's id. */
  inject(order: InjectionOrder): Promise<string>
  renew(id: string): Promise<boolean>
  remove(id: string): Promise<void>
  reset(): Promise<void>
  isLive(): Promise<boolean>
  observe(): Promise<ControllerView>
  /** Finds secrets in texts. The secrets never leave the controller. */
  leaksIn(where: string, texts: readonly string[]): Promise<readonly SecretLeak[]>
}

/** The controller refused a request; `status` is its HTTP status. */
export class ControllerRefused extends Error {
  override readonly name = 'ControllerRefused'
  readonly status: number

  constructor(status: number) {
    super(`the controller answered ${status}`)
    this.status = status
  }
}

const controllerTimeoutMs = 5_000

const live = z.object({ live: z.boolean() })

export function connectController(url: string, controlToken: string | null = null): Controller {
  const ask = askAt(url, controlToken)
  return {
    inject: async (order) => z.object({ id: z.string() }).parse(await ask('POST', '/v1/faults', orderBody(order))).id,
    renew: async (id) => live.parse(await ask('POST', `/v1/faults/${id}/renew`)).live,
    remove: async (id) => void (await ask('DELETE', `/v1/faults/${id}`)),
    reset: async () => void (await ask('POST', '/v1/reset')),
    isLive: async () => live.parse(await ask('GET', '/v1/faults')).live,
    leaksIn: async (where, texts) => leaksShape.parse(await ask('POST', '/v1/leaks', { where, texts })).leaks,
    observe: async () => onOurClock(viewShape.parse(await ask('GET', '/v1/view'))),
  }
}

/** Returns a function that sends one request and resolves with the JSON of its answer. 410 is an answer, not a refusal. */
function askAt(url: string, controlToken: string | null) {
  const authorization = controlToken === null ? {} : { authorization: `Bearer ${controlToken}` }
  return async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> => {
    const answer = await request(new URL(path, url), {
      method,
      headers: { 'content-type': 'application/json', ...authorization },
      signal: AbortSignal.timeout(controllerTimeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const json: unknown = await answer.body.json()
    if (answer.statusCode > 299 && answer.statusCode !== 410) throw new ControllerRefused(answer.statusCode)
    return json
  }
}

function orderBody({ fault, leaseSeconds, seed, percent, pathPrefix, maxInjected }: InjectionOrder): object {
  const { definition, variantName: variant } = fault
  const params = Object.fromEntries(Object.keys(definition.settings).map((name) => [name, fault.setting(name)]))
  return {
    fault: definition.id,
    variant,
    params,
    sample: { percent, seed },
    lease: `${Math.ceil(leaseSeconds)}s`,
    ...(pathPrefix === '' ? {} : { match: { path: pathPrefix } }),
    ...(Number.isFinite(maxInjected) ? { maxInjected } : {}),
  }
}

function onOurClock({ counts, wire, ...rest }: z.output<typeof viewShape>): ControllerView {
  const nowMs = performance.now()
  const at = (agoMs: number | null) => (agoMs === null ? null : nowMs - agoMs)
  const { firstInjectedAgoMs, lastInjectedAgoMs, ...plain } = counts
  return {
    ...rest,
    counts: { ...plain, firstInjectedMs: at(firstInjectedAgoMs), lastInjectedMs: at(lastInjectedAgoMs) },
    wire: wire.map(({ agoMs, endedAgoMs, ...entry }) => ({ ...entry, atMs: nowMs - agoMs, endedMs: at(endedAgoMs) })),
  }
}
