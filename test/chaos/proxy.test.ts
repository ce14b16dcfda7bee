import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { after, describe, it } from 'node:test'
import { Agent, type Dispatcher, request } from 'undici'
import { chooseFault, type FaultChoice } from '../../chaos/faults/catalogue.ts'
import { createInjection } from '../../chaos/injectors/injection.ts'
import { type ProxyOptions, startProxy } from '../../chaos/injectors/proxy.ts'
import { grantLease } from '../../chaos/safety/lease.ts'
import { portOf } from '../../local/loopback.ts'
import { makeCertificates } from '../support/certificates.ts'
import { freePort } from '../support/free-port.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const open = new AsyncDisposableStack()
after(() => open.disposeAsync())

/** Starts a proxy in front of a server with this handler. */
async function proxying(answer: Answer, options: Partial<ProxyOptions> = {}) {
  const connections = new Set<unknown>()
  const server = createServer(answer)
  server.on('connection', (socket) => connections.add(socket))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  open.defer(async () => {
    server.closeAllConnections()
    server.close()
  })
  const injection = createInjection()
  const upstream = `http://127.0.0.1:${portOf(server)}`
  const proxy = open.adopt(await startProxy({ upstream, plane: 'api', injection, ...options }), (one) => one.close())
  const arm = (choice: FaultChoice) =>
    injection.arm({
      fault: chooseFault(choice),
      lease: grantLease(60),
      seed: 1,
      percent: 100,
      maxInjected: Number.POSITIVE_INFINITY,
    })
  return { proxy, injection, arm, connections }
}

/** Reads the answer of `echo`. A boundary: JSON has no type. */
async function echoed({ body }: Dispatcher.ResponseData): Promise<Echo> {
  return (await body.json()) as Echo
}

type Echo = {
  readonly method: string
  readonly url: string
  readonly headers: readonly string[]
  readonly body: string
}

const echo: Answer = (incoming, response) => {
  const chunks: Buffer[] = []
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
  incoming.on('end', () => {
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({
        method: incoming.method,
        url: incoming.url,
        headers: incoming.rawHeaders,
        body: Buffer.concat(chunks).toString(),
      }),
    )
  })
}

describe('the proxy without a fault', () => {
  it('forwards method, path, query, body and repeated headers unchanged', async () => {
    const { proxy } = await proxying(echo)
    const answer = await request(`${proxy.url}/a?b=c`, {
      method: 'POST',
      body: 'hello',
      headers: ['x-twice', '1', 'x-twice', '2'],
    })
    const seen = await echoed(answer)
    assert.deepEqual([seen.method, seen.url, seen.body], ['POST', '/a?b=c', 'hello'])
    assert.equal(seen.headers.filter((name) => name === 'x-twice').length, 2)
  })

  it('streams: the first bytes arrive before the rest is sent', async () => {
    const rest = Promise.withResolvers<void>()
    const { proxy } = await proxying((_request, response) => {
      response.write('first')
      void rest.promise.then(() => response.end('last'))
    })
    const { body } = await request(proxy.url)
    const read = body[Symbol.asyncIterator]()
    assert.equal(String((await read.next()).value), 'first')
    rest.resolve()
    assert.equal(String((await read.next()).value), 'last')
  })

  it('slows the upstream down while the client reads nothing, and loses no byte', async () => {
    const [chunk, chunks] = [Buffer.alloc(65_536, 'x'), 400]
    let sent = 0
    const { proxy } = await proxying((_request, response) => {
      const more = () => {
        while (sent < chunks) {
          sent += 1
          if (!response.write(chunk)) return response.once('drain', more)
        }
        return response.end()
      }
      more()
    })
    const { body } = await request(proxy.url, { highWaterMark: 65_536 })
    const read = body[Symbol.asyncIterator]()
    let length = (await read.next()).value.length
    assert.ok(sent < chunks, 'the whole answer was taken from the upstream')
    for await (const more of read) length += more.length
    assert.equal(length, chunks * chunk.length)
  })

  it('closes the upstream request when the client hangs up', async () => {
    const closed = Promise.withResolvers<void>()
    const received = Promise.withResolvers<void>()
    const { proxy, injection } = await proxying((_request, response) => {
      response.on('close', () => closed.resolve())
      received.resolve()
    })
    const hangUp = new AbortController()
    const answer = request(proxy.url, { signal: hangUp.signal })
    await received.promise
    hangUp.abort()
    await assert.rejects(answer, { name: 'AbortError' })
    await closed.promise
    assert.equal(injection.wire.entries[0]?.status, null)
  })

  it('cuts an answer off where the upstream cut it off', async () => {
    const { proxy } = await proxying((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('only this', () => response.destroy())
    })
    const { body } = await request(proxy.url)
    await assert.rejects(body.text())
  })

  it('keeps its connections to the upstream', async () => {
    const { proxy, connections } = await proxying(echo)
    for (let turn = 0; turn < 5; turn += 1) await (await request(proxy.url)).body.dump()
    assert.equal(connections.size, 1)
  })

  it('answers 502 if the upstream does not listen', async () => {
    const { proxy } = await proxying(echo, { upstream: `http://127.0.0.1:${await freePort()}` })
    const answer = await request(proxy.url)
    await answer.body.dump()
    assert.equal(answer.statusCode, 502)
  })

  it('accepts TLS if it has a certificate', async () => {
    const { ca, valid } = await makeCertificates()
    const { proxy } = await proxying(echo, { tls: valid })
    const dispatcher = open.adopt(new Agent({ connect: { ca: ca.cert } }), (one) => one.destroy())
    const answer = await request(proxy.url, { dispatcher })
    await answer.body.dump()
    assert.equal(answer.statusCode, 200)
  })

  it('notices requests that are signed with AWS Signature 4', async () => {
    const { proxy, injection } = await proxying(echo)
    assert.equal(injection.sawSignatureV4(), false)
    await (await request(proxy.url, { headers: { authorization: 'AWS4-HMAC-SHA256 Credential=x' } })).body.dump()
    assert.equal(injection.sawSignatureV4(), true)
  })
})

describe('the proxy under a fault', () => {
  it('resets the TCP connection', async () => {
    const { proxy, arm } = await proxying(echo, { plane: 'idp' })
    arm({ fault: 'idp.down', variant: 'reset' })
    await assert.rejects(
      request(proxy.url),
      ({ code }: NodeJS.ErrnoException) => code === 'ECONNRESET' || code === 'UND_ERR_SOCKET',
    )
  })

  it('never answers if the fault hangs, and lets the client give up', async () => {
    const { proxy, arm } = await proxying(echo, { plane: 'validation' })
    arm({ fault: 'validation.slow', variant: 'hanging' })
    const giveUp = new AbortController()
    const received = request(proxy.url, { signal: giveUp.signal })
    giveUp.abort()
    await assert.rejects(received, { name: 'AbortError' })
  })

  it('removes every Authorization header, whatever its case', async () => {
    const { proxy, arm } = await proxying(echo)
    arm({ fault: 'token.missing', variant: 'absent' })
    const answer = await request(proxy.url, { headers: ['AUTHORIZATION', 'Bearer a', 'authorization', 'Bearer b'] })
    const { headers } = await echoed(answer)
    assert.ok(!headers.some((name) => name.toLowerCase() === 'authorization'))
  })
})
