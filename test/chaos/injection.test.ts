import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chooseFault } from '../../chaos/faults/catalogue.ts'
import type { InterceptedRequest } from '../../chaos/faults/request.ts'
import { type Arming, markHeader } from '../../chaos/injectors/armed-fault.ts'
import { createInjection } from '../../chaos/injectors/injection.ts'
import { grantLease } from '../../chaos/safety/lease.ts'

const missing = chooseFault({ fault: 'token.missing', variant: 'absent' })
const refusing = chooseFault({ fault: 'false-401', variant: 'some', settings: { percent: 100 } })

const arming = (overrides: Partial<Arming> = {}): Arming => ({
  fault: missing,
  lease: grantLease(60),
  seed: 42,
  percent: 100,
  maxInjected: Number.POSITIVE_INFINITY,
  ...overrides,
})

const intercepted = (overrides: Partial<InterceptedRequest> = {}): InterceptedRequest => ({
  plane: 'api',
  method: 'GET',
  path: '/invoices',
  headers: [['authorization', 'Bearer one-token-of-many']],
  caller: 'orders-1',
  ...overrides,
})

describe('an injection', () => {
  it('lets all requests pass until a fault is armed, and again when its lease has ended', () => {
    let nowMs = 0
    const injection = createInjection({ monotonicMs: () => nowMs })
    assert.equal(injection.decide(intercepted()).action.kind, 'pass')
    injection.arm(arming({ lease: grantLease(10, { monotonicMs: () => nowMs }) }))
    assert.equal(injection.decide(intercepted()).action.kind, 'mutate')
    nowMs = 10_000
    assert.equal(injection.decide(intercepted()).action.kind, 'pass')
  })

  it('acts on its percentage of requests, and on the same ones for the same seed', () => {
    const injected = (seed: number) => {
      const injection = createInjection()
      injection.arm(arming({ percent: 30, seed }))
      return Array.from({ length: 1_000 }, () => injection.decide(intercepted()).action.kind === 'mutate')
    }
    const share = injected(1).filter(Boolean).length
    assert.ok(share > 240 && share < 360, `${share} of 1000`)
    assert.deepEqual(injected(1), injected(1))
    assert.notDeepEqual(injected(1), injected(2))
  })

  it('ends after its maximum number of requests', () => {
    const injection = createInjection()
    injection.arm(arming({ maxInjected: 3 }))
    const kinds = Array.from({ length: 5 }, () => injection.decide(intercepted()).action.kind)
    assert.deepEqual(kinds, ['mutate', 'mutate', 'mutate', 'pass', 'pass'])
    assert.notEqual(injection.counts().spentMs, null)
  })

  it('does not touch this tool, nor a request without a token', () => {
    const injection = createInjection()
    injection.arm(arming())
    const without = injection.decide(intercepted({ headers: [['accept', '*/*']] }))
    injection.intruding('a-token-of-this-tool', true)
    const intrusion = injection.decide(intercepted({ headers: [['authorization', 'Bearer a-token-of-this-tool']] }))
    assert.deepEqual([without.action.kind, without.entry.by], ['pass', 'service'])
    assert.deepEqual([intrusion.action.kind, intrusion.entry.by], ['pass', 'tool'])
  })

  it('tells questions about tokens of this tool from those of the service, and calls a key set fetch unknown meanwhile', () => {
    const injection = createInjection()
    injection.intruding('forged-token-1', true)
    const question = (rest: Partial<InterceptedRequest>) =>
      injection.decide(intercepted({ plane: 'validation', headers: [], caller: 'unnamed', ...rest })).entry.by
    assert.equal(question({ method: 'POST', body: 'token=forged-token-1&token_type_hint=access_token' }), 'tool')
    assert.equal(question({ method: 'POST', body: 'token=of-the-service' }), 'service')
    assert.equal(question({ path: '/jwks' }), 'unknown')
    injection.intruding('forged-token-1', false)
    assert.equal(question({ path: '/jwks' }), 'service')
  })

  it('acts only on its own planes and paths', () => {
    const injection = createInjection()
    injection.arm(arming({ pathPrefix: '/invoices' }))
    assert.equal(injection.decide(intercepted({ plane: 'idp' })).action.kind, 'pass')
    assert.equal(injection.decide(intercepted({ path: '/orders' })).action.kind, 'pass')
    assert.equal(injection.counts().eligible, 0)
  })

  it('ends at once if the API accepts a mutant that it must refuse', () => {
    const injection = createInjection()
    injection.arm(arming())
    const { entry } = injection.decide(intercepted())
    injection.answered(intercepted(), entry, 200)
    injection.ended(intercepted(), entry, { status: 200, headers: {}, body: Buffer.from('{"invoices":[]}') })
    assert.equal(injection.counts().acceptedMutants, 1)
    assert.equal(injection.decide(intercepted()).action.kind, 'pass')
  })

  it('counts requests in a dry run, and changes none', () => {
    const injection = createInjection()
    injection.arm(arming({ dryRun: true }))
    assert.equal(injection.decide(intercepted()).action.kind, 'pass')
    assert.equal(injection.counts().injected, 1)
  })

  it('marks made-up answers with a header', () => {
    const injection = createInjection()
    const lease = grantLease(60)
    injection.arm(arming({ fault: refusing, lease }))
    const { action } = injection.decide(intercepted())
    assert.equal(action.kind === 'answer' && action.headers[markHeader], lease.id)
  })

  it('starts its clock at the first injected request, not when it was armed', () => {
    let nowMs = 1_000
    const injection = createInjection({ monotonicMs: () => nowMs })
    injection.arm(arming({ lease: grantLease(60, { monotonicMs: () => nowMs }) }))
    assert.equal(injection.counts().firstInjectedMs, null)
    nowMs = 3_000
    injection.decide(intercepted())
    assert.equal(injection.counts().firstInjectedMs, 3_000)
  })

  it('treats a token as old if it was seen after an earlier fault', () => {
    const injection = createInjection()
    const expired = chooseFault({ fault: 'token.expired-under-load', variant: 'expired_sent' })
    const foreignToken = 'a-token-that-has-expired'
    injection.arm(arming({ fault: expired, foreignToken }))
    injection.disarm('removed')
    injection.decide(intercepted())
    injection.arm(arming({ fault: expired, foreignToken }))
    assert.equal(injection.decide(intercepted()).action.kind, 'mutate')
  })

  it('makes no refusal up if it has no expired token to send', () => {
    const injection = createInjection()
    injection.decide(intercepted())
    injection.arm(arming({ fault: chooseFault({ fault: 'token.expired-under-load', variant: 'expired_sent' }) }))
    assert.equal(injection.decide(intercepted()).action.kind, 'pass')
  })

  it('keeps no header and no token of a request', () => {
    const injection = createInjection()
    injection.arm(arming())
    injection.decide(intercepted())
    assert.ok(!JSON.stringify(injection.wire.entries).includes('one-token'))
  })
})
