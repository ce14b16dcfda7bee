import { resolveWithSystem } from './addresses.ts'
import type { ConnectOptions } from './connect.ts'
import { type Lane, openLane } from './lane.ts'
import type { Network, WireRequest } from './network.ts'

export type NetworkOptions = Partial<Omit<ConnectOptions, 'allowPrivate'>> & {
  /** Idle connections to the catalogue's hosts are kept this long. */
  readonly keepAliveMs?: number
  /** At most this many idle ones per host. */
  readonly idlePerHost?: number
}

/** The network of one process: fresh connections for declared hosts, kept ones for the catalogue's. */
export function openNetwork({
  resolve = resolveWithSystem,
  trust = [],
  keepAliveMs = 60_000,
  idlePerHost = 16,
}: NetworkOptions = {}): Network {
  const idle = new Map<string, Lane[]>()
  const open = (request: WireRequest) =>
    openLane(request.url.origin, { resolve, trust, allowPrivate: request.allowPrivate, keepAliveMs })
  const keep = async (origin: string, lane: Lane) => {
    const lanes = idle.get(origin) ?? []
    if (lanes.length >= idlePerHost) await lane.destroy()
    else idle.set(origin, [...lanes, lane])
  }
  return {
    async exchange(request, signal) {
      const { origin } = request.url
      const lane = (request.shareConnection ? idle.get(origin)?.pop() : undefined) ?? open(request)
      const outcome = await lane.exchange(request, signal)
      if (request.shareConnection && outcome.kind === 'answer') await keep(origin, lane)
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
