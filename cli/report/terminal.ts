import type { Ruling } from '../../functions/core/gate/decide.ts'
import type { Paint, Terminal } from '../framework/terminal.ts'
import type { CommandReport, ReportedCheck } from './report.ts'
import { answerWords, expirySentence, factsOf, generalFindings, marks, silenceWords, sorted, tally } from './wording.ts'

const colours = { pass: 'green', refuse: 'red', cannot_tell: 'yellow' } as const satisfies Readonly<
  Record<Ruling, Paint>
>

/** Writes a report for a person at a terminal, or in a log. */
export function terminalReport(report: CommandReport, paint: Terminal['paint']): string {
  const width = Math.max(...report.checks.map(({ check }) => check.length))
  return [
    `${report.question} ${paint(['bold', colours[report.ruling]], answerWords(report))}`,
    ...generalFindings(report).map((because) => `${paint('red', '!')} ${because}`),
    '',
    ...sorted(report).flatMap((check) => checkLines(check, report.at, width, paint)),
    '',
    tally(report),
    '',
  ].join('\n')
}

function checkLines(check: ReportedCheck, at: string, width: number, paint: Terminal['paint']): readonly string[] {
  const { ruling, because } = check
  const expiry = because.startsWith('expir') ? null : expirySentence(check, at)
  const suppressedBy = check.suppressed === null ? null : silenceWords(check.suppressed)
  const isFine = ruling === 'pass' && check.todo === null
  const said = [because, expiry, isFine ? suppressedBy : null].filter((part) => part !== null).join(', ')
  const line = `${paint(colours[ruling], marks[ruling])} ${check.check.padEnd(width)}  ${said}`
  if (isFine) return [line]
  const facts = factsOf(check)
  const factWidth = Math.max('runbook'.length, ...facts.map(([name]) => name.length))
  return [line, ...facts.map(([name, value]) => `    ${paint('dim', name.padEnd(factWidth))}  ${value}`)]
}
