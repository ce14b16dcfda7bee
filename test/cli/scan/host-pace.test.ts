import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hostPace } from '../../../cli/scan/host-pace.ts'
import { profileOf, providers } from '../../../functions/providers/providers.ts'
import { fc } from '../../support/property.ts'
import { hookLimit, keepOpen } from '../../support/stack.ts'
import { valueFor } from '../recognition/made-values.ts'
import { startScannedAccount } from './scanned-account.ts'

/** A clock that a sleep moves. */
function aClock() {
  let at = 1_000_000
  return {
    now: () => at,
    sleep: async (milliseconds: number) => {
      at += milliseconds
    },
    signal: new AbortController().signal,
  }
}

describe('the pace of questions to one host', { timeout: 60_000 }, () => {
  it('lets no span of the rate hold more requests than the rate, whatever each question needs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(6), { maxLength: 60 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 60 }),
        async (needs, calls, perSeconds) => {
          const clock = aClock()
          const pace = hostPace(clock)
          const sent: number[] = []
          for (const need of needs) {
            const question = await pace.begin('api.acme.example', { calls, perSeconds }, 6)
            for (let request = 0; request < Math.min(need, calls); request += 1) {
              question.sent()
              sent.push(clock.now())
            }
            question.end()
          }
          for (const at of sent)
            assert.ok(sent.filter((one) => one > at - perSeconds * 1_000 && one <= at).length <= calls)
        },
      ),
    )
  })

  it('gives back what a question did not need, and holds no other host up', async () => {
    const clock = aClock()
    const pace = hostPace(clock)
    const begun = clock.now()
    for (let question = 0; question < 10; question += 1) {
      const one = await pace.begin('a', { calls: 12, perSeconds: 60 }, 6)
      one.sent()
      one.end()
    }
    assert.ok(clock.now() - begun > 0)
    const before = clock.now()
    await pace.begin('b', { calls: 12, perSeconds: 60 }, 6)
    assert.equal(clock.now(), before)
  })

  it('ends its wait at Ctrl-C', async () => {
    const stopped = new AbortController()
    const pace = hostPace({ now: () => 0, sleep: async () => stopped.abort(), signal: stopped.signal })
    await pace.begin('a', { calls: 6, perSeconds: 60 }, 6)
    await pace.begin('a', { calls: 6, perSeconds: 60 }, 6)
  })
})

describe('a scan of many credentials of one provider', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  it('keeps to the rate that the catalogue allows for the host', { timeout: hookLimit.timeout }, async () => {
    const account = keep(await startScannedAccount())
    const { calls, perSeconds } = profileOf('figma').budget.host
    const count = Math.floor(calls / 6) * 2
    assert.ok(providers.has('figma') && count > 4, `${calls} calls in ${perSeconds} s`)
    const many = Object.fromEntries(
      Array.from({ length: count }, (_, at) => [`TOKEN_${at}`, valueFor('figma.token', 7_000 + at)]),
    )
    for (let at = 0; at < calls + 20; at += 1)
      account.aws.secretsManager.put(`production/f${at}`, valueFor('figma.token', 8_000 + at))
    account.aws.secretsManager.put('production/many', JSON.stringify(many))
    let now = Date.now()
    const begun = now
    const sent: number[] = []
    const { network } = account.lab
    const { report } = await account.run(
      { yes: true },
      {
        network: {
          close: network.close,
          exchange: (request, signal) => {
            sent.push(now)
            return network.exchange(request, signal)
          },
        },
        clock: {
          now: () => now,
          sleep: async (milliseconds) => {
            now += milliseconds
          },
        },
      },
    )
    assert.equal(report.counts.alive, calls + 20 + count)
    for (const at of sent) assert.ok(sent.filter((one) => one > at - perSeconds * 1_000 && one <= at).length <= calls)
    assert.ok(now - begun >= perSeconds * 1_000 - 1)
  })
})
