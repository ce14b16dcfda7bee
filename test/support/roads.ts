import { type Socket, Socket as TcpSocket } from 'node:net'
import type { Address } from '../../functions/core/model/addresses.ts'
import type { OpenSocket } from '../../functions/core/probe/network/race.ts'

/** The end of a road: the loopback after so many milliseconds, an error, or nothing at all. */
export type Road = { readonly afterMs: number } | { readonly error: string } | 'silent'

export const roadAddress = (address: string): Address => ({ address, family: address.includes(':') ? 6 : 4 })

/** Opens real sockets to loopback in the place of other addresses, which nothing is ever sent to. Remembers the addresses in order. */
export function roadsTo(roads: Readonly<Record<string, Road>>): {
  readonly open: OpenSocket
  readonly tried: string[]
} {
  const tried: string[] = []
  const open: OpenSocket = ({ address }, port) => {
    tried.push(address)
    const socket = new TcpSocket()
    travel(socket, port, roads[address] ?? 'silent')
    return socket
  }
  return { open, tried }
}

function travel(socket: Socket, port: number, road: Road): void {
  if (road === 'silent') return
  if ('error' in road) {
    setImmediate(() => socket.destroy(Object.assign(new Error(road.error), { code: road.error })))
    return
  }
  const timer = setTimeout(() => socket.connect(port, '127.0.0.1'), road.afterMs)
  socket.once('close', () => clearTimeout(timer))
}
