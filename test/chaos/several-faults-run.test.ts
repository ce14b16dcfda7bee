import assert from 'node:assert/strict'
import { mkdtemp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { connectController } from '../../chaos/controller/client.ts'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { storm } from '../../chaos/faults/storm.ts'
import { htmlOf } from '../../chaos/report/html.ts'
import { markdownOf } from '../../chaos/report/markdown.ts'
import { runExperiment } from '../../chaos/run-experiment.ts'
import { openRunFolder } from '../../chaos/safety/run-folder.ts'
import { conclusive } from '../support/conclusive-run.ts'
import { isLongRun } from '../support/long-run.ts'
import { extensionOf } from './changed-experiment.ts'
import { openTargets, runAgainst, type ServiceTarget, stormAgainst, type Targets } from './service-target.ts'

let targets: Targets
before(async () => {
  targets = await openTargets()
})
after(() => targets.close())

const short = { baseline: '1s', fault: '1200ms', observe: '1500ms' }

/** Parses an experiment against a service that injects these faults. */
const ordering = (target: ServiceTarget, orders: readonly object[]) =>
  stormAgainst(target, { phases: short }, {}, (file) => {
    const [action] = file.method
    assert.ok(action)
    const common = { at: 'proxy', lease: '10s', maxInjected: 500, sample: { percent: 100, seed: 1 } }
    const actions = orders.map((order) => ({
      ...action,
      provider: { ...action.provider, arguments: { ...common, ...order } },
    }))
    Object.assign(file, { method: actions })
  })

const unavailable = { fault: 'idp.down', variant: 'unavailable' }
const missing = { fault: 'token.missing', variant: 'absent' }
const limited = { fault: 'rate.limited', variant: 'seconds' }

describe('several faults of one experiment', { concurrency: true, timeout: 110_000 }, () => {
  it('are on together, each with its own proof, and the report marks each', async () => {
    const target = await targets.start('with breaker')
    const experiment = ordering(target, [missing, { ...unavailable, together: true }])
    const journal = await conclusive(() => runAgainst(experiment, target, targets.directory))
    const seen = JSON.stringify(journal.faults.map(({ measured: _, ...rest }) => rest))
    assert.deepEqual(
      journal.faults.map(({ fault, part, verdict }) => [fault, part, verdict]),
      [
        ['token.missing', 1, 'resilient'],
        ['idp.down', 1, 'resilient'],
      ],
      seen,
    )
    const [ofToken, ofIdp] = journal.faults
    // The token endpoint is asked because the token was refused, so each fault has requests of its own plane only.
    const changedBy = (one: typeof ofToken) =>
      one?.measured?.contacts.fault.flatMap(({ plane, changed }) => (changed.service > 0 ? [plane] : []))
    assert.deepEqual([changedBy(ofToken), changedBy(ofIdp)], [['api'], ['idp']])
    assert.equal(ofToken?.effectiveness.injected, ofToken?.measured?.evidence)
    assert.equal(await connectController(target.controllerUrl).isLive(), false)
  })

  it('are inconclusive if one of them never meets the service, however well the other one ends', async () => {
    const target = await targets.start('with breaker')
    const experiment = ordering(target, [limited, { ...unavailable, together: true }])
    const { verdict, verdictReasons, faults } = await conclusive(
      () => runAgainst(experiment, target, targets.directory),
      1,
    )
    // On a busy machine the first may be deviated.
    assert.notEqual(verdict, 'resilient')
    assert.deepEqual([faults[1]?.verdict, faults[1]?.measured?.evidence], ['inconclusive', 0])
    assert.ok(
      verdictReasons.some(({ fault }) => fault === 'idp.down unavailable'),
      JSON.stringify(verdictReasons),
    )
  })

  it('follow in order, each from a baseline of its own; one journal holds them, and nothing is left to undo', async () => {
    const target = await targets.start('with breaker')
    const folder = await mkdtemp(join(targets.directory, 'run-'))
    const ramp = { from: 0, over: '600ms' }
    const experiment = ordering(target, [missing, { ...limited, sample: { percent: 100, seed: 1, ramp } }])
    const result = await runAgainst(experiment, target, folder)
    assert.ok('journal' in result, JSON.stringify(result))
    const { faults, timeline, rollbackVerified, removedAt } = result.journal.tokenwatch
    assert.deepEqual(
      faults.map(({ fault, part }) => [fault, part]),
      [
        ['token.missing', 1],
        ['rate.limited', 2],
      ],
    )
    const [first, second] = faults
    assert.ok(Number(first?.measured?.evidence) > 0 && Number(second?.measured?.evidence) > 0)
    assert.equal(first?.injectedAt, 0)
    assert.ok(Number(second?.injectedAt) > Number(first?.removedAt))
    assert.deepEqual(second?.ramp, { from: 0, seconds: 0.6 })
    assert.equal(timeline.filter(({ event }) => event === 'injected').length, 2)
    assert.deepEqual([rollbackVerified, removedAt, result.journal.run.length], [true, null, 2])
    assert.deepEqual(await readdir(join(folder, 'undo')), [])
    const [html, markdown] = [await htmlOf([], result.journal), markdownOf(result.journal)]
    for (const one of ['token.missing', 'rate.limited'])
      for (const text of [`injection: ${one}`, `removal: ${one}`])
        assert.ok(html.includes(`<title>${text}</title>`), text)
    assert.match(markdown, /\| rate\.limited \| seconds \| proxy \| 2 \| 0 to 100 % in 0\.6 s \|/)
    assert.match(markdown, /## token\.missing absent/)
    const twice = await htmlOf([result.journal], result.journal)
    for (const label of ['fault 1, token.missing absent', 'fault 2, rate.limited seconds'])
      assert.ok(twice.includes(`<h3>${label}: success_ratio</h3>`), label)
  })

  it('stop at a security hole: the next one does not begin', async () => {
    const target = await targets.start('naive')
    const experiment = ordering(target, [missing, limited])
    const { verdict, faults } = await conclusive(() => runAgainst(experiment, target, targets.directory), 1)
    assert.equal(verdict, 'insecure')
    assert.deepEqual(
      faults.map(({ fault }) => fault),
      ['token.missing'],
    )
  })

  it('are counted one by one by a dry run, which changes nothing', async () => {
    const target = await targets.start('with breaker')
    const experiment = ordering(target, [missing, { ...limited, match: { path: '/nowhere' } }])
    const folder = await mkdtemp(join(targets.directory, 'run-'))
    const result = await runAgainst(experiment, target, folder, { dryRun: true })
    assert.ok('dryRun' in result, JSON.stringify(result))
    assert.match(
      JSON.stringify(result.dryRun.judgement),
      /no request that the fault rate\.limited seconds could act on/,
    )
    assert.equal((await connectController(target.controllerUrl).observe()).counts.eligible, 0)
  })
})

/** The lab takes the same way as a service from the injection on. */
const labOptions = { timeout: 60_000, skip: isLongRun ? false : 'only in npm run test:long' }

it('several faults run on the lab, whose tokens fit all of them', labOptions, async () => {
  const file = experimentFor(storm)
  const [action] = file.method
  assert.ok(action)
  const common = { at: 'proxy', lease: '10s', maxInjected: 500, sample: { percent: 50, seed: 1 } }
  const orders = [
    { fault: 'signature.invalid', variant: 'bit_flipped' },
    { fault: 'rate.limited', variant: 'seconds', together: true },
  ]
  const actions = orders.map((order) => ({
    ...action,
    provider: { ...action.provider, arguments: { ...common, ...order } },
  }))
  Object.assign(file, { method: actions })
  const client = '../../examples/clients/single-flight-with-breaker.ts'
  Object.assign(extensionOf(file), {
    target: { kind: 'lab', client },
    phases: { baseline: '800ms', fault: '1200ms', observe: '1200ms' },
    slo: { successRatio: 0.95, window: '500ms' },
    minEvidence: 3,
  })
  const parsed = parseExperiment(JSON.stringify(file))
  assert.ok(parsed.ok, JSON.stringify(parsed))
  const { experiment } = parsed
  const directory = await mkdtemp(join(targets.directory, 'lab-'))
  const { faults } = await conclusive(() =>
    runExperiment(experiment, {
      file: import.meta.filename,
      folder: openRunFolder(directory),
      controllerUrl: null,
      controlToken: null,
      signal: new AbortController().signal,
      monitored: false,
      dryRun: false,
      onEvent: () => undefined,
    }),
  )
  for (const { fault, measured, verdict } of faults)
    assert.ok(Number(measured?.evidence) > 0 && verdict !== 'insecure', `${fault} ${verdict}`)
})
