import { randomUUID } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { clientOptions } from '../functions/aws/clients.ts'
import { accountRefusals } from './aws/account.ts'
import { isAlarmOn } from './aws/alarm.ts'
import { announceExperiment, withdraw } from './aws/announcement.ts'
import type { Experiment, Refusals } from './experiment/experiment.ts'
import { isInProcess } from './experiment/runnable.ts'
import { readVariables } from './experiment/variables.ts'
import { minEvidenceOf } from './lab/trial.ts'
import { type Opened, openSubject, type TargetEnvironment } from './open-target.ts'
import { type ExperimentJournal, journalOf, journalText, type Propagation } from './report/journal.ts'
import { isOnAws } from './safety/permission.ts'
import type { Lock, RunFolder } from './safety/run-folder.ts'
import { watchServices } from './service/propagation.ts'
import type { Hooks } from './trial/hooks.ts'
import type { LiveFigures } from './trial/live.ts'
import { unmetProbes } from './trial/probe.ts'
import { type DryRunReport, dryRunTrial } from './trial/readiness.ts'
import { executePlan } from './trial/run.ts'
import type { RunPlan } from './trial/run-plan.ts'
import type { StopCondition } from './trial/stops.ts'
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

export type ExperimentResult = {
  readonly runId: string
  readonly journal: ExperimentJournal
  readonly journalFile: string
}

export type DryRunResult = { readonly dryRun: DryRunReport }

/** Time that a run may need besides its phases. After that its lock is ignored. */
const slackMs = 60_000

/** Interval at which the kill switch is checked. */
const lookEveryMs = 250

/** Runs an experiment that has permission to run. Returns refusals, and changes nothing, if it cannot begin. */
export async function runExperiment(
  experiment: Experiment,
  conditions: Conditions,
): Promise<ExperimentResult | DryRunResult | { readonly refusals: Refusals }> {
  const { folder } = conditions
  if (await folder.isStopped()) return { refusals: ['the kill switch is on; tokenwatch chaos reset turns it off'] }
  const runId = randomUUID()
  const { baseline, observe } = experiment.phases
  const untilMs = Date.now() + baseline + experiment.longestFaultMs + observe + slackMs
  const target = targetOf(experiment)
  const held = await folder.lock(target, { runId, untilMs })
  if (held !== null) return { refusals: [lockedWords(held)] }
  try {
    const refusals = experiment.account === undefined ? [] : await accountRefusals(experiment.account)
    if (refusals.length > 0) return { refusals }
    const opened = await openSubject(experiment, { ...conditions, runId })
    if ('refusals' in opened) return opened
    if (conditions.dryRun) return await dryRunOn(opened, experiment, conditions)
    return await runOn(opened, experiment, conditions, runId)
  } finally {
    await folder.unlock(target)
  }
}

function lockedWords({ runId, untilMs }: Lock): string {
  const seconds = Math.max(1, Math.ceil((untilMs - Date.now()) / 1_000))
  return `target: locked by run ${runId}; the lock ends with that run, or in ${seconds} s if it died`
}

const targetOf = ({ target }: Experiment): string => (target.kind === 'lab' ? `lab-${process.pid}` : target.name)

async function dryRunOn({ subject }: Opened, experiment: Experiment, conditions: Conditions): Promise<DryRunResult> {
  const hooks = { signal: conditions.signal, ...probesOf(experiment, conditions) }
  try {
    return { dryRun: await dryRunTrial(subject, planOf(experiment, subject.instances), hooks) }
  } finally {
    await subject.close()
  }
}

async function runOn(
  { subject, inverses }: Opened,
  experiment: Experiment,
  conditions: Conditions,
  runId: string,
): Promise<ExperimentResult> {
  const { folder, onEvent } = conditions
  const cancelling = cancelledBy(conditions)
  const services = watchServices(experiment.propagation.services)
  const announcement = announcementFor(experiment)
  let propagation: readonly Propagation[] = []
  const hooks: Hooks = {
    ...probesOf(experiment, conditions),
    signal: cancelling.signal,
    onEvent,
    onFigures: conditions.onFigures ?? null,
    async beforeInjection() {
      services.injected()
      const { environment, account = null } = experiment
      await folder.recordUndo({ runId, environment, account, inverses: [...inverses] })
      await announcement?.begin(runId)
    },
    async afterRemoval() {
      propagation = services.compared()
      await folder.clearUndo(runId)
      await announcement?.end()
    },
  }
  const startedAt = Date.now()
  try {
    const result = await executePlan(subject, planOf(experiment, subject.instances), hooks)
    const journal = journalOf({ runId, experiment, result, propagation, startedAt, endedAt: Date.now() })
    const text = journalText(journal)
    // A controller that is gone knows no secret. The journal holds only names and numbers, so it is kept.
    const isLost = result.seen?.isLost === true
    if (!isLost && (await subject.leaksIn('journal', text)).length > 0)
      throw new Error('the journal contains a secret and was not written')
    return { runId, journal, journalFile: await folder.saveJournal(runId, text) }
  } finally {
    cancelling.stop()
    await services.stop()
    await subject.close()
  }
}

/** Makes the probes that the file declares, with the values of its variables. */
function probesOf(
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

/** Cancels the run when its caller does, or when anybody turns the kill switch on. */
function cancelledBy({ signal, folder }: Conditions): { readonly signal: AbortSignal; stop(): void } {
  const ending = new AbortController()
  const look = setInterval(() => {
    void folder.isStopped().then((isStopped) => isStopped && ending.abort())
  }, lookEveryMs)
  return { signal: AbortSignal.any([signal, ending.signal]), stop: () => clearInterval(look) }
}

/** Translates an experiment into the plan of a run. */
function planOf(experiment: Experiment, instances: number): RunPlan {
  const { fault, leaseSeconds, seed, percent, pathPrefix, safety, phases, slo, load, contract } = experiment
  const calls = ((load.perSecond * load.burst * phases.fault) / 1_000) * (percent / 100)
  return {
    order: { fault, leaseSeconds, seed, percent, pathPrefix, maxInjected: experiment.maxInjected },
    load,
    phases: {
      baselineMs: phases.baseline,
      faultMs: phases.fault,
      longestFaultMs: experiment.longestFaultMs,
      recoveryMs: phases.observe,
    },
    slo: { successRatio: slo.successRatio, windowMs: slo.window },
    contract,
    demanded: experiment.demanded,
    minEvidence:
      experiment.minEvidence ??
      (isOnAws(experiment.at) || isInProcess(experiment.at) ? instances : minEvidenceOf(fault, instances, calls)),
    causeWords: experiment.diagnosis ?? null,
    stops: safety.stopConditions.flatMap(stopOf),
  }
}

function stopOf(condition: Experiment['safety']['stopConditions'][number]): readonly StopCondition[] {
  if ('source' in condition)
    return [{ kind: 'alarm', arn: condition.value, isInAlarm: () => isAlarmOn(condition.value) }]
  // The two security conditions are always on, so they are not listed.
  return 'below' in condition ? [{ kind: 'success_ratio', below: condition.below, forMs: condition.for }] : []
}
