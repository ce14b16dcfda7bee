import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { chooseFault } from '../../chaos/faults/catalogue.ts'
import type { Watching } from '../../chaos/lab/observers.ts'
import { watchStalls } from '../../chaos/lab/stall.ts'
import { openLab } from '../../chaos/lab/subject.ts'
import type { World } from '../../chaos/lab/world.ts'
import { tableClients } from '../../chaos/table/clients.ts'
import type { Hooks } from '../../chaos/trial/hooks.ts'
import { executePlan, faultEndMs } from '../../chaos/trial/run.ts'
import type { RunPlan } from '../../chaos/trial/run-plan.ts'
import { changed, extensionOf, sent } from './changed-experiment.ts'

describe('the fault phase', () => {
  const ends: readonly (readonly [string, number | null, number])[] = [
    ['before the fault has met a request', null, 3_400],
    ['if it met a request at once', 1_000, 3_400],
    ['if it met its first request later', 2_100, 4_500],
    ['if it met its first request so late that the fault would last too long', 3_300, 5_000],
  ]
  for (const [title, firstInjectedMs, expected] of ends)
    it(`counts from the first injected request: ${title}`, () => {
      const phases = { faultMs: 2_400, longestFaultMs: 4_000 }
      assert.equal(faultEndMs(1_000, firstInjectedMs, phases), expected)
    })

  const longest: readonly (readonly [string, object, object, number])[] = [
    ['twice the phase', {}, {}, 8_000],
    ['the longest time of a fault', { maxFaultTime: '5s' }, {}, 5_000],
    ['the lease, with time to look once more', {}, { lease: '7s' }, 6_000],
    ['the phase, if the lease is as long', {}, { lease: '4s' }, 4_000],
  ]
  for (const [title, safety, order, expected] of longest)
    it(`lasts at most as long as ${title}`, () => {
      const parsed = parseExperiment(
        changed((file) => {
          Object.assign(extensionOf(file).safety, safety)
          Object.assign(sent(file), order)
        }),
      )
      assert.ok(parsed.ok, JSON.stringify(parsed))
      assert.equal(parsed.experiment.longestFaultMs, expected)
    })

  it('shows a client that never stops asking, however long its token lives into the fault', {
    timeout: 110_000,
  }, async () => {
    let trial = await watchStalls(trialOfSingleFlight)
    // A machine that stalls this process stalls calls of the baseline and of the control arm too, and merges questions into one.
    while (trial.result.judgement.verdict !== 'deviated' && trial.stalledMs > maxTrialStallMs)
      trial = await watchStalls(trialOfSingleFlight)
    const { judgement, observation, timeline } = trial.result
    const { verdict, reasons } = judgement
    const { counts, marks } = observation ?? assert.fail(JSON.stringify(reasons))
    // The monitor of this trial notices the fault at once.
    const moments = timeline.map(({ event }) => event)
    const [first, detected, notified, removed] = (['first_injection', 'detected', 'notified', 'removed'] as const).map(
      (event) => moments.indexOf(event),
    )
    assert.ok(
      0 <= Number(first) && Number(first) < Number(detected) && Number(notified) < Number(removed),
      moments.join(),
    )
    assert.ok(counts.firstInjectedMs !== null && marks.removedMs - counts.firstInjectedMs >= phaseMs, 'a whole phase')
    assert.equal(verdict, 'deviated', JSON.stringify(reasons))
    assert.match(JSON.stringify(reasons), /amplification\.secrets/)
  })
})

/** A token lives into the phase, and most of the phase would be over before its end. */
const phaseMs = 1_600

/** Half of the time between two calls. */
const maxTrialStallMs = 100

const quietHooks: Hooks = {
  signal: new AbortController().signal,
  onEvent: () => undefined,
  onFigures: null,
  beforeInjection: async () => undefined,
  afterRemoval: async () => undefined,
  unmetHypothesis: async () => [],
  unmetDuring: async () => [],
}

/** Opens a monitor that has seen the fault, and paged, when it is first asked about it. */
const watch = async (world: World): Promise<Watching> => ({
  observe() {
    const { firstInjectedMs } = world.injection.counts()
    return { detectedMs: firstInjectedMs, alertedMs: firstInjectedMs }
  },
  output: () => [],
  close: async () => undefined,
})

/** Runs one instance under few calls: each of them asks for a token once the last one has ended, and three questions are too many. */
async function trialOfSingleFlight() {
  const fault = chooseFault({ fault: 'idp.down', variant: 'unavailable' })
  const { tokens, flow, contract } = fault.definition
  const order = {
    fault,
    leaseSeconds: 60,
    seed: 1,
    percent: 100,
    maxInjected: Number.POSITIVE_INFINITY,
    pathPrefix: '',
  }
  await using open = new AsyncDisposableStack()
  const client = await tableClients['single-flight']()
  const lab = open.adopt(await openLab({ client, instances: 1, flow, tokens, watch }), (one) => one.close())
  const plan: RunPlan = {
    faults: [{ order, minEvidence: 1, afterMs: 0, forMs: null }],
    load: { perSecond: 5, burst: 1 },
    phases: { baselineMs: 600, faultMs: phaseMs, longestFaultMs: 30_000, recoveryMs: 2_000 },
    slo: { successRatio: 0.95, windowMs: 400 },
    contract,
    demanded: [],
    causeWords: null,
    stops: [],
  }
  return await executePlan(lab, plan, quietHooks)
}
