import type { ChosenFault } from '../faults/catalogue.ts'
import { executePlan } from '../trial/run.ts'
import type { RunPlan } from '../trial/run-plan.ts'
import type { RunJudgement } from '../verdict.ts'
import type { ClientModule } from './client.ts'
import { type StallWatched, watchStalls } from './stall.ts'
import { openLab } from './subject.ts'

/** A fleet small enough for CI, in bursts that are large enough to show who refreshes once and who for everybody. */
export const labInstances = 4
const labLoad = { perSecond: 6, burst: 4 } as const
const phases = { baselineMs: 900, faultMs: 2_400, recoveryMs: 3_200 } as const

/** Mutated requests below which nothing is said of a fault that mutates; a fault of state has to meet every instance. */
const minInjected = 30

/** How often a fault has to have met the service for a verdict. */
export function minEvidenceOf({ definition }: ChosenFault, instances: number): number {
  return definition.evidence === 'injected' ? minInjected : instances
}

/** The plan of a trial that fits into a few seconds, with real clocks. */
function trialPlan(fault: ChosenFault): RunPlan {
  const leaseSeconds = phases.faultMs / 1_000 + 5
  return {
    order: { fault, leaseSeconds, seed: 42, percent: 100, maxInjected: Number.POSITIVE_INFINITY, pathPrefix: '' },
    load: labLoad,
    phases,
    slo: { successRatio: 0.95, windowMs: 400 },
    contract: fault.variant.contract ?? fault.definition.contract,
    demanded: [],
    causeWords: null,
    minEvidence: minEvidenceOf(fault, labInstances),
    stops: [],
  }
}

/** Breaks the tokens of one fleet on the lab while another one, just like it, is left alone. */
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
  beforeInjection: async () => undefined,
  afterRemoval: async () => undefined,
}
