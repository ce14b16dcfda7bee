import type { ConnectOptions } from './connect.ts'
import { type Lane, openLane } from './lane.ts'
import { resolveName } from './names.ts'
import type { Network, WireAnswer, WireFailure, WireRequest } from './network.ts'
import { openTcp } from './race.ts'

export type NetworkOptions = Partial<Omit<ConnectOptions, 'allowPrivate'>> & {
  /** Idle time after which a connection to a host of the catalogue is closed. */
  readonly keepAliveMs?: number
  /** Number of idle connections for each host, at most. */
  readonly idlePerHost?: number
}

/** Opens the network of one process: a new connection for each request to a declared host, kept ones for hosts of the catalogue. */
export function openNetwork({
  resolve = resolveName,
  openSocket = openTcp,
  trust = [],
  neverReach = [],
  keepAliveMs = 60_000,
  idlePerHost = 16,
}: NetworkOptions = {}): Network {
  const idle = new Map<string, Lane[]>()
  const open = (request: WireRequest) =>
    openLane(request.url.origin, {
      resolve,
      openSocket,
      trust,
      neverReach,
      allowPrivate: request.allowPrivate,
      keepAliveMs,
      client: request.client,
    })
  const closeIdle = async (purpose: string) => {
    const lanes = idle.get(purpose) ?? []
    idle.delete(purpose)
    await Promise.all(lanes.map((lane) => lane.destroy()))
  }
  const keep = async (purpose: string, lane: Lane) => {
    const lanes = idle.get(purpose) ?? []
    if (lanes.length >= idlePerHost) return lane.destroy()
    lanes.push(lane)
    idle.set(purpose, lanes)
  }
  return {
    async exchange(request, signal) {
      const purpose = purposeOf(request)
      const kept = mayDraw(request) ? idle.get(purpose)?.pop() : undefined
      const lane = kept ?? open(request)
      const outcome = await lane.exchange(request, signal)
      // What ended this connection, such as a frozen process, has probably ended the others too.
      if (kept !== undefined && isLost(outcome)) await closeIdle(purpose)
      if (request.shareConnection && outcome.kind === 'answer') await keep(purpose, lane)
      else await lane.destroy()
      return outcome
    },
    async close() {
      await Promise.all([...idle.keys()].map(closeIdle))
    },
  }
}

function isLost(outcome: WireAnswer | WireFailure): boolean {
  return outcome.kind === 'failure' && outcome.code === 'connection_lost'
}

/** Returns true if a request may go over a kept connection. */
function mayDraw({ shareConnection, newConnection = false }: WireRequest): boolean {
  return shareConnection && !newConnection
}

/** Returns the key of a kept connection: its origin, and the private ranges that its checks may reach. */
function purposeOf({ url, allowPrivate }: WireRequest): string {
  return [url.origin, ...allowPrivate].join(' ')
}
