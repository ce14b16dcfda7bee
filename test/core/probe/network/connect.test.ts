import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, before, describe, it } from 'node:test'
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls'
import type { Address } from '../../../../functions/core/model/addresses.ts'
import {
  type ConnectOptions,
  endConnection,
  guardedConnector,
  newProgress,
} from '../../../../functions/core/probe/network/connect.ts'
import { AnswerTooLong } from '../../../../functions/core/probe/network/failure.ts'
import { openTcp } from '../../../../functions/core/probe/network/race.ts'
import { wireLimitBytes } from '../../../../functions/core/probe/network/wire-limit.ts'
import { type Certificates, makeCertificates } from '../../../support/certificates.ts'

const servers: Server[] = []
const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.close()
})

async function listening(server: Server, host = '127.0.0.1'): Promise<number> {
  servers.push(server)
  server.on('connection', (socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
  })
  server.listen(0, host)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const loopback = ['127.0.0.0/8', '::1/128']

/** Connects as a probe does, and returns what came of it, with what was dialled. */
async function connected(
  to: { hostname: string; port: number; protocol?: string },
  more: Partial<ConnectOptions> = {},
) {
  const progress = newProgress()
  const dialled: Address[] = []
  const delays: boolean[] = []
  const options: ConnectOptions = {
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    openSocket: (address, port) => {
      dialled.push(address)
      const socket = openTcp(address, port)
      const setNoDelay = socket.setNoDelay.bind(socket)
      socket.setNoDelay = (value) => {
        delays.push(value === true)
        return setNoDelay(value)
      }
      return socket
    },
    allowPrivate: loopback,
    neverReach: [],
    trust: [],
    ...more,
  }
  const connector = guardedConnector(options, progress)
  const outcome = Promise.withResolvers<Socket | Error>()
  const target = { protocol: 'http:', ...to, port: String(to.port) }
  connector(target as Parameters<typeof connector>[0], (error, socket) => {
    if (socket !== null) sockets.push(socket)
    outcome.resolve(socket ?? error ?? new Error('nothing came'))
  })
  return { progress, dialled, delays, outcome: outcome.promise }
}

const socketOf = (outcome: Socket | Error): Socket => (outcome instanceof Error ? assert.fail(outcome) : outcome)
const errorOf = (outcome: Socket | Error): Error & { code?: string } =>
  outcome instanceof Error ? outcome : assert.fail('it connected')

describe('the progress of a connection', () => {
  it('begins with nothing', () => {
    assert.deepEqual(newProgress(), {
      startedMs: null,
      resolvedMs: null,
      connectedMs: null,
      securedMs: null,
      sockets: new Set(),
      ended: false,
      awaitsAnswer: false,
      receivedBytes: 0,
    })
  })

  it('knows each open socket until it is closed, and ends all of them', async () => {
    const port = await listening(createServer())
    const { progress, delays, outcome } = await connected({ hostname: 'api.example', port })
    const socket = socketOf(await outcome)
    assert.deepEqual([[...progress.sockets], delays, progress.ended], [[socket], [true], false])
    endConnection(progress)
    assert.deepEqual([progress.ended, socket.destroyed], [true, true])
    await once(socket, 'close')
    assert.equal(progress.sockets.size, 0)
  })
})

describe('a connection', () => {
  it('to a literal address asks no resolver, and says which family it is of', async () => {
    const resolve = () => Promise.reject(new Error('asked'))
    const port = await listening(createServer())
    const ofFour = await connected({ hostname: '127.0.0.1', port }, { resolve })
    socketOf(await ofFour.outcome)
    assert.deepEqual(ofFour.dialled, [{ address: '127.0.0.1', family: 4 }])
    const other = await listening(createServer(), '::1')
    const ofSix = await connected({ hostname: '[::1]', port: other }, { resolve })
    socketOf(await ofSix.outcome)
    assert.deepEqual(ofSix.dialled, [{ address: '::1', family: 6 }])
  })

  it('that was ended while its name was looked up is not opened', async () => {
    const found = Promise.withResolvers<readonly Address[]>()
    const port = await listening(createServer())
    const { progress, dialled, outcome } = await connected(
      { hostname: 'api.example', port },
      { resolve: () => found.promise },
    )
    endConnection(progress)
    found.resolve([{ address: '127.0.0.1', family: 4 }])
    assert.match(errorOf(await outcome).message, /ended while its name was looked up/)
    assert.deepEqual([dialled, progress.resolvedMs], [[], null])
  })

  it('that was ended tries no other address', async () => {
    const port = await listening(createServer())
    const addresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3'].map((address) => ({ address, family: 4 }))
    const dialled: string[] = []
    const made = await connected(
      { hostname: 'api.example', port },
      {
        resolve: async () => addresses,
        openSocket: (address) => {
          dialled.push(address.address)
          const socket = openTcp(address, 9)
          queueMicrotask(() => endConnection(made.progress))
          return socket
        },
      },
    )
    errorOf(await made.outcome)
    assert.deepEqual(dialled, ['127.0.0.1'])
  })

  it('is limited on the wire', async () => {
    const server = createServer((socket) => void socket.end(Buffer.alloc(wireLimitBytes + 1, 'x')))
    const { progress, outcome } = await connected({ hostname: 'api.example', port: await listening(server) })
    const socket = socketOf(await outcome)
    const [error] = await new Promise<unknown[]>((resolve) => {
      socket.once('error', (...found) => resolve(found))
      socket.on('readable', () => {
        while (socket.read() !== null);
      })
    })
    assert.ok(error instanceof AnswerTooLong)
    assert.ok(progress.receivedBytes > wireLimitBytes)
  })

  it('hands over the final answer without those before it', async () => {
    const server = createServer((socket) => void socket.end('HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n\r\n'))
    const { progress, outcome } = await connected({ hostname: 'api.example', port: await listening(server) })
    const socket = socketOf(await outcome)
    progress.awaitsAnswer = true
    const read: string[] = []
    socket.on('readable', () => {
      for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) read.push(String(chunk))
    })
    await once(socket, 'end')
    assert.equal(read.join(''), 'HTTP/1.1 200 OK\r\n\r\n')
  })
})

describe('a handshake', () => {
  let certificates: Certificates
  before(async () => {
    certificates = await makeCertificates()
  })

  /** Starts a server with TLS that hands out each connection. */
  async function secured(options: TlsOptions) {
    const server = createTlsServer({ ALPNProtocols: ['h2', 'http/1.1'], ...options })
    server.on('tlsClientError', () => undefined)
    const met = async (): Promise<TLSSocket> => (await once(server, 'secureConnection'))[0]
    return { met, port: await listening(server) }
  }

  const handshakeWith = async (hostname: string, port: number, more: Partial<ConnectOptions> = {}) => {
    const { outcome, progress } = await connected(
      { hostname, port, protocol: 'https:' },
      { trust: [certificates.ca.cert], ...more },
    )
    return { outcome: await outcome, progress }
  }

  it('names the host to the server, and offers HTTP/1.1 alone', async () => {
    const { met, port } = await secured(certificates.valid)
    const seen = met()
    const { outcome, progress } = await handshakeWith('localhost', port)
    const socket = socketOf(outcome) as TLSSocket
    assert.equal(socket.alpnProtocol, 'http/1.1')
    assert.equal(progress.sockets.size, 2)
    assert.equal(Reflect.get(await seen, 'servername'), 'localhost')
  })

  it('names no host to a server that has an address alone', async () => {
    const { met, port } = await secured(certificates.valid)
    const seen = met()
    socketOf((await handshakeWith('127.0.0.1', port)).outcome)
    assert.equal(Reflect.get(await seen, 'servername'), false)
  })

  it('shows a certificate where there is one, and none without', async () => {
    const { met, port } = await secured({ ...certificates.valid, requestCert: true, rejectUnauthorized: false })
    const client = { certificate: certificates.valid.cert, privateKey: certificates.valid.key }
    for (const [more, subject] of [
      [{ client }, 'localhost'],
      [{}, undefined],
    ] as const) {
      const seen = met()
      socketOf((await handshakeWith('localhost', port, more)).outcome)
      assert.equal((await seen).getPeerCertificate().subject?.CN, subject)
    }
  })

  it('ends with the connection, if the server is silent', async () => {
    const server = createServer()
    const port = await listening(server)
    const greeted = once(server, 'connection').then(([socket]) => once(socket, 'data'))
    const { progress, outcome } = await connected({ hostname: 'localhost', port, protocol: 'https:' })
    await greeted
    endConnection(progress)
    assert.ok((await outcome) instanceof Error)
    assert.equal(progress.securedMs, null)
  })
})
