import { connect as connectTcp, type Socket, type TcpNetConnectOpts } from 'node:net'
import { performance } from 'node:perf_hooks'
import { connect as connectTls, createSecureContext, rootCertificates, type SecureContext } from 'node:tls'
import type { buildConnector } from 'undici'
import { type Address, literalAddress, mayReach, type Resolve } from '../../model/addresses.ts'
import { AddressRefused } from './failure.ts'
import type { ClientCertificate } from './network.ts'

/** Progress of one connection: the end of each phase, in milliseconds of the monotonic clock. */
export type ConnectionProgress = {
  startedMs: number | null
  resolvedMs: number | null
  connectedMs: number | null
  securedMs: number | null
  /** The socket, so that a deadline can end it in any phase. */
  socket: Socket | null
  /** True once the exchange is over: a name that is resolved later is not connected to. */
  ended: boolean
}

export function newProgress(): ConnectionProgress {
  return { startedMs: null, resolvedMs: null, connectedMs: null, securedMs: null, socket: null, ended: false }
}

/** Ends a connection in any phase. */
export function endConnection(progress: ConnectionProgress): void {
  progress.ended = true
  progress.socket?.destroy()
}

export type ConnectOptions = {
  readonly resolve: Resolve
  readonly allowPrivate: readonly string[]
  /** PEM certificates of authorities that are trusted besides those of Node. */
  readonly trust: readonly string[]
  /** Shown to a server that requires a certificate. */
  readonly client?: ClientCertificate | undefined
}

/**
 * Makes an undici connector that never connects to an address which the check may not reach. It checks a literal address, every resolved
 * address and the connected peer. It connects to a checked address, and does not resolve the name again.
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
  const refused = addresses.some(({ address }) => !mayReach(address, { allowPrivate: options.allowPrivate, secure }))
  if (refused || addresses.length === 0) throw new AddressRefused()
  return addresses
}

type Target = {
  readonly hostname: string
  readonly port: number
  readonly secure: boolean
  readonly addresses: readonly Address[]
}

function open(target: Target, options: ConnectOptions, progress: ConnectionProgress): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const socket = dial(target, options)
  progress.socket = socket
  socket.setNoDelay(true)
  socket.once('error', reject)
  socket.once('close', () => reject(Object.assign(new Error('closed before it was ready'), { code: 'ECONNRESET' })))
  socket.once('connect', () => {
    progress.connectedMs = performance.now()
    if (!mayReach(socket.remoteAddress ?? '', { allowPrivate: options.allowPrivate, secure: target.secure })) {
      socket.destroy(new AddressRefused())
    } else if (!target.secure) resolve(socket)
  })
  socket.once('secureConnect', () => {
    progress.securedMs = performance.now()
    resolve(socket)
  })
  return promise
}

function dial(target: Target, options: ConnectOptions): Socket {
  const tcp: TcpNetConnectOpts = {
    host: target.hostname.replace(/^\[|\]$/g, ''),
    port: target.port,
    autoSelectFamily: true,
    lookup: (_hostname, _options, done) => done(null, [...target.addresses]),
  }
  if (!target.secure) return connectTcp(tcp)
  const named = literalAddress(target.hostname) === null ? { servername: target.hostname } : {}
  const secureContext =
    options.client === undefined ? contextFor(options.trust) : newContext(options.trust, options.client)
  return connectTls({ ...tcp, ...named, secureContext, rejectUnauthorized: true, ALPNProtocols: ['http/1.1'] })
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
