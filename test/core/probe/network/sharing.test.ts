import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import { openNetwork } from '../../../../functions/core/probe/network/lanes.ts'
import type { WireAnswer, WireFailure, WireRequest } from '../../../../functions/core/probe/network/network.ts'
import { portOf } from '../../../../local/loopback.ts'
import { meeting, noHurry, summaryOf } from '../../../support/exchange.ts'
import { aWireRequest } from '../../../support/wire.ts'

const shared = { shareConnection: true }
const answers = { kind: 'json', body: {} } as const

const bodyOf = (outcome: WireAnswer | WireFailure) =>
  outcome.kind === 'answer' ? Buffer.from(outcome.body).toString() : outcome.code

describe('a connection', () => {
  it('serves one exchange, unless the host allows sharing', () =>
    meeting(answers, async ({ ask, server }) => {
      for (let count = 0; count < 3; count += 1) await ask()
      assert.equal(server.connections(), 3)
    }))

  it('is kept for the next exchange if it may be shared', () =>
    meeting(answers, async ({ ask, server }) => {
      for (let count = 0; count < 3; count += 1) await ask(shared)
      assert.equal(server.connections(), 1)
    }))

  it('is never used by two exchanges at once', () =>
    meeting(answers, async ({ ask, server }) => {
      await Promise.all([ask(shared), ask(shared), ask(shared)])
      assert.equal(server.connections(), 3)
    }))

  it('is closed beyond the number of idle connections', () =>
    meeting(
      answers,
      async ({ ask, server }) => {
        await Promise.all([ask(shared), ask(shared)])
        await Promise.all([ask(shared), ask(shared)])
        assert.equal(server.connections(), 3)
      },
      { idlePerHost: 1 },
    ))

  it('that is kept is not used by an exchange that requires a new one', () =>
    meeting(answers, async ({ ask, server }) => {
      await ask(shared)
      await ask()
      assert.equal(server.connections(), 2)
    }))

  it('that one check may open is not used by another that may not', () =>
    meeting(answers, async ({ ask }) => {
      assert.deepEqual(summaryOf(await ask(shared)), [200])
      const refused = ['host_not_allowed', 'address_not_allowed', 'dns']
      assert.deepEqual(summaryOf(await ask({ ...shared, allowPrivate: [] })), refused)
    }))

  it('is not used again after a failure', () =>
    meeting(
      (_request, count) => (count === 1 ? { kind: 'reset_in_body' } : answers),
      async ({ ask, server }) => {
        assert.deepEqual(summaryOf(await ask(shared)), ['unreachable', 'connection_lost', 'body'])
        assert.deepEqual(summaryOf(await ask(shared)), [200])
        assert.equal(server.connections(), 2)
      },
    ))

  it('is not used again after a deadline', () =>
    meeting(
      (_request, count) => (count === 1 ? { kind: 'silent' } : answers),
      async ({ ask, server }) => {
        assert.deepEqual(summaryOf(await ask(shared, AbortSignal.timeout(500))), [
          'timed_out',
          'deadline',
          'first_byte',
        ])
        assert.deepEqual(summaryOf(await ask(shared)), [200])
        assert.equal(server.connections(), 2)
      },
    ))

  it('is opened again if the server closed it meanwhile', () =>
    meeting({ kind: 'answer', status: 200, headers: { connection: 'close' } }, async ({ ask, server }) => {
      for (let count = 0; count < 2; count += 1) assert.deepEqual(summaryOf(await ask(shared)), [200])
      assert.equal(server.connections(), 2)
    }))
})

/** Keeps three connections over a server that has ended all of them, which nobody has noticed yet. */
async function withDeadConnections(test: (ask: Ask, connections: () => number) => Promise<void>) {
  const dead = new Set<Socket>()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket
      .on('error', () => undefined)
      .on('data', () => {
        if (dead.has(socket)) socket.resetAndDestroy()
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}')
      })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const network = openNetwork()
  const ask: Ask = (overrides) =>
    network.exchange(aWireRequest(`http://127.0.0.1:${portOf(server)}`, { ...shared, ...overrides }), noHurry())
  await Promise.all([ask(), ask(), ask()])
  for (const socket of sockets) dead.add(socket)
  try {
    await test(ask, () => sockets.size)
  } finally {
    await network.close()
    server.close()
  }
}

type Ask = (overrides?: Partial<WireRequest>) => Promise<WireAnswer | WireFailure>

describe('a kept connection that has died', () => {
  const lost = ['unreachable', 'connection_lost', 'first_byte']

  it('is not followed by the next dead one, where a request wants a new one', () =>
    withDeadConnections(async (ask, connections) => {
      assert.deepEqual(summaryOf(await ask({ newConnection: true })), [200])
      assert.equal(connections(), 4)
    }))

  it('takes the others of its host with it', () =>
    withDeadConnections(async (ask, connections) => {
      assert.deepEqual(summaryOf(await ask()), lost)
      for (let count = 0; count < 3; count += 1) assert.deepEqual(summaryOf(await ask()), [200])
      assert.equal(connections(), 4)
    }))

  it('that was new leaves its place to one that is kept', () =>
    withDeadConnections(async (ask, connections) => {
      assert.deepEqual(summaryOf(await ask({ newConnection: true })), [200])
      assert.deepEqual(summaryOf(await ask()), [200])
      assert.equal(connections(), 4)
    }))
})

describe('an answer that nobody asked for', () => {
  it('never reaches the next exchange when it comes with the first', () =>
    meeting({ kind: 'two_answers' }, async ({ ask, server }) => {
      assert.equal(bodyOf(await ask(shared)), '{"login":"first"}')
      server.become({ kind: 'json', body: { login: 'third' } })
      assert.equal(bodyOf(await ask(shared)), '{"login":"third"}')
      assert.equal(server.connections(), 2)
    }))

  it('closes an idle connection', async () => {
    const answer = (login: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${login.length}\r\n\r\n${login}`
    const sockets: Socket[] = []
    const server = createServer((socket) => {
      const number = sockets.push(socket)
      socket.on('error', () => undefined).on('data', () => socket.write(answer(`answer-${number}`)))
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const network = openNetwork()
    const ask = () => network.exchange(aWireRequest(`http://127.0.0.1:${portOf(server)}`, shared), noHurry())
    assert.equal(bodyOf(await ask()), 'answer-1')
    const [idle] = sockets
    if (idle === undefined) assert.fail('no connection')
    const closed = once(idle, 'close')
    idle.write(answer('poison'))
    await closed
    assert.equal(bodyOf(await ask()), 'answer-2')
    await network.close()
    server.close()
  })
})

describe('a network that is closed', () => {
  it('closes its idle connections', async () => {
    const server = createServer((socket) => {
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const network = openNetwork()
    await network.exchange(aWireRequest(`http://127.0.0.1:${portOf(server)}`, shared), noHurry())
    const closed = once(server, 'close')
    await network.close()
    server.close()
    await closed
  })
})
