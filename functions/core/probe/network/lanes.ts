import { resolveWithSystem } from '../../model/addresses.ts'
import type { ConnectOptions } from './connect.ts'
import { type Lane, openLane } from './lane.ts'
import type { Network, WireRequest } from './network.ts'

export type NetworkOptions = Partial<Omit<ConnectOptions, 'allowPrivate'>> & {
  /** Idle time after which a connection to a host of the catalogue is closed. */
  readonly keepAliveMs?: number
  /** Number of idle connections for each host, at most. */
  readonly idlePerHost?: number
}

/** Opens the network of one process: a new connection for each request to a declared host, kept ones for hosts of the catalogue. */
export function openNetwork({
  resolve = resolveWithSystem,
  trust = [],
  keepAliveMs = 60_000,
  idlePerHost = 16,
}: NetworkOptions = {}): Network {
  const idle = new Map<string, Lane[]>()
  const open = (request: WireRequest) =>
    openLane(request.url.origin, {
      resolve,
      trust,
      allowPrivate: request.allowPrivate,
      keepAliveMs,
      client: request.client,
    })
  const keep = async (purpose: string, lane: Lane) => {
    const lanes = idle.get(purpose) ?? []
    if (lanes.length >= idlePerHost) return lane.destroy()
    lanes.push(lane)
    idle.set(purpose, lanes)
  }
  return {
    async exchange(request, signal) {
      const purpose = purposeOf(request)
      const lane = (request.shareConnection ? idle.get(purpose)?.pop() : undefined) ?? open(request)
      const outcome = await lane.exchange(request, signal)
      if (request.shareConnection && outcome.kind === 'answer') await keep(purpose, lane)
      else await lane.destroy()
      return outcome
    },
    async close() {
      const lanes = [...idle.values()].flat()
      idle.clear()
      await Promise.all(lanes.map((lane) => lane.destroy()))
    },
  }
}

/** Returns the key of a kept connection: its origin, and the private ranges that its checks may reach. */
function purposeOf({ url, allowPrivate }: WireRequest): string {
  return [url.origin, ...allowPrivate].join(' ')
}
