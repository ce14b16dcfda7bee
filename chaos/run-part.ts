import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { clientOptions } from '../functions/aws/clients.ts'
import { announceExperiment, withdraw } from './aws/announcement.ts'
import { ControllerUnreachable } from './controller/client.ts'
import type { Experiment } from './experiment/experiment.ts'
import { readVariables } from './experiment/variables.ts'
import { faultSpan } from './measures/observation.ts'
import type { Opened, TargetEnvironment } from './open-target.ts'
import type { PartResult } from './part-result.ts'
import { runPlanOf } from './plan-part.ts'
import type { RunFolder } from './safety/run-folder.ts'
import { type Propagation, watchServices } from './service/propagation.ts'
import type { TracePropagation } from './traces/trace-propagation.ts'
import type { TraceWatch } from './traces/trace-watch.ts'
import type { Hooks } from './trial/hooks.ts'
import type { LiveFigures } from './trial/live.ts'
import { afterLoss } from './trial/loss.ts'
import { unmetProbes } from './trial/probe.ts'
import { executePlan } from './trial/run.ts'
import type { RunResult } from './trial/run-result.ts'
import type { TrialSubject } from './trial/subject.ts'
import type { TimelineEntry } from './trial/timeline.ts'

/** Surroundings of a run. */
export type Conditions = Omit<TargetEnvironment, 'runId'> & {
  readonly folder: RunFolder
  readonly signal: AbortSignal
  /** Runs only the baseline and changes nothing. */
  readonly dryRun: boolean
  onEvent(entry: TimelineEntry): void
  /** Receives the figures of the run while it goes on. */
  readonly onFigures?: (figures: LiveFigures) => void
}

type PartConditions = Conditions & { readonly runId: string; readonly traces: TraceWatch | null }

/** Runs the faults of a part, with the baseline before them and the recovery behind them. */
export async function runPart(
  { subject, inverses }: Opened,
  part: Experiment,
  conditions: PartConditions,
): Promise<PartResult> {
  const { folder, onEvent, runId, signal } = conditions
  const services = watchServices(part.propagation.services)
  const announcement = announcementFor(part)
  let propagation: readonly Propagation[] = []
  const hooks: Hooks = {
    ...probesOf(part, conditions),
    signal,
    onEvent,
    onFigures: conditions.onFigures ?? null,
    async beforeInjection() {
      services.injected()
      const { environment, account = null } = part
      await folder.recordUndo({ runId, environment, account, inverses: [...inverses] })
      await announcement?.begin(runId)
    },
    async afterRemoval() {
      propagation = services.compared()
      await folder.clearUndo(runId)
      await announcement?.end()
    },
  }
  try {
    const plan = runPlanOf(part, subject.instances)
    const result = await executePlan(subject, plan, hooks).catch((error: unknown) => resultWithout(error, subject))
    return { part, result, propagation, traces: await tracesOf(result, conditions.traces) }
  } finally {
    await services.stop()
  }
}

/** Keeps a journal if the controller died before the fault was on: it says what the service sees now, and how to go on. */
async function resultWithout(error: unknown, subject: TrialSubject): Promise<RunResult> {
  if (!(error instanceof ControllerUnreachable)) throw error
  const because = await afterLoss(subject)
  return {
    judgement: { verdict: 'aborted', reasons: [{ because }] },
    measured: null,
    faults: [],
    observation: null,
    seen: null,
    timeline: [],
    isToolFailure: true,
  }
}

/** Compares the traces of a part's calls, if the file names a port for them and the fault was on. */
async function tracesOf({ observation }: RunResult, traces: TraceWatch | null): Promise<TracePropagation | null> {
  if (traces === null || observation === null) return null
  const [fromMs, toMs] = faultSpan(observation)
  return traces.compared({ startedMs: observation.marks.startedMs, fromMs, toMs })
}

/** Makes the probes that the file declares, with the values of its variables. */
export function probesOf(
  { declared, probes }: Experiment,
  { environment = {} }: Conditions,
): Pick<Hooks, 'unmetHypothesis' | 'unmetDuring'> {
  const variables = readVariables(declared, environment)
  return {
    unmetHypothesis: () => unmetProbes(probes.hypothesis, variables),
    unmetDuring: () => unmetProbes(probes.during, variables),
  }
}

/** Returns `null` if no deployed monitor is named. The announcement ends with the lease, even if nobody withdraws it. */
function announcementFor({ monitor, leaseSeconds }: Experiment) {
  if (monitor === undefined) return null
  const client = new DynamoDBClient(clientOptions)
  const { table, checks } = monitor
  return {
    begin: (runId: string) =>
      announceExperiment(client, table, { runId, checks, until: Date.now() + leaseSeconds * 1_000 }),
    async end() {
      await withdraw(client, table)
      client.destroy()
    },
  }
}
