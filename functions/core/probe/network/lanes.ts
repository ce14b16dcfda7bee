import { resolveWithSystem } from '../../model/addresses.ts'
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

/** What a kept connection is good for: its origin, for checks that may reach the same addresses. */
function purposeOf({ url, allowPrivate }: WireRequest): string {
  return [url.origin, ...allowPrivate].join(' ')
}
