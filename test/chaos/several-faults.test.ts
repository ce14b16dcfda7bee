import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { storm } from '../../chaos/faults/storm.ts'
import { judgeTogether } from '../../chaos/verdict.ts'
import { extensionOf } from './changed-experiment.ts'

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
