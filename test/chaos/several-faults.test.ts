import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { chooseFault, type FaultChoice } from '../../chaos/faults/catalogue.ts'
import { storm } from '../../chaos/faults/storm.ts'
import type { Arming } from '../../chaos/injectors/armed-fault.ts'
import { createInjection } from '../../chaos/injectors/injection.ts'
import { averagePercent, percentAt, type Ramp } from '../../chaos/injectors/ramp.ts'
import { contactEvidence } from '../../chaos/measures/contact.ts'
import { type Contract, jointContract } from '../../chaos/measures/metric.ts'
import { grantLease } from '../../chaos/safety/lease.ts'
import { judgeTogether } from '../../chaos/verdict.ts'
import { fc } from '../support/property.ts'
import { extensionOf } from './changed-experiment.ts'
import { everySecond, observed, request } from './observed.ts'

const refusing = chooseFault({ fault: 'storm', variant: 'retry' })
const missing = chooseFault({ fault: 'token.missing', variant: 'absent' })

/** Parses an experiment whose method orders these faults one after the other. */
function ordering(orders: readonly object[], target: object = { kind: 'lab', client: 'x.ts' }) {
  const file = experimentFor(storm)
  const [action] = file.method
  assert.ok(action)
  const common = { at: 'proxy', lease: '15s', maxInjected: 100 }
  const actions = orders.map((order) => ({
    ...action,
    provider: { ...action.provider, arguments: { ...common, ...order } },
  }))
  Object.assign(file, { method: actions })
  Object.assign(extensionOf(file), { target })
  return parseExperiment(JSON.stringify(file))
}

const refusalsOf = (...given: Parameters<typeof ordering>): string => {
  const parsed = ordering(...given)
  return parsed.ok ? 'runs' : parsed.refusals.join('\n')
}

describe('an experiment of several faults', () => {
  it('runs them in order, and those together that say so', () => {
    const parsed = ordering([
      { fault: 'token.missing' },
      { fault: 'idp.down', together: true },
      { fault: 'storm', variant: 'retry' },
    ])
    assert.ok(parsed.ok, JSON.stringify(parsed))
    const { fault, beside, next, contract } = parsed.experiment
    assert.deepEqual(
      [fault, ...beside.map((one) => one.fault), ...next.map((part) => part.fault)].map(({ definition: { id } }) => id),
      ['token.missing', 'idp.down', 'storm'],
    )
    assert.deepEqual([contract['amplification.idp'], contract.peak_ratio], [{ max: 4 }, undefined])
    assert.deepEqual(next[0]?.contract.peak_ratio, { max: 2.5 })
  })

  const service = { kind: 'service', name: 'orders', url: 'https://a.example', control: 'https://b.example' }
  const following = { ...service, process: { file: 'orders.json', origins: { api: ['https://c.example'] } } }
  const onAws = { ...service, secret: { id: 'sandbox/a', principal: 'p', undoRole: 'r' } }
  const first = { fault: 'storm', variant: 'retry' }
  const cases: readonly (readonly [string, readonly object[], RegExp, object?])[] = [
    ['there is nothing to join', [{ ...first, together: true }], /^method\[0\].*together: there is no fault before/],
    [
      'the table forbids the second',
      [first, { fault: 'token.expired-under-load', variant: 'short_lived', at: undefined, together: true }],
      /^method\[1\].*at: .*changes the issuer/,
      service,
    ],
    [
      'the table forbids one that follows',
      [first, { fault: 'alarm.path-cut', at: undefined }],
      /^method\[1\].*at: /,
      service,
    ],
    [
      'one is injected by the service itself',
      [first, { fault: 'token.missing', at: 'preload', together: true }],
      /^method\[1\].*together: a fault at preload runs alone/,
      following,
    ],
    [
      'one changes a real secret',
      [first, { fault: 'secretstore', variant: 'denied', at: 'resource-policy', together: true }],
      /^method\[1\].*together: a fault at resource-policy runs alone/,
      onAws,
    ],
    [
      'nobody could tell their traces apart',
      [
        { fault: 'token.revoked-mid-transaction', variant: 'revoked', at: 'oauth-driver' },
        { fault: 'token.expired-under-load', variant: 'short_lived', at: 'oauth-driver', together: true },
      ],
      /prove themselves by the same answers \(an old token is refused\)/,
    ],
    [
      'they meet more requests together than are allowed',
      [
        { ...first, sample: { percent: 60, seed: 1 }, maxInjected: 3_000 },
        { ...first, sample: { percent: 60, seed: 1 }, together: true, maxInjected: 3_000 },
      ],
      /maxInjected: more than safety/,
    ],
    [
      'a change of state is to have a rate',
      [
        {
          fault: 'token.revoked-mid-transaction',
          variant: 'revoked',
          at: 'oauth-driver',
          sample: { percent: 100, seed: 1, ramp: { from: 0 } },
        },
      ],
      /^method\[0\].*sample\.ramp: .*changes a state, which has no rate/,
    ],
  ]
  for (const [title, orders, expected, target] of cases)
    it(`is refused if ${title}`, () => assert.match(refusalsOf(orders, target), expected))

  it('may do in order what it may not do together', () => {
    const orders = [first, { fault: 'token.missing', at: 'preload' }]
    assert.equal(refusalsOf(orders, following), 'runs')
  })
})

describe('the limits of faults that are on together', () => {
  const cases: readonly (readonly [string, readonly Contract[], Contract])[] = [
    ['one alone keeps its own', [{ success_ratio: { min: 0.9 } }], { success_ratio: { min: 0.9 } }],
    [
      'the wider maximum counts',
      [{ 'amplification.idp': { max: 1 } }, { 'amplification.idp': { max: 4 } }],
      { 'amplification.idp': { max: 4 } },
    ],
    [
      'the lower minimum counts',
      [{ success_ratio: { min: 0.95 } }, { success_ratio: { min: 0.5 } }],
      { success_ratio: { min: 0.5 } },
    ],
    ['what one does not limit is not limited', [{ success_ratio: { min: 0.95 } }, {}], {}],
    ['security stays', [{ leaked_secrets: { max: 0 } }, {}], { leaked_secrets: { max: 0 } }],
    [
      'a bound on one side only is none',
      [{ success_ratio: { min: 0.9 } }, { success_ratio: { max: 0.99 } }],
      { success_ratio: {} },
    ],
  ]
  for (const [title, contracts, joint] of cases) it(title, () => assert.deepEqual(jointContract(contracts), joint))
})

describe('the verdict on several faults', () => {
  const judged = (verdict: 'resilient' | 'inconclusive' | 'deviated', because?: string) => ({
    fault: because ?? 'fine',
    judgement: { verdict, reasons: because === undefined ? [] : [{ because }] },
  })
  it('is the worst of them, with the fault that each reason is about', () => {
    assert.deepEqual(judgeTogether([judged('resilient'), judged('inconclusive', 'rare')]), {
      verdict: 'inconclusive',
      reasons: [{ because: 'rare', fault: 'rare' }],
    })
    assert.equal(judgeTogether([judged('deviated', 'a'), judged('inconclusive', 'b')]).verdict, 'deviated')
    assert.equal(judgeTogether([]).verdict, 'inconclusive')
  })
})

describe('a ramp', () => {
  it('rises evenly, and falls', () => {
    const rates = (ramp: Ramp, percent: number) => [0, 500, 1_000, 2_000].map((ms) => percentAt(percent, ramp, ms))
    assert.deepEqual(rates({ from: 0, overMs: 1_000 }, 100), [0, 50, 100, 100])
    assert.deepEqual(rates({ from: 80, overMs: 2_000 }, 40), [80, 70, 60, 40])
    assert.equal(percentAt(30, null, 0), 30)
  })

  it('has the average of its rates', () => {
    const ramp = fc.record({ from: fc.integer({ min: 0, max: 100 }), overMs: fc.integer({ min: 1, max: 5_000 }) })
    fc.assert(
      fc.property(ramp, fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 5_000 }), (one, percent, phase) => {
        const steps = 400
        const rates = Array.from({ length: steps }, (_, at) => percentAt(percent, one, ((at + 0.5) * phase) / steps))
        const mean = rates.reduce((sum, rate) => sum + rate, 0) / steps
        assert.ok(Math.abs(mean - averagePercent(percent, one, phase)) < 0.5)
      }),
    )
  })

  it('injects few requests at first and all in the end', () => {
    let nowMs = 0
    const injection = createInjection({ monotonicMs: () => nowMs })
    injection.arm(armingOf({ fault: 'storm', variant: 'retry' }, { ramp: { from: 0, overMs: 8_000 } }))
    const perSecond = Array.from({ length: 10 }, () => {
      const before = injection.counts().injected
      for (let each = 0; each < 200; each += 1) {
        nowMs += 5
        injection.decide(toApi())
      }
      return injection.counts().injected - before
    })
    assert.ok(
      perSecond.slice(0, 8).every((count, second) => Math.abs(count - 200 * ((second + 0.5) / 8)) < 40),
      perSecond.join(),
    )
    assert.deepEqual(perSecond.slice(8), [200, 200])
  })
})

const toApi = () => ({
  plane: 'api' as const,
  method: 'GET',
  path: '/invoices',
  headers: [['authorization', 'Bearer token-of-the-service']] as const,
  caller: 'orders-1',
})

function armingOf(choice: FaultChoice, more: Partial<Arming> = {}): Arming {
  const fault = chooseFault(choice)
  return { fault, lease: grantLease(60), seed: 7, percent: 100, maxInjected: Number.POSITIVE_INFINITY, ...more }
}

describe('faults that are on together', () => {
  it('share the requests of one plane, and each counts its own', () => {
    const injection = createInjection()
    const [one, other] = [
      armingOf({ fault: 'storm', variant: 'retry' }),
      armingOf({ fault: 'token.missing', variant: 'absent' }, { beside: true }),
    ]
    injection.arm(one)
    injection.arm(other)
    const kinds = Array.from({ length: 20 }, () => injection.decide(toApi()).action.kind)
    assert.deepEqual(
      [kinds.filter((kind) => kind === 'answer').length, kinds.filter((kind) => kind === 'mutate').length],
      [10, 10],
    )
    assert.deepEqual(
      injection.countsOfEach().map(({ id, injected }) => [id, injected]),
      [
        [one.lease.id, 10],
        [other.lease.id, 10],
      ],
    )
    assert.equal(injection.counts().injected, 20)
    assert.deepEqual(
      new Set(injection.wire.entries.map(({ action, injectedBy }) => [action, injectedBy].join())),
      new Set([`answer,${one.lease.id}`, `mutate,${other.lease.id}`]),
    )
  })

  it('end by themselves: one goes on when the budget of the other is spent', () => {
    const injection = createInjection()
    injection.arm(armingOf({ fault: 'storm', variant: 'retry' }, { maxInjected: 2 }))
    injection.arm(armingOf({ fault: 'token.missing', variant: 'absent' }, { beside: true }))
    const kinds = Array.from({ length: 10 }, () => injection.decide(toApi()).action.kind)
    assert.equal(kinds.filter((kind) => kind === 'answer').length, 2)
    assert.equal(kinds.filter((kind) => kind === 'mutate').length, 8)
    assert.equal(injection.counts().spentMs, null)
    injection.disarm('removed')
    assert.equal(injection.decide(toApi()).action.kind, 'pass')
  })

  it('take the place of earlier ones that were not joined', () => {
    const injection = createInjection()
    injection.arm(armingOf({ fault: 'storm', variant: 'retry' }))
    injection.decide(toApi())
    injection.arm(armingOf({ fault: 'token.missing', variant: 'absent' }))
    assert.equal(injection.counts().injected, 0)
  })

  it('are proved only by requests that they changed themselves', () => {
    const during = everySecond((at) => request(at, { action: 'mutate', injectedBy: 'one' }), 10, 20)
    const evidenceOf = (leaseId: string | null, fault = missing) =>
      contactEvidence(observed(during, { leaseId }, fault))
    assert.deepEqual([evidenceOf('one'), evidenceOf('other'), evidenceOf(null)], [10, 0, 10])
    const revoked = chooseFault({ fault: 'token.revoked-mid-transaction', variant: 'revoked' })
    const refused = (injectedBy: string | null) =>
      everySecond(
        (at) => request(at, { status: 401, injectedBy, action: injectedBy === null ? 'pass' : 'answer' }),
        10,
        20,
      )
    const proofOf = (injectedBy: string | null) =>
      contactEvidence(observed(refused(injectedBy), { leaseId: 'mine' }, revoked))
    assert.deepEqual([proofOf(null), proofOf('the storm beside it')], [10, 0])
    assert.equal(refusing.definition.id, 'storm')
  })
})
