import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chooseFault } from '../../chaos/faults/catalogue.ts'
import { injectFault } from '../../chaos/lab/inject-fault.ts'
import { startWorld } from '../../chaos/lab/world.ts'
import { leaksIn } from '../../chaos/measures/leaks.ts'
import { grantLease } from '../../chaos/safety/lease.ts'
import { tableClients } from '../../chaos/table/clients.ts'
import { createBreaker } from '../../examples/clients/breaker.ts'
import { until } from '../local/oauth/until.ts'

const calls = 40
const expired = chooseFault({ fault: 'token.expired-under-load', variant: 'expired_sent' })
const refused = chooseFault({ fault: 'storm', variant: 'unauthorized' })

/** Makes all calls of one instance at once, just after the fault has made its token invalid. */
async function burst(name: keyof typeof tableClients, fault: typeof expired) {
  const client = await tableClients[name]()
  const world = await startWorld({ client, instances: 1, tokens: fault.definition.tokens })
  try {
    const [instance] = world.fleet.instances
    assert.ok(instance)
    assert.equal((await instance.call('read', 'before')).kind, 'ok')
    const from = world.injection.wire.entries.length
    await injectFault(world, fault, { lease: grantLease(60), seed: 1, percent: 100 })
    const outcomes = await Promise.all(
      Array.from({ length: calls }, (_, index) => instance.call('read', `order-${index}`)),
    )
    const wire = world.injection.wire.entries.slice(from).filter(({ caller }) => caller.startsWith('orders-'))
    const on = (plane: string) => wire.filter((entry) => entry.plane === plane).length
    const log = world.log.map(({ text }) => text)
    const leaks = leaksIn('log', new Set(log), world.canaries).length
    return { ok: outcomes.filter(({ kind }) => kind === 'ok').length, api: on('api'), idp: on('idp'), leaks, outcomes }
  } finally {
    await world.close()
  }
}

describe('forty calls at once with a token that has just expired', () => {
  it('cause forty refreshes in a client that refreshes for each request', async () => {
    const { ok, api, idp } = await burst('refresh-per-request', expired)
    assert.deepEqual({ ok, api, idp }, { ok: calls, api: 2 * calls, idp: calls })
  })

  for (const name of ['single-flight', 'with breaker'] as const)
    it(`cause one refresh in the client ${name}, and every caller is served`, async () => {
      const { ok, api, idp, leaks } = await burst(name, expired)
      assert.deepEqual({ ok, idp, leaks }, { ok: calls, idp: 1, leaks: 0 })
      assert.ok(api <= 2 * calls, `${api} requests`)
    })
})

describe('forty calls at once with a token that is refused for good', () => {
  it('cause many refreshes in the naive client, and put a token into its log', async () => {
    const { ok, api, idp, leaks, outcomes } = await burst('naive', refused)
    assert.equal(ok, 0)
    assert.ok(idp > calls, `${idp} refreshes, ${api} requests`)
    assert.ok(leaks > 0)
    assert.ok(outcomes.every((outcome) => outcome.kind === 'failed' && outcome.error === null))
  })

  it('cause one refresh and named failures in the client with a breaker', async () => {
    const { api, idp, leaks, outcomes } = await burst('with breaker', refused)
    assert.deepEqual({ idp, leaks }, { idp: 1, leaks: 0 })
    assert.ok(api <= 2 * calls, `${api} requests`)
    assert.ok(outcomes.every((outcome) => outcome.kind === 'failed' && outcome.error === 'credential_rejected'))
  })
})

describe('the breaker of the example client', () => {
  const closed = () => createBreaker({ threshold: 2, firstPauseMs: 1, longestPauseMs: 1, opened: () => undefined })

  it('waits as long as it was asked to, though a call that was under way succeeds and another is asked for less', () => {
    const breaker = closed()
    breaker.wait(60_000, 'rate_limited')
    breaker.succeeded()
    assert.equal(breaker.refusal(), 'rate_limited')
    breaker.wait(1, 'rate_limited')
    breaker.succeeded()
    assert.equal(breaker.refusal(), 'rate_limited')
  })

  it('lets requests through again when the wait is over', async () => {
    const breaker = closed()
    breaker.wait(20, 'rate_limited')
    await until(() => breaker.refusal() === null)
  })
})
