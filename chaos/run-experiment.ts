import { randomUUID } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { clientOptions } from '../functions/aws/clients.ts'
import { accountRefusals } from './aws/account.ts'
import { isAlarmOn } from './aws/alarm.ts'
import { announce, withdraw } from './aws/announcement.ts'
import type { Experiment, Refusals } from './experiment/experiment.ts'
import { minEvidenceOf } from './lab/trial.ts'
import { type Opened, openSubject, type TargetEnvironment } from './open-target.ts'
import { type ExperimentJournal, journalOf, journalText, type Propagation } from './report/journal.ts'
import { isOnAws } from './safety/permission.ts'
import type { RunFolder } from './safety/run-folder.ts'
import { watchServices } from './service/propagation.ts'
import { type DryRunReport, dryRun } from './trial/readiness.ts'
import { executePlan, type Hooks } from './trial/run.ts'
import type { RunPlan } from './trial/run-plan.ts'
import type { StopCondition } from './trial/stops.ts'
import type { TimelineEntry } from './trial/timeline.ts'

/** What a run needs from outside. */
export type Conditions = Omit<TargetEnvironment, 'runId'> & {
  readonly folder: RunFolder
  readonly signal: AbortSignal
  /** Looks at the steady state and changes nothing. */
  readonly dryRun: boolean
  onEvent(entry: TimelineEntry): void
}

export type ExperimentResult = {
  readonly runId: string
  readonly journal: ExperimentJournal
  readonly journalFile: string
}

export type DryRunResult = { readonly dryRun: DryRunReport }

/** Time that a run takes besides its phases, until its lock counts no more. */
const slackMs = 60_000

/** How often the kill switch is looked at. */
const lookEveryMs = 250

/** Runs an experiment that may be run; refuses, with nothing touched, what cannot begin. */
export async function runExperiment(
  experiment: Experiment,
  conditions: Conditions,
): Promise<ExperimentResult | DryRunResult | { readonly refusals: Refusals }> {
  const { folder } = conditions
  if (await folder.isStopped()) return { refusals: ['the kill switch is on: tokenwatch chaos reset turns it off'] }
  const runId = randomUUID()
  const { baseline, fault, observe } = experiment.phases
  const untilMs = Date.now() + baseline + fault + observe + slackMs
  const target = targetOf(experiment)
  const held = await folder.lock(target, { runId, untilMs })
  if (held !== null) return { refusals: [`target: ${held.runId} breaks it now; one experiment at a time`] }
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

const targetOf = ({ target }: Experiment): string => (target.kind === 'lab' ? `lab-${process.pid}` : target.name)

async function dryRunOn({ subject }: Opened, experiment: Experiment, { signal }: Conditions): Promise<DryRunResult> {
  try {
    return { dryRun: await dryRun(subject, planOf(experiment, subject.instances), signal) }
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
  const ending = endedBy(conditions)
  const services = watchServices(experiment.propagation.services)
  const telling = notifyMonitor(experiment)
  let propagation: readonly Propagation[] = []
  const hooks: Hooks = {
    signal: ending.signal,
    onEvent,
    async beforeInjection() {
      services.injected()
      await folder.recordUndo(runId, inverses)
      await telling?.begin(runId)
    },
    async afterRemoval() {
      propagation = services.compared()
      await folder.clearUndo(runId)
      await telling?.end()
    },
  }
  const startedAt = Date.now()
  try {
    const result = await executePlan(subject, planOf(experiment, subject.instances), hooks)
    const journal = journalOf({ runId, experiment, result, propagation, startedAt, endedAt: Date.now() })
    const text = journalText(journal)
    if ((await subject.leaksIn('journal', text)).length > 0)
      throw new Error('the journal would hold a secret, and was not written')
    return { runId, journal, journalFile: await folder.saveJournal(runId, text) }
  } finally {
    ending.stop()
    await services.stop()
    await subject.close()
  }
}

/** Null where no deployed monitor watches. Announced for as long as the lease, so that nobody has to take it back. */
function notifyMonitor({ monitor, leaseSeconds }: Experiment) {
  if (monitor === undefined) return null
  const client = new DynamoDBClient(clientOptions)
  const { table, checks } = monitor
  return {
    begin: (runId: string) => announce(client, table, { runId, checks, until: Date.now() + leaseSeconds * 1_000 }),
    async end() {
      await withdraw(client, table)
      client.destroy()
    },
  }
}

/** Called off by whoever started it, or by anybody who turns the kill switch on. */
function endedBy({ signal, folder }: Conditions): { readonly signal: AbortSignal; stop(): void } {
  const ending = new AbortController()
  const look = setInterval(() => {
    void folder.isStopped().then((isStopped) => isStopped && ending.abort())
  }, lookEveryMs)
  return { signal: AbortSignal.any([signal, ending.signal]), stop: () => clearInterval(look) }
}

/** What an experiment asks for, as the runner takes it. */
function planOf(experiment: Experiment, instances: number): RunPlan {
  const { fault, leaseSeconds, seed, percent, pathPrefix, safety, phases, slo, load, contract } = experiment
  return {
    order: { fault, leaseSeconds, seed, percent, pathPrefix, maxInjected: experiment.maxInjected },
    load,
    phases: { baselineMs: phases.baseline, faultMs: phases.fault, recoveryMs: phases.observe },
    slo: { successRatio: slo.successRatio, windowMs: slo.window },
    contract,
    demanded: experiment.demanded,
    minEvidence: experiment.minEvidence ?? (isOnAws(experiment.at) ? instances : minEvidenceOf(fault, instances)),
    causeWords: experiment.diagnosis ?? null,
    stops: safety.stopConditions.flatMap(stopOf),
  }
}

function stopOf(condition: Experiment['safety']['stopConditions'][number]): readonly StopCondition[] {
  if ('source' in condition)
    return [{ kind: 'alarm', arn: condition.value, isInAlarm: () => isAlarmOn(condition.value) }]
  // The two security stops are on whether they are named or not.
  return 'below' in condition ? [{ kind: 'success_ratio', below: condition.below, forMs: condition.for }] : []
}
