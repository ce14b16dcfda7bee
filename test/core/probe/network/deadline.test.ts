import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import type { Address } from '../../../../functions/core/model/addresses.ts'
import { openNetwork } from '../../../../functions/core/probe/network/lanes.ts'
import { portOf } from '../../../../local/loopback.ts'
import { meeting, summaryOf } from '../../../support/exchange.ts'
import type { Script } from '../../../support/hostile-server.ts'
import { aWireRequest } from '../../../support/wire.ts'

/** Long enough to reach the point at which the server stops, the longer ones on a busy machine. */
const deadlinesMs = [500, 5_000, 30_000]

describe('a server that does not finish its answer', { concurrency: true }, () => {
  const servers: [string, Script, string][] = [
    ['is silent', { kind: 'silent' }, 'first_byte'],
    ['drips its headers', { kind: 'drip', part: 'headers', everyMs: 1 }, 'first_byte'],
    ['announces an answer for ever', { kind: 'endless_1xx', everyMs: 1 }, 'first_byte'],
    ['drips its body', { kind: 'drip', part: 'body', everyMs: 1 }, 'body'],
  ]
  for (const [what, script, phase] of servers)
    it(`because it ${what} is ended by the deadline in the phase ${phase}`, () =>
      meeting(script, async ({ ask }) => {
        for (const deadlineMs of deadlinesMs) {
          const seen = summaryOf(await ask({}, AbortSignal.timeout(deadlineMs)))
          if (seen.at(-1) !== phase && deadlineMs !== deadlinesMs.at(-1)) continue
          return assert.deepEqual(seen, ['timed_out', 'deadline', phase])
        }
      }))
})

describe('the deadline of an exchange', () => {
  it('closes its connection', async () => {
    const silent = createServer()
    await once(silent.listen(0, '127.0.0.1'), 'listening')
    const network = openNetwork()
    const deadline = new AbortController()
    const asked = network.exchange(aWireRequest(`http://127.0.0.1:${portOf(silent)}`), deadline.signal)
    const [socket]: Socket[] = await once(silent, 'connection')
    if (socket === undefined) assert.fail('no connection')
    await once(socket, 'data')
    const closed = once(socket, 'close')
    deadline.abort()
    assert.deepEqual(summaryOf(await asked), ['timed_out', 'deadline', 'first_byte'])
    await closed
    silent.close()
  })

  it('sends no request if it has passed', () =>
    meeting({ kind: 'silent' }, async ({ server, ask }) => {
      assert.deepEqual(summaryOf(await ask({}, AbortSignal.abort())), ['timed_out', 'deadline', 'first_byte'])
      assert.equal(server.connections(), 0)
    }))

  it('ends a name look-up, and no connection is opened when its answer arrives later', async () => {
    const { promise, resolve } = Promise.withResolvers<readonly Address[]>()
    const asked = Promise.withResolvers<void>()
    const lookUp = () => {
      asked.resolve()
      return promise
    }
    await meeting(
      { kind: 'json', body: {} },
      async ({ server, ask }) => {
        const deadline = new AbortController()
        const outcome = ask({ url: new URL(`http://api.example:${server.port}`) }, deadline.signal)
        await asked.promise
        deadline.abort()
        assert.deepEqual(summaryOf(await outcome), ['timed_out', 'deadline', 'dns'])
        resolve([{ address: '127.0.0.1', family: 4 }])
        await promise
        await fetch(server.url)
        assert.equal(server.connections(), 1)
      },
      { resolve: lookUp },
    )
  })
})
