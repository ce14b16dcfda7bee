import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { connectController } from '../../chaos/controller/client.ts'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { chooseFault } from '../../chaos/faults/catalogue.ts'
import { storm } from '../../chaos/faults/storm.ts'
import { measure } from '../../chaos/measures/measure.ts'
import { planned } from '../../cli/chaos/plan.ts'
import { until } from '../local/oauth/until.ts'
import { conclusive } from '../support/conclusive-run.ts'
import { extensionOf } from './changed-experiment.ts'
import { call, everySecond, observed } from './observed.ts'
import { openTargets, runAgainst, type ServiceTarget, stormAgainst, type Targets } from './service-target.ts'

type File = ReturnType<typeof experimentFor>

/** Replaces the method of an experiment by orders of these faults. */
function order(file: File, orders: readonly object[]): File {
  const [action] = file.method
  assert.ok(action)
  const common = { at: 'proxy', lease: '10s', maxInjected: 500, sample: { percent: 100, seed: 1 } }
  const method = orders.map((one) => ({
    ...action,
    provider: { ...action.provider, arguments: { ...common, ...one } },
  }))
  return Object.assign(file, { method })
}

function ordering(orders: readonly object[]) {
  const file = order(experimentFor(storm), orders)
  Object.assign(extensionOf(file), { phases: { baseline: '2s', fault: '4s', observe: '5s' } })
  return parseExperiment(JSON.stringify(file))
}

const first = { fault: 'storm', variant: 'retry' }
const idp = { fault: 'idp.down', together: true }
const revoked = { fault: 'token.revoked-mid-transaction', variant: 'revoked', at: 'oauth-driver', together: true }

describe('the times of faults that are on together', () => {
  const refused: readonly (readonly [string, readonly object[], RegExp])[] = [
    ['a fault alone that is to begin later', [{ ...first, after: '1s' }], /^method\[0\].*after: only for a fault that/],
    ['a length of a fault alone', [{ ...first, for: '1s' }], /^method\[0\].*for: only for faults that are on together/],
    ['a fault that begins after the phase', [first, { ...idp, after: '4s' }], /^method\[1\].*after: expected an end/],
    ['one that ends after it', [first, { ...idp, after: '3s', for: '2s' }], /^method\[1\].*after: expected an end/],
    ['a length of a changed state', [first, { ...revoked, for: '2s' }], /^method\[1\].*for: .*changes a state/],
    [
      'a gap',
      [
        { ...first, for: '1s' },
        { ...idp, after: '2s' },
      ],
      /^method: no fault is on from 1 s to 2 s/,
    ],
    [
      'no fault at the end',
      [
        { ...first, for: '1s' },
        { ...idp, for: '2s' },
      ],
      /^method: one of .* must last to the end/,
    ],
    ['a lease that ends too early', [first, { ...idp, after: '1s', lease: '2s' }], /lease: shorter than phases\.fault/],
    ['a time without a call', [first, { ...idp, after: '3990ms' }], /load: makes no call during/],
  ]
  for (const [title, orders, expected] of refused)
    it(`refuse ${title}`, () => {
      const parsed = ordering(orders)
      assert.ok(!parsed.ok, JSON.stringify(parsed))
      assert.match(parsed.refusals.join('\n'), expected)
    })

  it('are in order, whatever the order of the file, and a lease counts from its own beginning', () => {
    const parsed = ordering([
      { ...first, for: '2s', lease: '2s' },
      { fault: 'token.missing', together: true, after: '2s', lease: '6s' },
      { ...idp, after: '1s', for: '1s', lease: '1s' },
    ])
    assert.ok(parsed.ok, JSON.stringify(parsed))
    const { beside, longestFaultMs } = parsed.experiment
    assert.deepEqual(
      [parsed.experiment, ...beside].map(({ fault, afterMs, forMs }) => [fault.definition.id, afterMs, forMs]),
      [
        ['storm', 0, 2_000],
        ['idp.down', 1_000, 1_000],
        ['token.missing', 2_000, null],
      ],
    )
    const { text } = planned(parsed.experiment)
    assert.match(
      text,
      /together with idp\.down [^\n]*\n {2}from 1 s after the injection, for 1 s,[^\n]*\n {2}about 24 user calls/,
    )
    assert.match(
      text,
      /together with token\.missing [^\n]*\n {2}from 2 s after the injection, to the removal,[^\n]*\n {2}about 48/,
    )
    // Two seconds later, six seconds of lease, and one to look once more.
    assert.equal(longestFaultMs, 7_000)
  })

  it('count the calls that meet a fault by its rate', () => {
    const parsed = ordering([{ ...first, sample: { percent: 50, seed: 1, ramp: { from: 0, over: '2s' } } }])
    assert.ok(parsed.ok, JSON.stringify(parsed))
    // 24 calls a second: two seconds at a quarter of them on average, and two at a half.
    assert.match(planned(parsed.experiment).text, /about 36 user calls meet the fault/)
  })

  it('narrow the figures of a fault to its own time, and count the recovery from the removal of all', () => {
    const failing = everySecond((at) =>
      call(at, at < 16_000 && at > 10_000 ? { outcome: { kind: 'failed', error: 'x' } } : {}),
    )
    const arms = { ...observed([]).arms, fault: { samples: failing, wire: [] } }
    const [own, whole] = [
      measure(observed([], { arms, ownEndMs: 15_000 })),
      measure(observed([], { arms, ownEndMs: null })),
    ]
    assert.deepEqual([own.metrics.success_ratio, whole.metrics.success_ratio], [0, 0.4])
    assert.deepEqual([own.metrics.time_to_recover, own.recovery.failed], [0.5, 0])
  })
})

describe('faults that join and end at their own times', { timeout: 110_000 }, () => {
  let targets: Targets
  before(async () => {
    targets = await openTargets()
  })
  after(() => targets.close())

  const experimentOf = (target: ServiceTarget) =>
    stormAgainst(target, { phases: { baseline: '1s', fault: '2500ms', observe: '1500ms' } }, {}, (file) => {
      order(file, [
        { fault: 'rate.limited', variant: 'seconds', for: '1500ms' },
        { fault: 'token.missing', variant: 'absent', together: true, after: '1500ms' },
      ])
    })

  it('are all met by calls without a valid token, also one that joins when the first has ended', async () => {
    const { controllerUrl, proxyUrl } = await targets.start('with breaker')
    const controller = connectController(controllerUrl)
    const common = { seed: 1, percent: 100, pathPrefix: '/nowhere', maxInjected: Number.POSITIVE_INFINITY }
    const fault = chooseFault({ fault: 'token.missing', variant: 'absent' })
    const protectedUrl = `${proxyUrl}/invoices`
    const isOver = async (id: string) => !(await controller.renew(id))
    const { id } = await controller.inject({ ...common, fault, leaseSeconds: 0.3 }, { protectedUrl })
    await until(() => isOver(id))
    await controller.inject({ ...common, fault, leaseSeconds: 60, beside: true }, { protectedUrl })
    const answered = async () => Number((await controller.observe()).intruder?.answered)
    const before = await answered()
    // More than the calls that were under way when the first one ended.
    await until(async () => (await answered()) > before + 30)
    await controller.reset()
  })

  it('are each on in their own time only, and report, charts and time line say so', async () => {
    const target = await targets.start('with breaker')
    const journal = await conclusive(() => runAgainst(experimentOf(target), target, targets.directory))
    const [limited, missing] = journal.faults
    const seen = JSON.stringify({ ...journal, seconds: [], measured: null })
    assert.ok(limited && missing, seen)
    assert.equal(limited.injectedAt, 0)
    assert.ok(Number(limited.removedAt) >= 1.5 && Number(missing.injectedAt) >= 1.5, seen)
    assert.ok(Number(limited.removedAt) < Number(missing.removedAt), seen)
    assert.ok(Number(missing.removedAt) > Number(missing.injectedAt) + 0.9, seen)
    assert.ok(Number(limited.measured?.evidence) > 0 && Number(missing.measured?.evidence) > 0, seen)
    const moments = journal.timeline.flatMap(({ event, note }) =>
      event === 'injected' || event === 'ended' || event === 'removed' ? [`${event} ${note}`.trim()] : [],
    )
    assert.deepEqual(moments.toSorted(), [
      'ended rate.limited seconds',
      'injected rate.limited seconds',
      'injected token.missing absent',
      'removed',
    ])
    assert.equal(moments[0], 'injected rate.limited seconds')
    assert.ok(journal.rollbackVerified, seen)
  })
})
