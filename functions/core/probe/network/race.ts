import { connect, type Socket } from 'node:net'
import type { Address } from '../../model/addresses.ts'
import { failureOf } from './failure.ts'

/** Starts a connection to one address. */
export type OpenSocket = (address: Address, port: number) => Socket

export const openTcp: OpenSocket = ({ address, family }, port) => connect({ host: address, family, port })

/** Time after which the next address is tried as well (RFC 8305 section 8 recommends 250 ms). */
const staggerMs = 250

export type Race = {
  readonly dial: OpenSocket
  readonly port: number
  /** Returns an error if the connected peer may not be talked to. */
  refuse(socket: Socket): Error | null
  /** True once nobody waits for a connection any more. */
  isOver(): boolean
  /** Learns of every socket, so that a deadline can end it. */
  opened(socket: Socket): void
}

/**
 * Connects to the address that answers first (RFC 8305 section 5). An attempt that is slow goes on beside the later ones: Node's own
 * `autoSelectFamily` ends it after 250 ms, and a slow handshake over the only working family then never ends (nodejs/node#54359).
 */
export function connectToAny(addresses: readonly Address[], race: Race): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const left = byTurns(addresses)
  const running = new Set<Socket>()
  const errors: Error[] = []
  let timer: NodeJS.Timeout | undefined
  let won = false

  const next = () => {
    clearTimeout(timer)
    const address = left.shift()
    if (address === undefined || won || race.isOver()) {
      if (running.size === 0 && !won) reject(mostTelling(errors))
      return
    }
    const socket = race.dial(address, race.port)
    running.add(socket)
    race.opened(socket)
    const lose = (error: Error) => {
      if (!running.delete(socket)) return
      errors.push(error)
      next()
    }
    socket.once('error', lose)
    socket.once('close', () => lose(closedEarly()))
    socket.once('connect', () => {
      const refused = race.refuse(socket)
      if (refused !== null) {
        socket.destroy(refused)
        return
      }
      won = true
      clearTimeout(timer)
      running.delete(socket)
      for (const slower of running) slower.destroy()
      resolve(socket)
    })
    timer = setTimeout(next, staggerMs)
  }
  next()
  return promise
}

/** Returns the addresses with their families in turn, starting with the family of the first (RFC 8305 section 4). */
function byTurns(addresses: readonly Address[]): Address[] {
  const first = addresses[0]?.family
  const [ones, others] = [
    addresses.filter(({ family }) => family === first),
    addresses.filter(({ family }) => family !== first),
  ]
  const rounds = Array.from({ length: Math.max(ones.length, others.length) }, (_, round) => [
    ones[round],
    others[round],
  ])
  return rounds.flat().filter((address) => address !== undefined)
}

/** An answer from somewhere says more than a road that does not exist. */
function mostTelling(errors: readonly Error[]): Error {
  return errors.find((error) => failureOf(error).code !== 'no_route') ?? errors[0] ?? closedEarly()
}

export const closedEarly = (): Error => Object.assign(new Error('closed before it was ready'), { code: 'ECONNRESET' })
