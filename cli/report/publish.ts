import type { CommandResult } from '../framework/command-result.ts'
import { envelopeOf } from '../framework/envelope.ts'
import { CommandFailure } from '../framework/failure.ts'
import { append, writeWhole } from '../framework/files.ts'
import { formats } from '../framework/shared-options.ts'
import type { Terminal } from '../framework/terminal.ts'
import { githubAnnotations } from './github.ts'
import { junitReport } from './junit.ts'
import { markdownReport } from './markdown.ts'
import type { CommandReport } from './report.ts'
import { terminalReport } from './terminal.ts'

type Format = (typeof formats)[number]

type Wanted = { readonly format: Format; readonly file: string | null }

/** What was asked for; fails before anything is probed. */
export function parseReports(texts: readonly string[] = []): readonly Wanted[] {
  const wanted = texts.map((text): Wanted => {
    const [name, ...rest] = text.split('=')
    const format = formats.find((one) => one === name)
    const file = rest.join('=')
    if (format === undefined || (rest.length > 0 && file === ''))
      throw new CommandFailure('usage', `--report wants ${formats.join(', ')}, each also as format=file`)
    if (format === 'github' && file !== '')
      throw new CommandFailure('usage', '--report github takes no file: the runner reads the output')
    return { format, file: file === '' ? null : file }
  })
  if (wanted.filter(({ format, file }) => file === null && format !== 'github').length > 1)
    throw new CommandFailure(
      'usage',
      '--report: only one report can go to stdout, name a file for the others (format=file)',
    )
  return wanted
}

/** Writes the files, adds to GitHub's step summary, and returns what the frame prints. */
export function publish(
  report: CommandReport,
  wanted: readonly Wanted[],
  terminal: Terminal,
  notes: readonly string[],
): CommandResult {
  const result: CommandResult = { exitCode: report.exitCode, data: report, text: '', notes }
  const render = (format: Format, paint: Terminal['paint']): string => {
    switch (format) {
      case 'terminal':
        return terminalReport(report, paint)
      case 'json':
        return `${JSON.stringify(envelopeOf(report.command, result))}\n`
      case 'junit':
        return junitReport(report)
      case 'markdown':
        return markdownReport(report)
      case 'github':
        return githubAnnotations(report)
    }
  }
  for (const { format, file } of wanted)
    if (file !== null)
      writeWhole(
        file,
        render(format, (_format, text) => text),
      )
  const toGithub = wanted.some(({ format }) => format === 'github')
  const summary = terminal.environment['GITHUB_STEP_SUMMARY'] ?? ''
  if (toGithub && summary !== '') append(summary, markdownReport(report))
  const onStdout = wanted.find(({ format, file }) => file === null && format !== 'github')?.format ?? 'terminal'
  return { ...result, text: `${render(onStdout, terminal.paint)}${toGithub ? githubAnnotations(report) : ''}` }
}
