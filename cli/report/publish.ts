import { formats } from '../commands/shared-options.ts'
import type { CommandResult } from '../framework/command-result.ts'
import { envelopeOf, envelopeText } from '../framework/envelope.ts'
import { CommandFailure } from '../framework/failure.ts'
import { append, writeWhole } from '../framework/files.ts'
import type { Terminal } from '../framework/terminal.ts'
import { githubAnnotations } from './github.ts'
import { markdownReport } from './markdown.ts'
import { type CommandReport, type FailedCommand, failedReport } from './report.ts'
import { terminalReport } from './terminal.ts'

type Format = (typeof formats)[number]

type Wanted = { readonly format: Format; readonly file: string | null }

/** Reports that a command was asked for. */
export type WantedReports = readonly Wanted[]

/** Parses the values of `--report`. Fails before anything is probed. */
export function parseReports(texts: readonly string[] = []): readonly Wanted[] {
  const wanted = texts.map((text): Wanted => {
    const [name, ...rest] = text.split('=')
    const format = formats.find((one) => one === name)
    const file = rest.join('=')
    if (format === undefined || (rest.length > 0 && file === ''))
      throw new CommandFailure(
        'usage',
        `--report: expected ${formats.join(', ')}, or a format with a file such as junit=gate.xml`,
      )
    if (format === 'github' && file !== '')
      throw new CommandFailure('usage', '--report github: takes no file, because the runner reads stdout')
    return { format, file: file === '' ? null : file }
  })
  if (wanted.filter(({ format, file }) => file === null && format !== 'github').length > 1)
    throw new CommandFailure(
      'usage',
      '--report: only one report can go to stdout; name a file for each of the others, such as junit=gate.xml',
    )
  return wanted
}

/** Writes the report files, adds to GitHub's step summary, and returns the text for stdout. */
export async function publish(
  report: CommandReport,
  wanted: readonly Wanted[],
  terminal: Terminal,
  notes: readonly string[],
): Promise<CommandResult> {
  const result: CommandResult = { exitCode: report.exitCode, data: report, text: '', notes }
  const plain: Terminal['paint'] = (_format, text) => text
  for (const { format, file } of wanted)
    if (file !== null) writeWhole(file, await render(format, result, report, plain))
  const toGithub = wanted.some(({ format }) => format === 'github')
  const summary = terminal.environment['GITHUB_STEP_SUMMARY'] ?? ''
  if (toGithub && summary !== '') append(summary, markdownReport(report))
  const onStdout = wanted.find(({ format, file }) => file === null && format !== 'github')?.format ?? 'terminal'
  const text = await render(onStdout, result, report, terminal.paint)
  return { ...result, text: `${text}${toGithub ? githubAnnotations(report) : ''}` }
}

/** Runs a command. If it fails, writes the reports of the failure too, and fails in the same way. */
export async function reportingFailures(
  wanted: WantedReports,
  about: FailedCommand & { readonly json: boolean },
  terminal: Terminal,
  act: () => Promise<CommandResult>,
): Promise<CommandResult> {
  try {
    return await act()
  } catch (error) {
    const failure = error instanceof CommandFailure ? error : new CommandFailure('internal', 'Tokenwatch itself failed')
    const report = failedReport(failure, about, Date.now())
    const { text } = await publish(report, wanted, terminal, [])
    // Without a report on stdout, the lines on stderr say everything.
    const onStdout = wanted.filter(({ file }) => file === null).map(({ format }) => format)
    if (about.json || onStdout.length === 0) throw error
    terminal.write(onStdout.every((format) => format === 'github') ? githubAnnotations(report) : text)
    throw error
  }
}

/** Loads the JUnit writer only when it is asked for: it takes longer to load than all other reporters. */
async function render(
  format: Format,
  result: CommandResult,
  report: CommandReport,
  paint: Terminal['paint'],
): Promise<string> {
  switch (format) {
    case 'terminal':
      return terminalReport(report, paint)
    case 'json':
      return envelopeText(envelopeOf(report.command, result))
    case 'junit':
      return (await import('./junit.ts')).junitReport(report)
    case 'markdown':
      return markdownReport(report)
    case 'github':
      return githubAnnotations(report)
  }
}
