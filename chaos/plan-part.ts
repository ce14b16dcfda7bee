import { isAlarmOn } from './aws/alarm.ts'
import { type Experiment, faultsOfPart, type OrderedFault } from './experiment/experiment.ts'
import { isInProcess } from './experiment/runnable.ts'
import { minEvidenceOf } from './lab/trial.ts'
import type { CauseWords } from './measures/observation.ts'
import { isOnAws } from './safety/permission.ts'
import type { PlannedFault, RunPlan } from './trial/run-plan.ts'
import type { StopCondition } from './trial/stops.ts'

/** Translates a part of an experiment into the plan of a run. */
export function runPlanOf(part: Experiment, instances: number): RunPlan {
  const { safety, phases, slo, load, contract, demanded } = part
  const [first, ...others] = faultsOfPart(part)
  const planned = (ordered: OrderedFault, index: number) => plannedFault(part, ordered, { index, instances })
  return {
    faults: [planned(first, 0), ...others.map((one, index) => planned(one, index + 1))],
    load,
    phases: {
      baselineMs: phases.baseline,
      faultMs: phases.fault,
      longestFaultMs: part.longestFaultMs,
      recoveryMs: phases.observe,
    },
    slo: { successRatio: slo.successRatio, windowMs: slo.window },
    contract,
    demanded,
    causeWords: causeWordsOf(part),
    stops: safety.stopConditions.flatMap(stopOf),
  }
}

type FaultPlace = { readonly index: number; readonly instances: number }

function plannedFault(
  part: Experiment,
  { fault, leaseSeconds, seed, percent, ramp, pathPrefix, maxInjected, at, afterMs, forMs, calls }: OrderedFault,
  { index, instances }: FaultPlace,
): PlannedFault {
  const { beside } = part
  // Faults on the same plane share its requests.
  const share = 1 + beside.length
  const isUnseen = isOnAws(at) || isInProcess(at)
  const lease = forMs === null ? leaseSeconds : forMs / 1_000
  return {
    afterMs,
    forMs,
    order: { fault, leaseSeconds: lease, seed, percent, ramp, pathPrefix, maxInjected, beside: index > 0 },
    minEvidence: part.minEvidence ?? (isUnseen ? instances : minEvidenceOf(fault, instances, calls / share)),
  }
}

/** Under several faults, the log is right if it names the cause of one of them. */
function causeWordsOf(part: Experiment): CauseWords | null {
  if (part.diagnosis !== undefined || part.beside.length === 0) return part.diagnosis ?? null
  return { right: faultsOfPart(part).flatMap(({ fault }) => fault.definition.causes), wrong: [] }
}

function stopOf(condition: Experiment['safety']['stopConditions'][number]): readonly StopCondition[] {
  if ('source' in condition)
    return [{ kind: 'alarm', arn: condition.value, isInAlarm: () => isAlarmOn(condition.value) }]
  // The two security conditions are always on, so they are not listed.
  return 'below' in condition ? [{ kind: 'success_ratio', below: condition.below, forMs: condition.for }] : []
}
