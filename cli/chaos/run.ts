import { stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ExperimentJournal } from '../../chaos/report/journal.ts'
import type { DryRunReport } from '../../chaos/trial/readiness.ts'
import type { ChaosVerdict } from '../../chaos/verdict.ts'
import type { CommandResult } from '../framework/command-result.ts'
import { exitCodes } from '../framework/exit-codes.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Terminal } from '../framework/terminal.ts'
import { type RunOptions, readAllowed, refusedCommand } from './options.ts'
import { planned } from './plan.ts'
import { writtenAs } from './written.ts'

/** Environment variables that name the controller, also for Chaos Toolkit. */
const variables = { controller: 'TOKENWATCH_CHAOS_CONTROLLER', token: 'TOKENWATCH_CHAOS_CONTROL_TOKEN' } as const

/** Options of a run of several experiments, one after the other. */
export type RunManyOptions = Omit<RunOptions, 'file'> & { readonly files: readonly string[] }

/** Runs experiments, shows their events as they happen, and exits with the worst of their verdicts. */
export async function run({ files, ...options }: RunManyOptions, terminal: Terminal): Promise<CommandResult> {
  const { verdictExitCodes, worstVerdict } = await import('../../chaos/verdict.ts')
  const crash = watchCrashes(terminal)
  const signal = AbortSignal.any([interrupted(), crash.signal])
  const outcomes: FileOutcome[] = []
  const journals: ExperimentJournal[] = []
  for (const file of files) {
    if (outcomes.at(-1)?.verdicts.at(-1) === 'aborted') break
    outcomes.push(await outcomeOf({ ...options, file }, { terminal, signal, journals, isOnly: files.length === 1 }))
  }
  const verdicts = outcomes.flatMap((one) => one.verdicts)
  const worst = worstVerdict(verdicts)
  const data = files.length === 1 ? outcomes[0]?.data : { verdicts }
  // A security hole that was found stays found.
  const isToolFailure = worst !== 'insecure' && (crash.signal.aborted || outcomes.some((one) => one.isToolFailure))
  return {
    exitCode: isToolFailure ? exitCodes.toolError : verdictExitCodes[worst],
    data,
    text: outcomes.map(({ text }) => text).join(''),
  }
}

type FileOutcome = {
  readonly verdicts: readonly ChaosVerdict[]
  readonly text: string
  readonly data: unknown
  readonly isToolFailure: boolean
}

type Shared = {
  readonly terminal: Terminal
  readonly signal: AbortSignal
  /** Journals of all runs so far, for the report. */
  readonly journals: ExperimentJournal[]
  readonly isOnly: boolean
}

/** Runs one of the files. A refusal, or an error of the tool, ends the command only if there is no other file. */
async function outcomeOf(options: RunOptions, shared: Shared): Promise<FileOutcome> {
  try {
    return await runFile(options, shared)
  } catch (error) {
    if (shared.isOnly) throw error
    const isRefusal = error instanceof CommandFailure && error.code === 'config'
    const lines = error instanceof CommandFailure ? error.lines : [errorName(error)]
    return {
      verdicts: isRefusal ? ['refused'] : [],
      text: `${options.file}: ${isRefusal ? 'refused' : 'error of the tool'}\n${lines.join('\n')}\n`,
      data: null,
      isToolFailure: !isRefusal,
    }
  }
}

/** Returns the name of an error. Its text may hold a secret. */
const errorName = (error: unknown): string =>
  error instanceof Error && /^\w{1,60}$/.test(error.name) ? error.name : typeof error

async function runFile(options: RunOptions, { terminal, signal, journals }: Shared): Promise<FileOutcome> {
  const experiment = await readAllowed(options)
  await demandFolder(options)
  const [{ runExperiment }, { openRunFolder }, { verdictReasonWords: reasonWords, unjudgedWords }, { openLive }] =
    await Promise.all([
      import('../../chaos/run-experiment.ts'),
      import('../../chaos/safety/run-folder.ts'),
      import('../../chaos/report/words.ts'),
      import('./live.ts'),
    ])
  const times = timesOf(options.repeat)
  const lines: string[] = []
  const verdicts: ChaosVerdict[] = []
  let isToolFailure = false
  const folder = openRunFolder(options.folder)
  const live = await openLive(options, experiment.title, terminal)
  const surroundings = { ...surroundingsOf(options, terminal, await folder.controlToken()), signal, ...live.listener }
  try {
    for (let time = 0; time < times && verdicts.at(-1) !== 'aborted'; time += 1) {
      const result = await runExperiment(experiment, { ...surroundings, folder })
      if ('refusals' in result) throw refusedCommand(result.refusals)
      if ('dryRun' in result) return dryRun(experiment, result.dryRun)
      const { journal, journalFile } = result
      const { verdict, verdictReasons, unjudged } = journal.tokenwatch
      isToolFailure ||= result.isToolFailure
      journals.push(journal)
      verdicts.push(verdict)
      lines.push(
        `${experiment.title}: ${verdict}`,
        ...[...verdictReasons.map(reasonWords), ...unjudgedWords(unjudged)].map((words) => `  ${words}`),
        `  ${journalFile}`,
      )
      if (options.report !== undefined) await writeFile(options.report, await writtenAs(options.report, journals))
    }
  } finally {
    await live.close()
  }
  return { verdicts, data: { verdicts }, text: `${lines.join('\n')}\n`, isToolFailure }
}

/** Refuses a report that could not be written after the run. */
async function demandFolder({ report }: RunOptions): Promise<void> {
  if (report === undefined) return
  const isThere = await stat(dirname(report)).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isThere) throw refusedCommand([`--report: there is no folder ${dirname(report)}`])
}

function surroundingsOf(
  { file, monitored = false, dryRun = false }: RunOptions,
  { environment }: Terminal,
  stored: string | null,
) {
  return {
    file,
    monitored,
    dryRun,
    environment,
    controllerUrl: environment[variables.controller] ?? null,
    controlToken: environment[variables.token] ?? stored,
  }
}

/** Reports a dry run: the plan, and the steady state that was seen. */
function dryRun(
  experiment: Awaited<ReturnType<typeof readAllowed>>,
  { judgement, eligible }: DryRunReport,
): FileOutcome {
  const { text, data } = planned(experiment)
  const seconds = experiment.phases.baseline / 1_000
  const passed =
    eligible === null ? '' : `  in ${seconds} s, ${eligible} requests passed that the fault could have met\n`
  const why = judgement?.reasons.flatMap((reason) => ('because' in reason ? [`  ${reason.because}\n`] : [])) ?? []
  const verdict = judgement === null ? 'ready to run; nothing was touched' : `${judgement.verdict}; nothing was touched`
  return {
    verdicts: [judgement?.verdict ?? 'resilient'],
    data: { ...Object(data), eligible, verdict },
    text: `${text}${passed}${why.join('')}  ${verdict}\n`,
    isToolFailure: false,
  }
}

function timesOf(repeat: string | undefined): number {
  if (repeat === undefined) return 1
  if (!/^[1-9]\d{0,3}$/.test(repeat)) throw refusedCommand(['--repeat: expected a number from 1 to 9999'])
  return Number(repeat)
}

/**
 * Aborts the run on an error that nobody caught, such as one in a timer of a client under test. Node would end the process with 1, which says
 * that a service deviated.
 */
function watchCrashes({ note }: Terminal): { readonly signal: AbortSignal } {
  const ending = new AbortController()
  process.on('uncaughtException', (error) => {
    note(`error that nobody caught: ${errorName(error)}; the run is aborted, and its changes are undone`)
    ending.abort()
  })
  return { signal: ending.signal }
}

/** Aborts the run on Ctrl-C. Its changes are undone before the process ends. */
function interrupted(): AbortSignal {
  const ending = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort())
  return ending.signal
}
