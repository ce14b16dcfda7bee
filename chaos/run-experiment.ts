import { randomUUID } from 'node:crypto'
import { accountRefusals } from './aws/account.ts'
import { type Experiment, partsOf, type Refusals } from './experiment/experiment.ts'
import { type Opened, openSubject, type TargetEnvironment } from './open-target.ts'
import type { PartResult } from './part-result.ts'
import { runPlanOf } from './plan-part.ts'
import { type ExperimentJournal, journalOf, journalText } from './report/journal.ts'
import { type Conditions, probesOf, runPart } from './run-part.ts'
import type { Lock } from './safety/run-folder.ts'
import { openTraceWatch, type TraceWatch } from './traces/trace-watch.ts'
import { type DryRunReport, dryRunTrial } from './trial/readiness.ts'

export type { Conditions } from './run-part.ts'

export type ExperimentResult = {
  /** True if the tool itself failed. The journal then says what the service sees and how to go on. */
  readonly isToolFailure: boolean
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
  const target = targetOf(experiment)
  const held = await folder.lock(target, { runId, untilMs: Date.now() + longestMs(experiment) })
  if (held !== null) return { refusals: [lockedWords(held)] }
  await using open = new AsyncDisposableStack()
  open.defer(() => folder.unlock(target))
  const refusals = experiment.account === undefined ? [] : await accountRefusals(experiment.account)
  if (refusals.length > 0) return { refusals }
  const traces = await openTraces(experiment, open)
  if (traces !== null && 'refusals' in traces) return traces
  const around = { ...conditions, runId, traces, ...(traces === null ? {} : { sentTrace: traces.sent }) }
  const opened = await openPart(experiment, around, open)
  if ('refusals' in opened) return opened
  if (conditions.dryRun) return await dryRunOn(opened, experiment, conditions)
  return await runParts(experiment, around, { opened, open })
}

/** Opens the receiver of traces, if the file names its port. */
async function openTraces({ propagation: { traces } }: Experiment, open: AsyncDisposableStack) {
  if (traces === undefined) return null
  try {
    return open.adopt(await openTraceWatch(traces.port), (one) => one.close())
  } catch {
    return {
      refusals: [
        `propagation.traces.port: ${traces.port} is in use on this machine; name a free one, and let the services export there`,
      ],
    }
  }
}

/** Opens the target for a part. It stays open until the end: only an open subject knows the secrets that no journal may hold. */
async function openPart(part: Experiment, around: TargetEnvironment, open: AsyncDisposableStack) {
  const opened = await openSubject(part, around)
  if (!('refusals' in opened)) open.defer(() => opened.subject.close())
  return opened
}

function longestMs(experiment: Experiment): number {
  const parts = partsOf(experiment)
  const perPart = parts.map(({ phases, longestFaultMs }) => phases.baseline + longestFaultMs + phases.observe)
  return perPart.reduce((sum, ms) => sum + ms, slackMs)
}

function lockedWords({ runId, untilMs }: Lock): string {
  const seconds = Math.max(1, Math.ceil((untilMs - Date.now()) / 1_000))
  return `target: locked by run ${runId}; the lock ends with that run, or in ${seconds} s if it died`
}

const targetOf = ({ target }: Experiment): string => (target.kind === 'lab' ? `lab-${process.pid}` : target.name)

/** Runs the baseline only, and asks if each fault of the experiment could act on what is sent. */
async function dryRunOn({ subject }: Opened, experiment: Experiment, conditions: Conditions): Promise<DryRunResult> {
  const hooks = { signal: conditions.signal, ...probesOf(experiment, conditions) }
  const [first, ...others] = partsOf(experiment).map((part) => runPlanOf(part, subject.instances))
  if (first === undefined) throw new Error('an experiment has a part')
  const [fault, ...beside] = first.faults
  const plan = { ...first, faults: [fault, ...beside, ...others.flatMap(({ faults }) => faults)] } as const
  return { dryRun: await dryRunTrial(subject, plan, hooks) }
}

type Begun = { readonly opened: Opened; readonly open: AsyncDisposableStack }

/** Runs the parts of an experiment in order, until one shows that the next must not begin. */
async function runParts(
  experiment: Experiment,
  conditions: Conditions & TargetEnvironment & { readonly traces: TraceWatch | null },
  { opened, open }: Begun,
): Promise<ExperimentResult> {
  const { folder, runId } = conditions
  const cancelling = cancelledBy(conditions)
  open.defer(async () => cancelling.stop())
  const around = { ...conditions, signal: cancelling.signal }
  const startedAt = Date.now()
  const results: [PartResult, ...PartResult[]] = [await runPart(opened, experiment, around)]
  const subjects = [opened.subject]
  for (const part of experiment.next) {
    if (!mayGoOn(results.at(-1))) break
    const own = await openPart(part, around, open)
    if (!('refusals' in own)) subjects.push(own.subject)
    results.push('refusals' in own ? notBegun(part, own.refusals) : await runPart(own, part, around))
  }
  const journal = journalOf({ runId, experiment, results, startedAt, endedAt: Date.now() })
  const text = journalText(journal)
  // A controller that is gone knows no secret. The journal holds only names and numbers, so it is kept.
  const isToolFailure = results.some(({ result }) => result.isToolFailure)
  const isLost = isToolFailure || results.some(({ result }) => result.seen?.isLost === true)
  const leaks = isLost ? [] : await Promise.all(subjects.map((subject) => subject.leaksIn('journal', text)))
  if (leaks.flat().length > 0) throw new Error('the journal contains a secret and was not written')
  return { runId, journal, journalFile: await folder.saveJournal(runId, text), isToolFailure }
}

/** A security hole, an early end or a service that is not ready ends the experiment. */
function mayGoOn(last: PartResult | undefined): boolean {
  const verdict = last?.result.judgement.verdict
  return verdict === 'resilient' || verdict === 'deviated' || (verdict === 'inconclusive' && last?.result.seen !== null)
}

function notBegun(part: Experiment, refusals: Refusals): PartResult {
  const judgement = { verdict: 'refused', reasons: refusals.map((because) => ({ because })) } as const
  const result = {
    judgement,
    measured: null,
    faults: [],
    observation: null,
    timeline: [],
    seen: null,
    isToolFailure: false,
  }
  return { part, result, propagation: [], traces: null }
}

/** Cancels the run when its caller does, or when anybody turns the kill switch on. */
function cancelledBy({ signal, folder }: Conditions): { readonly signal: AbortSignal; stop(): void } {
  const ending = new AbortController()
  const look = setInterval(() => {
    void folder.isStopped().then((isStopped) => isStopped && ending.abort())
  }, lookEveryMs)
  return { signal: AbortSignal.any([signal, ending.signal]), stop: () => clearInterval(look) }
}
