import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openNetwork } from '../../../../functions/core/probe/network/lanes.ts'
import type { WireRequest } from '../../../../functions/core/probe/network/network.ts'
import { portOf } from '../../../../local/loopback.ts'
import { noHurry, summaryOf } from '../../../support/exchange.ts'
import { aWireRequest } from '../../../support/wire.ts'

const proceed = 'HTTP/1.1 100 Continue\r\n\r\n'
const hints = 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'
const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'

/** Asks a server twice that writes these pieces to each request; returns both outcomes and the number of connections. */
async function received(pieces: readonly string[], overrides: Partial<WireRequest> = {}) {
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.on('data', async () => {
      for (const piece of pieces) {
        socket.write(piece)
        await sleep(5)
      }
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const network = openNetwork()
  const request = aWireRequest(`http://127.0.0.1:${portOf(server)}/`, { shareConnection: true, ...overrides })
  const outcomes = [await network.exchange(request, noHurry()), await network.exchange(request, noHurry())]
  await network.close()
  server.close()
  return { outcomes: outcomes.map(summaryOf), connections }
}

describe('an interim answer', () => {
  const announced: [what: string, pieces: readonly string[]][] = [
    ['in one piece with the answer', [proceed + answer]],
    ['before the answer', [proceed, answer]],
    ['one byte at a time', [...(proceed + answer)]],
    ['twice', [proceed + proceed, answer]],
    ['after early hints', [hints + proceed + answer]],
    ['before early hints', [proceed, hints, answer]],
    ['with headers', ['HTTP/1.1 100 Continue\r\nX-Proxy: 7\r\n\r\n', answer]],
    ['without a reason, of HTTP/1.0', ['HTTP/1.0 100 \r\n\r\n', answer]],
    ['of WebDAV', ['HTTP/1.1 102 Processing\r\n\r\n', answer]],
  ]
  for (const [what, pieces] of announced)
    it(`${what} leads to the answer behind it, over the same connection`, async () => {
      assert.deepEqual(await received(pieces), { outcomes: [[200], [200]], connections: 1 })
    })

  it('comes before the answer to a request with a body too', async () => {
    const { outcomes } = await received([proceed, answer], { method: 'POST', body: 'grant_type=x' })
    assert.deepEqual(outcomes, [[200], [200]])
  })

  it('is no answer, where the connection is closed behind it', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined).once('data', () => socket.end(proceed))
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const network = openNetwork()
    const outcome = await network.exchange(aWireRequest(`http://127.0.0.1:${portOf(server)}/`), noHurry())
    assert.deepEqual(summaryOf(outcome), ['unreachable', 'connection_lost', 'first_byte'])
    await network.close()
    server.close()
  })

  for (const malformed of ['HTTP/1.1 1000\r\n\r\n', 'hello\r\n\r\n', 'HTTP/1.1 20\r\n\r\n'])
    it(`is not seen in ${JSON.stringify(malformed)}`, async () => {
      const { outcomes } = await received([malformed])
      assert.deepEqual(outcomes[0], ['unrecognized', 'malformed_answer', 'first_byte'])
    })
})
