import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { connect as connectTls, createSecureContext, rootCertificates, type SecureContext } from 'node:tls'
import type { buildConnector } from 'undici'
import { type Address, literalAddress, mayReach, type ReachTerms, type Resolve } from '../../model/addresses.ts'
import { AddressRefused, HandshakeFailed } from './failure.ts'
import { dropInterim } from './interim.ts'
import type { ClientCertificate } from './network.ts'
import { closedEarly, connectToAny, type OpenSocket } from './race.ts'
import { limitWire } from './wire-limit.ts'

/** Progress of one connection: the end of each phase, in milliseconds of the monotonic clock. */
export type ConnectionProgress = {
  startedMs: number | null
  resolvedMs: number | null
  connectedMs: number | null
  securedMs: number | null
  /** Every open socket, so that a deadline can end it in any phase. */
  readonly sockets: Set<Socket>
  /** True once the exchange is over: a name that is resolved later is not connected to. */
  ended: boolean
  /** True from a request until the first byte of its final answer. */
  awaitsAnswer: boolean
  /** Bytes of the current answer that have arrived. */
  receivedBytes: number
}

export function newProgress(): ConnectionProgress {
  const times = { startedMs: null, resolvedMs: null, connectedMs: null, securedMs: null }
  return { ...times, sockets: new Set(), ended: false, awaitsAnswer: false, receivedBytes: 0 }
}

/** Ends a connection in any phase. */
export function endConnection(progress: ConnectionProgress): void {
  progress.ended = true
  for (const socket of progress.sockets) socket.destroy()
}

export type ConnectOptions = {
  readonly resolve: Resolve
  readonly openSocket: OpenSocket
  readonly allowPrivate: readonly string[]
  /** CIDR ranges that no check may allow. */
  readonly neverReach: readonly string[]
  /** PEM certificates of authorities that are trusted besides those of Node. */
  readonly trust: readonly string[]
  /** Shown to a server that requires a certificate. */
  readonly client?: ClientCertificate | undefined
}

/**
 * Makes an undici connector that never connects to an address which the check may not reach. It checks a literal address, every resolved
 * address and the connected peer. It connects to a checked address, and does not resolve the name again. A name may have other addresses
 * too: they are left out.
 */
export function guardedConnector(options: ConnectOptions, progress: ConnectionProgress): buildConnector.connector {
  return ({ hostname, port, protocol }, callback) => {
    const secure = protocol === 'https:'
    Object.assign(progress, { startedMs: performance.now(), resolvedMs: null, connectedMs: null, securedMs: null })
    addressesFor(hostname, secure, options)
      .then((addresses) => {
        if (progress.ended) throw new Error('ended while its name was looked up')
        progress.resolvedMs = performance.now()
        return open({ hostname, port: Number(port) || (secure ? 443 : 80), secure, addresses }, options, progress)
      })
      .then((socket) => callback(null, socket))
      .catch((error: Error) => callback(error, null))
  }
}

async function addressesFor(hostname: string, secure: boolean, options: ConnectOptions): Promise<readonly Address[]> {
  const literal = literalAddress(hostname)
  const addresses =
    literal === null ? await options.resolve(hostname) : [{ address: literal, family: literal.includes(':') ? 6 : 4 }]
  const reachable = addresses.filter(({ address }) => mayReach(address, termsOf(options, secure)))
  if (reachable.length === 0) throw new AddressRefused()
  return reachable
}

const termsOf = ({ allowPrivate, neverReach }: ConnectOptions, secure: boolean): ReachTerms => ({
  allowPrivate,
  neverReach,
  secure,
})

type Target = {
  readonly hostname: string
  readonly port: number
  readonly secure: boolean
  readonly addresses: readonly Address[]
}

async function open(target: Target, options: ConnectOptions, progress: ConnectionProgress): Promise<Socket> {
  const { secure, port, addresses } = target
  const terms = termsOf(options, secure)
  const tcp = await connectToAny(addresses, {
    dial: options.openSocket,
    port,
    refuse: ({ remoteAddress = '' }) => (mayReach(remoteAddress, terms) ? null : new AddressRefused()),
    isOver: () => progress.ended,
    opened: (socket) => follow(socket, progress),
  })
  progress.connectedMs = performance.now()
  tcp.setNoDelay(true)
  const socket = secure ? await handshake(tcp, target, options, progress) : tcp
  limitWire(socket, progress)
  dropInterim(socket, progress)
  return socket
}

/** Remembers a socket until it is closed. */
function follow(socket: Socket, { sockets }: ConnectionProgress): void {
  sockets.add(socket)
  socket.once('close', () => sockets.delete(socket))
}

function handshake(
  tcp: Socket,
  { hostname }: Target,
  { trust, client }: ConnectOptions,
  progress: ConnectionProgress,
): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const named = literalAddress(hostname) === null ? { servername: hostname } : {}
  const socket = connectTls({
    socket: tcp,
    // With a socket, it only names the host that the certificate has to be for.
    host: hostname.replace(/^\[|\]$/g, ''),
    ...named,
    secureContext: client === undefined ? contextFor(trust) : newContext(trust, client),
    rejectUnauthorized: true,
    ALPNProtocols: ['http/1.1'],
  })
  follow(socket, progress)
  socket.once('error', (error) => reject(new HandshakeFailed(error)))
  socket.once('close', () => reject(closedEarly()))
  socket.once('secureConnect', () => {
    progress.securedMs = performance.now()
    resolve(socket)
  })
  return promise
}

/** One context for all connections of a network: parsing the authorities of Node takes longer than a handshake. */
const contexts = new WeakMap<readonly string[], SecureContext>()

function contextFor(trust: readonly string[]): SecureContext {
  const context = contexts.get(trust) ?? newContext(trust)
  contexts.set(trust, context)
  return context
}

function newContext(trust: readonly string[], client?: ClientCertificate): SecureContext {
  const authorities = trust.length === 0 ? {} : { ca: [...rootCertificates, ...trust] }
  const shown = client === undefined ? {} : { cert: client.certificate, key: client.privateKey }
  return createSecureContext({ minVersion: 'TLSv1.2', ...authorities, ...shown })
}
