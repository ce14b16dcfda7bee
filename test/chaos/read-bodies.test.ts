import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { after, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { request } from 'undici'
import { chooseFault } from '../../chaos/faults/catalogue.ts'
import type { Plane } from '../../chaos/faults/request.ts'
import { createInjection } from '../../chaos/injectors/injection.ts'
import { startProxy } from '../../chaos/injectors/proxy.ts'
import { grantLease } from '../../chaos/safety/lease.ts'
import { portOf } from '../../local/loopback.ts'

const open = new AsyncDisposableStack()
after(() => open.disposeAsync())

type Answer = (text: string, response: ServerResponse, incoming: IncomingMessage) => void

/** Starts a proxy in front of a server that reads each request to its end. */
async function proxying(plane: Plane, answer: Answer) {
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    answer(Buffer.concat(chunks).toString('utf8'), response, incoming)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  open.defer(() => {
    server.close()
    server.closeAllConnections()
  })
  const secrets: string[] = []
  const injection = createInjection({ sawSecret: ({ value }) => secrets.push(value) })
  const upstream = `http://127.0.0.1:${portOf(server)}`
  const proxy = open.adopt(await startProxy({ upstream, plane, injection }), (one) => one.close())
  return { proxy, injection, secrets }
}

/** Sends a body of unknown length, as clients do that stream it. */
const chunked = (...parts: readonly string[]) => Readable.from(parts.map((part) => Buffer.from(part)))

async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await wait(10)
}

const echo: Answer = (text, response) => void response.end(text)
const bearer = { authorization: 'Bearer a-token-of-the-service' }

describe('the body of a request in chunks', { timeout: 30_000 }, () => {
  it('is known at the token endpoint', async () => {
    const { proxy, secrets } = await proxying('idp', echo)
    const body = chunked('grant_type=client_credentials&client_', 'secret=a-secret-in-chunks')
    const answer = await request(proxy.url, { method: 'POST', body })
    assert.equal(await answer.body.text(), 'grant_type=client_credentials&client_secret=a-secret-in-chunks')
    assert.deepEqual(secrets, ['a-secret-in-chunks'])
  })

  for (const method of ['POST', 'PATCH'] as const)
    it(`is known for a step with an effect: ${method}`, async () => {
      const { proxy, injection } = await proxying('api', echo)
      for (const order of ['one', 'two', 'one'])
        await (await request(proxy.url, { method, headers: bearer, body: chunked('order ', order) })).body.dump()
      const bodies = injection.wire.entries.map(({ effect }) => effect?.body ?? null)
      assert.ok(!bodies.includes(null))
      assert.equal(new Set(bodies).size, 2)
    })

  it('arrives whole if it is too long to keep, and its effect is not known', async () => {
    const { proxy, injection } = await proxying('api', (text, response) => void response.end(String(text.length)))
    const answer = await request(proxy.url, {
      method: 'POST',
      headers: bearer,
      body: chunked(...Array.from({ length: 50 }, () => 'x'.repeat(4_000))),
    })
    assert.equal(await answer.body.text(), '200000')
    assert.deepEqual(injection.wire.entries[0]?.effect, { body: null, key: null })
  })

  it('begins to arrive though its end is not there yet', async () => {
    const server = createServer((incoming, response) => {
      incoming.on('data', (chunk) => response.write(chunk))
      incoming.on('end', () => response.end())
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    open.defer(() => {
      server.close()
      server.closeAllConnections()
    })
    const upstream = `http://127.0.0.1:${portOf(server)}`
    const proxy = await startProxy({ upstream, plane: 'api', injection: createInjection() })
    open.adopt(proxy, (one) => one.close())
    const body = new Readable({ read: () => undefined })
    body.push('ping')
    const answer = await request(proxy.url, { method: 'POST', headers: bearer, body })
    body.push('pong')
    body.push(null)
    assert.equal(await answer.body.text(), 'pingpong')
  })
})

describe('an accepted mutant whose answer nobody reads to its end', { timeout: 30_000 }, () => {
  const streams: Answer = (_text, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: 1\n\n')
  }
  const armed = async () => {
    const proxied = await proxying('api', streams)
    const fault = chooseFault({ fault: 'token.missing', variant: 'absent' })
    proxied.injection.arm({ fault, lease: grantLease(60), seed: 1, percent: 100, maxInjected: 9 })
    return proxied
  }

  it('is seen if the service hangs up', async () => {
    const { proxy, injection } = await armed()
    const answer = await request(proxy.url, { headers: bearer })
    answer.body.on('error', () => undefined).destroy()
    await until(() => injection.counts().acceptedMutants === 1)
  })

  it('is seen if the stream goes on', async () => {
    const { proxy, injection } = await armed()
    const answer = await request(proxy.url, { headers: bearer })
    await until(() => injection.counts().acceptedMutants === 1)
    answer.body.on('error', () => undefined).destroy()
  })
})
