import type { ChosenFault } from '../faults/catalogue.ts'
import { executePlan } from '../trial/run.ts'
import type { RunPlan } from '../trial/run-plan.ts'
import type { RunJudgement } from '../verdict.ts'
import type { ClientModule } from './client.ts'
import { type StallWatched, watchStalls } from './stall.ts'
import { openLab } from './subject.ts'

/** A fleet small enough for CI. Its bursts are large enough to show a client that refreshes once for each request. */
export const labInstances = 4
const labLoad = { perSecond: 6, burst: 4 } as const
const phases = { baselineMs: 900, faultMs: 2_400, longestFaultMs: 4_800, recoveryMs: 3_200 } as const

/** Injected requests below which a run is inconclusive. A fault of state only has to reach every instance. */
const minInjected = 30

/** Returns how often a fault must have reached the service for a verdict: half of the calls, or each instance, but no more than needed. */
export function minEvidenceOf({ definition }: ChosenFault, instances: number, calls: number): number {
  if (definition.evidence !== 'injected') return instances
  return Math.min(minInjected, Math.max(1, instances, Math.floor(calls / 2)))
}

/** Plans a trial of a few seconds, with real clocks. */
function trialPlan(fault: ChosenFault): RunPlan {
  const leaseSeconds = phases.faultMs / 1_000 + 5
  const calls = (labLoad.perSecond * labLoad.burst * phases.faultMs) / 1_000
  const order = { fault, leaseSeconds, seed: 42, percent: 100, maxInjected: Number.POSITIVE_INFINITY, pathPrefix: '' }
  return {
    faults: [{ order, minEvidence: minEvidenceOf(fault, labInstances, calls), afterMs: 0, forMs: null }],
    load: labLoad,
    phases,
    slo: { successRatio: 0.95, windowMs: 400 },
    contract: fault.variant.contract ?? fault.definition.contract,
    demanded: [],
    causeWords: null,
    stops: [],
  }
}

/** Runs a fault against one fleet on the lab, beside an identical fleet without it. */
export async function runTrial(fault: ChosenFault, client: ClientModule): Promise<StallWatched<RunJudgement>> {
  const { flow, tokens } = fault.definition
  const lab = await openLab({ client, instances: labInstances, flow, tokens })
  try {
    return await watchStalls(async () => (await executePlan(lab, trialPlan(fault), quietly)).judgement)
  } finally {
    await lab.close()
  }
}

const quietly = {
  signal: new AbortController().signal,
  onEvent: () => undefined,
  onFigures: null,
  beforeInjection: async () => undefined,
  afterRemoval: async () => undefined,
  unmetHypothesis: async () => [],
  unmetDuring: async () => [],
}
