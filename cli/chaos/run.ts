import { writeFile } from 'node:fs/promises'
import type { ExperimentJournal } from '../../chaos/report/journal.ts'
import type { DryRunReport } from '../../chaos/trial/readiness.ts'
import type { verdictExitCodes as ExitCodes } from '../../chaos/verdict.ts'
import type { CommandResult } from '../framework/command-result.ts'
import type { Terminal } from '../framework/terminal.ts'
import { type RunOptions, readAllowed, refusedCommand } from './options.ts'
import { planned } from './plan.ts'
import { writtenAs } from './written.ts'

/** Environment variables that name the controller, also for Chaos Toolkit. */
const variables = { controller: 'TOKENWATCH_CHAOS_CONTROLLER', token: 'TOKENWATCH_CHAOS_CONTROL_TOKEN' } as const

/** Runs an experiment, shows its events as they happen, and exits with its verdict. */
export async function run(options: RunOptions, terminal: Terminal): Promise<CommandResult> {
  const experiment = await readAllowed(options)
  const [
    { runExperiment },
    { openRunFolder },
    { verdictExitCodes: exitCodes },
    { verdictReasonWords: reasonWords, unjudgedWords },
    { openLive },
  ] = await Promise.all([
    import('../../chaos/run-experiment.ts'),
    import('../../chaos/safety/run-folder.ts'),
    import('../../chaos/verdict.ts'),
    import('../../chaos/report/words.ts'),
    import('./live.ts'),
  ])
  const times = timesOf(options.repeat)
  const lines: string[] = []
  const journals: ExperimentJournal[] = []
  const folder = openRunFolder(options.folder)
  const live = await openLive(options, experiment.title, terminal)
  const surroundings = { ...surroundingsOf(options, terminal, await folder.controlToken()), ...live.listener }
  try {
    for (let time = 0; time < times && journals.at(-1)?.tokenwatch.verdict !== 'aborted'; time += 1) {
      const result = await runExperiment(experiment, { ...surroundings, folder })
      if ('refusals' in result) throw refusedCommand(result.refusals)
      if ('dryRun' in result) return dryRun(experiment, result.dryRun, exitCodes)
      const { journal, journalFile } = result
      const { verdict, verdictReasons, unjudged } = journal.tokenwatch
      journals.push(journal)
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
  const verdicts = journals.map(({ tokenwatch }) => tokenwatch.verdict)
  const worst = verdicts.toSorted((a, b) => rank.indexOf(a) - rank.indexOf(b))[0] ?? 'inconclusive'
  return { exitCode: exitCodes[worst], data: { verdicts }, text: `${lines.join('\n')}\n` }
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
    signal: interrupted(),
  }
}

/** Reports a dry run: the plan, and the steady state that was seen. */
function dryRun(
  experiment: Awaited<ReturnType<typeof readAllowed>>,
  { judgement, eligible }: DryRunReport,
  codes: typeof ExitCodes,
): CommandResult {
  const { text, data } = planned(experiment)
  const seconds = experiment.phases.baseline / 1_000
  const passed =
    eligible === null ? '' : `  in ${seconds} s, ${eligible} requests passed that the fault could have met\n`
  const why = judgement?.reasons.flatMap((reason) => ('because' in reason ? [`  ${reason.because}\n`] : [])) ?? []
  const verdict = judgement === null ? 'ready to run; nothing was touched' : `${judgement.verdict}; nothing was touched`
  const exitCode = judgement === null ? 0 : codes[judgement.verdict]
  return {
    exitCode,
    data: { ...Object(data), eligible, verdict },
    text: `${text}${passed}${why.join('')}  ${verdict}\n`,
  }
}

/** Verdicts, worst first. The worst one gives the exit code of several runs. */
const rank = ['insecure', 'deviated', 'aborted', 'inconclusive', 'not-ready', 'refused', 'resilient']

function timesOf(repeat: string | undefined): number {
  if (repeat === undefined) return 1
  if (!/^[1-9]\d{0,3}$/.test(repeat)) throw refusedCommand(['--repeat: expected a number from 1 to 9999'])
  return Number(repeat)
}

/** Aborts the run on Ctrl-C. Its changes are undone before the process ends. */
function interrupted(): AbortSignal {
  const ending = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort())
  return ending.signal
}
