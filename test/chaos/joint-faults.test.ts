import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chooseFault, type FaultChoice } from '../../chaos/faults/catalogue.ts'
import type { Arming } from '../../chaos/injectors/armed-fault.ts'
import { createInjection } from '../../chaos/injectors/injection.ts'
import { contactEvidence } from '../../chaos/measures/contact.ts'
import { type Contract, jointContract } from '../../chaos/measures/metric.ts'
import { grantLease } from '../../chaos/safety/lease.ts'
import { everySecond, observed, request } from './observed.ts'

const refusing = chooseFault({ fault: 'storm', variant: 'retry' })
const missing = chooseFault({ fault: 'token.missing', variant: 'absent' })

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
