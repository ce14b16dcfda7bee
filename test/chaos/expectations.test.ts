import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chooseFault } from '../../chaos/faults/catalogue.ts'
import type { WireEntry } from '../../chaos/injectors/wire.ts'
import { apiAmplification, refreshAmplification } from '../../chaos/measures/amplification.ts'
import { duplicatesIn } from '../../chaos/measures/duplicates.ts'
import { measure } from '../../chaos/measures/measure.ts'
import { call, everySecond, observed, request } from './observed.ts'

const idpDown = chooseFault({ fault: 'idp.down', variant: 'slow' })
const once = everySecond((at) => request(at))
const mint = (atMs: number, lifetimeSeconds: number | null = 3) => request(atMs, { plane: 'idp', lifetimeSeconds })

describe('amplification', () => {
  it('is 1 for a service that sends one request for each call', () => {
    assert.equal(apiAmplification(observed(once)), 1)
  })

  it('is not raised by a call of a short baseline whose request came too late for it', () => {
    const late = [...once.slice(0, 9), request(10_001), ...once.slice(10)]
    assert.equal(apiAmplification(observed(late)), 1.1)
  })

  it('counts retries that come after the removal', () => {
    const late = everySecond((at) => request(at), 21, 29)
    assert.ok(Number(apiAmplification(observed([...once, ...late, ...late]))) >= 2.5)
  })

  it('is not lowered by calls that a breaker stopped after the removal', () => {
    const doubled = [...once.slice(0, 20), ...once.slice(10, 20)]
    assert.equal(apiAmplification(observed(doubled)), 2)
  })

  it('does not count requests of this tool', () => {
    const intruder = everySecond((at) => request(at, { by: 'tool' }), 10, 20)
    assert.equal(apiAmplification(observed([...once, ...intruder])), 1)
  })

  const renewals: readonly (readonly [string, number, readonly WireEntry[]])[] = [
    [
      'renewals of a token that lives for three seconds',
      1,
      everySecond(mint, 10, 20).filter((_, index) => index % 3 === 0),
    ],
    ['a renewal for every call', 2, everySecond(mint, 10, 20)],
    [
      'repeated requests while no token is granted',
      10,
      everySecond((at) => request(at, { plane: 'idp', status: 503 }), 10, 20),
    ],
    [
      'the first token of each instance after the removal, and its renewals',
      1,
      [
        request(12_000, { plane: 'idp', status: 503 }),
        ...everySecond(mint, 21, 30).filter((_, index) => index % 3 === 0),
      ],
    ],
    ['a queue of requests that is emptied after the removal', 8, everySecond((at) => mint(at, 3_600), 21, 30)],
    ['one renewal of a token that lives for an hour', 1, [mint(12_000, 3_600)]],
    ['ten renewals of a token that lives for an hour', 10, everySecond((at) => mint(at, 3_600), 10, 20)],
  ]
  for (const [title, least, wire] of renewals)
    it(`of the token endpoint is ${least === 1 ? 'at most 1' : `at least ${least}`} for ${title}`, () => {
      const value = Number(refreshAmplification(observed(wire, {}, idpDown), 'idp'))
      assert.ok(least === 1 ? value <= 1 : value >= least, `${value}`)
    })
})

describe('duplicates of a service', () => {
  const post = (atMs: number, body: string, rest: Partial<WireEntry> = {}) =>
    request(atMs, { method: 'POST', path: '/orders', effect: { body, key: null }, ...rest })
  const orders = everySecond((at) => post(at, `order-${at}`))
  const unreadable = { body: null, key: null }
  const unread = everySecond((at) => post(at, '', { effect: unreadable }))
  const alike = everySecond((at) => post(at, 'the same order'))

  const cases: readonly (readonly [string, number | null, readonly WireEntry[]])[] = [
    ['no repeated order', 0, orders],
    ['one repeated order of thirty', 1, [...orders, post(15_900, 'order-15500')]],
    [
      'an order repeated with its idempotency key',
      0,
      everySecond((at) => post(at, `order-${at}`, { effect: { body: `${at}`, key: `${at}` } })).flatMap((one) => [
        one,
        one,
      ]),
    ],
    [
      'an order repeated with another key',
      1,
      [...orders, post(15_000, 'x', { effect: { body: 'order-16500', key: 'b' } })],
    ],
    ['a repeated order that was refused', 0, [...orders, post(15_900, 'order-15500', { status: 503 })]],
    ['one order too many of a load that always orders the same', 1, [...alike, post(15_900, 'the same order')]],
    ['as many orders as calls of a load that always orders the same', 0, alike],
    ['one order too many, if no body could be read', 1, [...unread, post(15_900, '', { effect: unreadable })]],
    ['as many orders as calls, if no body could be read', 0, unread],
    ['a service that only reads', 0, once],
  ]
  for (const [title, expected, wire] of cases)
    it(`${title}: ${expected}`, () => assert.equal(duplicatesIn(observed(wire)), expected))

  it('are known by their bodies, though as many calls have failed', () => {
    const samples = everySecond((at) => call(at, at === 12_500 ? { outcome: { kind: 'failed', error: 'x' } } : {}))
    const wire = [...orders.filter(({ atMs }) => atMs !== 12_500), post(15_900, 'order-15500')]
    const arms = { fault: { samples, wire }, control: { samples: [], wire: [] } }
    assert.equal(duplicatesIn(observed(wire, { arms })), 1)
  })

  it('are not known if failed calls may hide them', () => {
    const failed = everySecond((at) => call(at, { outcome: { kind: 'failed', error: 'x' } }), 10, 12)
    const samples = [...everySecond((at) => call(at)), ...failed]
    const arms = { fault: { samples, wire: alike }, control: { samples: [], wire: [] } }
    assert.equal(duplicatesIn(observed(alike, { arms })), null)
  })
})

describe('a fault whose budget of requests ran out', () => {
  it('ends there in all figures: what the service does afterwards is no merit', () => {
    const failing = (at: number) =>
      call(at, { outcome: at > 10_000 && at < 13_000 ? { kind: 'failed', error: 'x' } : { kind: 'ok' } })
    const samples = everySecond(failing)
    const arms = { fault: { samples, wire: once }, control: { samples, wire: [] } }
    const counts = { ...observed([]).counts, spentMs: 13_000 }
    const { fault, metrics } = measure(observed(once, { arms, counts }))
    assert.deepEqual([fault.calls, fault.failed, metrics.success_ratio], [3, 3, 0])
    assert.equal(metrics.time_to_mitigate, Number.POSITIVE_INFINITY)
    assert.equal(metrics.time_to_recover, 0.5)
  })
})
