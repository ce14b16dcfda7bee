import { writeFile } from 'node:fs/promises'
import type { Terminal } from '../frame/terminal.ts'
import type { Told } from '../frame/told.ts'
import { type RunOptions, readAllowed, refused } from './options.ts'
import { writtenAs } from './written.ts'

/** Variables by which experiments name the controller, for Chaos Toolkit as well. */
const variables = { controller: 'TOKENWATCH_CHAOS_CONTROLLER', token: 'TOKENWATCH_CHAOS_CONTROL_TOKEN' } as const

/** Runs an experiment, tells of it as it happens, and exits with its verdict. */
export async function run(options: RunOptions, terminal: Terminal): Promise<Told> {
  const experiment = await readAllowed(options)
  const [{ conduct }, { openRunFolder }, { exitCodes }, { reasonWords }] = await Promise.all([
    import('../../chaos/conduct.ts'),
    import('../../chaos/safety/run-folder.ts'),
    import('../../chaos/verdict.ts'),
    import('../../chaos/report/words.ts'),
  ])
  const times = timesOf(options.repeat)
  const lines: string[] = []
  const verdicts: (keyof typeof exitCodes)[] = []
  for (let time = 0; time < times && verdicts.at(-1) !== 'aborted'; time += 1) {
    const conducted = await conduct(experiment, {
      file: options.file,
      folder: openRunFolder(options.folder),
      controllerUrl: terminal.environment[variables.controller] ?? null,
      controlToken: terminal.environment[variables.token] ?? null,
      signal: interrupted(),
      monitored: options.monitored ?? false,
      happened: ({ at, event, note }) =>
        terminal.note(`${at.slice(11, 23)}  ${event}${note === '' ? '' : `  ${note}`}`),
    })
    if ('refusals' in conducted) throw refused(conducted.refusals)
    const { journal, journalFile } = conducted
    const { verdict, verdictReasons } = journal.tokenwatch
    verdicts.push(verdict)
    lines.push(
      `${experiment.title}: ${verdict}`,
      ...verdictReasons.map((reason) => `  ${reasonWords(reason)}`),
      `  ${journalFile}`,
    )
    if (options.report !== undefined) await writeFile(options.report, await writtenAs(options.report, [journal]))
  }
  const worst = verdicts.toSorted((a, b) => rank.indexOf(a) - rank.indexOf(b))[0] ?? 'inconclusive'
  return { exitCode: exitCodes[worst], data: { verdicts }, text: `${lines.join('\n')}\n` }
}

/** Worst first, as the exit code of several runs is that of the worst. */
const rank = ['insecure', 'deviated', 'aborted', 'inconclusive', 'not-ready', 'refused', 'resilient']

function timesOf(repeat: string | undefined): number {
  if (repeat === undefined) return 1
  if (!/^[1-9]\d{0,3}$/.test(repeat)) throw refused(['--repeat: expected a number from 1 to 9999'])
  return Number(repeat)
}

/** Ctrl-C calls the run off; what it changed is taken back before the process ends. */
function interrupted(): AbortSignal {
  const ending = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort())
  return ending.signal
}
