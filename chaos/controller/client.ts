import { request } from 'undici'
import { z } from 'zod'
import type { Plane } from '../faults/request.ts'
import type { ArmedCounts } from '../injectors/injection.ts'
import type { WireEntry } from '../injectors/wire.ts'
import type { SecretLeak } from '../measures/leaks.ts'
import type { InjectionOrder } from '../trial/subject.ts'
import { leaksShape, viewShape } from './server.ts'

/** What a controller has seen, with its instants on this process's monotonic clock. */
export type ControllerView = {
  readonly counts: ArmedCounts
  readonly wire: readonly WireEntry[]
  readonly acceptedAfterRevocationMs: number | null
  readonly sawSignatureV4: boolean
  /** Conversations before which it holds a point. */
  readonly planes: readonly Plane[]
}

/** Gives orders to a controller. */
export type Controller = {
  /** Resolves with the lease's id. */
  inject(order: InjectionOrder): Promise<string>
  renew(id: string): Promise<boolean>
  remove(id: string): Promise<void>
  reset(): Promise<void>
  isLive(): Promise<boolean>
  observe(): Promise<ControllerView>
  /** Secrets that have passed by its points and occur in texts. They never leave it. */
  leaksIn(where: string, texts: readonly string[]): Promise<readonly SecretLeak[]>
}

/** The controller did not do what it was told; `status` is what it answered. */
export class ControllerRefused extends Error {
  override readonly name = 'ControllerRefused'
  readonly status: number

  constructor(status: number) {
    super(`the controller answered ${status}`)
    this.status = status
  }
}

const timeoutMs = 5_000

export function connectController(url: string, controlToken: string | null = null): Controller {
  const ask = async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> => {
    const headers = {
      'content-type': 'application/json',
      ...(controlToken === null ? {} : { authorization: `Bearer ${controlToken}` }),
    }
    const signal = AbortSignal.timeout(timeoutMs)
    const answer = await request(new URL(path, url), {
      method,
      headers,
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const reported: unknown = await answer.body.json()
    if (answer.statusCode > 299 && answer.statusCode !== 410) throw new ControllerRefused(answer.statusCode)
    return reported
  }
  const live = z.object({ live: z.boolean() })
  return {
    async inject({ fault, leaseSeconds, seed, percent, pathPrefix, maxInjected }) {
      const { definition, variantName: variant } = fault
      const params = Object.fromEntries(Object.keys(definition.settings).map((name) => [name, fault.setting(name)]))
      const match = pathPrefix === '' ? {} : { match: { path: pathPrefix } }
      const budget = Number.isFinite(maxInjected) ? { maxInjected: maxInjected } : {}
      const order = {
        fault: definition.id,
        variant,
        params,
        sample: { percent, seed },
        lease: `${Math.ceil(leaseSeconds)}s`,
      }
      return z.object({ id: z.string() }).parse(await ask('POST', '/v1/faults', { ...order, ...match, ...budget })).id
    },
    renew: async (id) => live.parse(await ask('POST', `/v1/faults/${id}/renew`)).live,
    remove: async (id) => void (await ask('DELETE', `/v1/faults/${id}`)),
    reset: async () => void (await ask('POST', '/v1/reset')),
    isLive: async () => live.parse(await ask('GET', '/v1/faults')).live,
    leaksIn: async (where, texts) => leaksShape.parse(await ask('POST', '/v1/leaks', { where, texts })).leaks,
    observe: async () => {
      const { counts, wire, ...rest } = viewShape.parse(await ask('GET', '/v1/view'))
      const nowMs = performance.now()
      const at = (agoMs: number | null) => (agoMs === null ? null : nowMs - agoMs)
      const { firstInjectedAgoMs, lastInjectedAgoMs, ...plain } = counts
      return {
        ...rest,
        counts: { ...plain, firstInjectedMs: at(firstInjectedAgoMs), lastInjectedMs: at(lastInjectedAgoMs) },
        wire: wire.map(({ agoMs, endedAgoMs, ...entry }) => ({
          ...entry,
          atMs: nowMs - agoMs,
          endedMs: at(endedAgoMs),
        })),
      }
    },
  }
}
