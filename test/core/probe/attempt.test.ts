import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import type { Resolve } from '../../../functions/core/model/addresses.ts'
import type { Check } from '../../../functions/core/model/check.ts'
import { attempt, attemptDeadlineMs } from '../../../functions/core/probe/attempt.ts'
import { openNetwork } from '../../../functions/core/probe/network/lanes.ts'
import { portOf } from '../../../local/loopback.ts'
import { aCheck, aRequest, declaring } from '../../support/check.ts'
import type { Behaviour } from '../../support/hostile-server.ts'
import { onLoopback, startProber } from '../../support/probing.ts'
import { down, good, inTurn, probing } from '../../support/probing-api.ts'
import { nowMs } from '../../support/reading.ts'

const limited = (retryAfter: string): Behaviour => {
  return { kind: 'json', status: 429, headers: { 'retry-after': retryAfter }, body: {} }
}

const json = 'Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}'

describe('an attempt', () => {
  it('ends after ten seconds, whatever the API does', async (t) => {
    const silent = createServer()
    await once(silent.listen(0, '127.0.0.1'), 'listening')
    const prober = startProber()
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const check = aCheck({ question: aRequest(`http://127.0.0.1:${portOf(silent)}/me`), ...onLoopback })
    const asked = attempt(check, prober.dependencies, {})
    const [socket]: Socket[] = await once(silent, 'connection')
    await once(socket ?? assert.fail('no connection'), 'data')
    t.mock.timers.tick(attemptDeadlineMs)
    const reading = await asked
    assert.deepEqual(reading.kind === 'failed' && [reading.reason, reading.phase], ['timed_out', 'first_byte'])
    assert.deepEqual(prober.pausesMs, [])
    await prober.close()
    silent.close()
  })

  it('reports that it took a second request', () =>
    probing(inTurn(down, good), async ({ check, prober }) => {
      const retried = [await attempt(check, prober.dependencies, {}), await attempt(check, prober.dependencies, {})]
      assert.deepEqual(
        retried.map((reading) => [reading.kind === 'answered' && reading.meaning, reading.retried]),
        [
          ['alive', true],
          ['alive', false],
        ],
      )
    }))

  it('waits 250 ms before a second request if the API names no wait', () =>
    probing(inTurn(down, good), async ({ check, prober }) => {
      await attempt(check, prober.dependencies, {})
      assert.deepEqual(prober.pausesMs, [250])
    }))

  const waits: [retryAfter: string, pausesMs: readonly number[]][] = [
    ['1', [1_000]],
    ['2.5', [3_000]],
    ['3', [3_000]],
    ['3.1', []],
    ['4', []],
    ['-1', []],
    ['0.2', [1_000]],
    ['1, 2', [2_000]],
    ['2, 60', []],
    ['soon', []],
    ['soon, 1', [1_000]],
    ['9'.repeat(30), []],
  ]
  for (const [retryAfter, pausesMs] of waits)
    it(`that gets Retry-After: ${retryAfter} ${pausesMs.length === 0 ? 'is not retried' : 'is retried after that wait'}`, () =>
      probing(inTurn(limited(retryAfter), good), async ({ check, prober }) => {
        const reading = await attempt(check, { ...prober.dependencies, now: () => nowMs }, {})
        assert.deepEqual([reading.retried, prober.pausesMs], [pausesMs.length > 0, pausesMs])
      }))

  it('is tried a second time over a new connection, and not over the next dead one', async () => {
    // Of the kept connections, one answers with an outage, and all others have died.
    let last = false
    let dead = false
    const sockets: Socket[] = []
    const server = createServer((socket) => {
      sockets.push(socket)
      const isDead = () => dead && sockets.indexOf(socket) < 3
      socket.on('error', () => undefined)
      socket.on('data', () => {
        if (isDead()) socket.resetAndDestroy()
        else socket.write(`HTTP/1.1 ${last ? '503 Down' : '200 OK'}\r\n${json}`)
        if (last) [last, dead] = [false, true]
      })
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const prober = startProber()
    const { profileOf } = prober.dependencies
    const shared = { ...prober.dependencies, profileOf: (name: string) => ({ ...profileOf(name), fixedHosts: true }) }
    const check = aCheck({ question: aRequest(`http://127.0.0.1:${portOf(server)}/me`), ...onLoopback })
    const asked = () => attempt(check, shared, {})
    await Promise.all([asked(), asked(), asked()])
    last = true
    const reading = await asked()
    assert.deepEqual([reading.kind === 'answered' && reading.status, reading.retried, sockets.length], [200, true, 4])
    await prober.close()
    server.close()
  })

  it('is not tried a second time when half of its time is gone', () =>
    probing(down, async ({ check, prober, server }) => {
      let clockMs = 0
      const now = () => {
        clockMs += 3_000
        return clockMs
      }
      const reading = await attempt(check, { ...prober.dependencies, now }, {})
      assert.equal(reading.kind === 'answered' && reading.meaning, 'provider_error')
      assert.equal(server.requests.length, 1)
    }))

  const observed = ['EAI_AGAIN', 'ECONNRESET', 'ECONNREFUSED']
  const lasting = ['ENOTFOUND', 'EHOSTUNREACH', 'CERT_HAS_EXPIRED']
  for (const code of [...observed, ...lasting])
    it(`that ends in ${code} is ${observed.includes(code) ? '' : 'not '}retried`, () =>
      probing(good, async ({ check, prober, server }) => {
        let failures = 1
        const resolve: Resolve = async () => {
          failures -= 1
          if (failures >= 0) throw Object.assign(new Error('once'), { code })
          return [{ address: '127.0.0.1', family: 4 }]
        }
        const network = openNetwork({ resolve })
        const named = { ...check, question: aRequest(`http://api.example:${server.port}/me`) }
        const reading = await attempt(named, { ...prober.dependencies, network }, {})
        assert.equal(reading.kind === 'answered', observed.includes(code))
        await network.close()
      }))

  it('reads the requested version, and the field with its expiry', () =>
    probing(down, async ({ check, prober }) => {
      const dated: Check = { ...check, expiry: declaring({ secretField: { name: 'until', format: 'iso' } }) }
      await attempt(dated, prober.dependencies, { versionId: 'version-2', fresh: true })
      assert.deepEqual(prober.wanted, [{ versionId: 'version-2', fresh: true, expiryField: 'until' }])
    }))

  it('reports when it ended, and which version it used', () =>
    probing(down, async ({ check, prober }) => {
      const reading = await attempt(check, { ...prober.dependencies, now: () => 1_234 }, {})
      assert.deepEqual([reading.at, reading.versionId], [1_234, 'version-1'])
    }))
})
