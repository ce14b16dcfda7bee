import type { CommandReport } from './report.ts'
import { answerWords, factsOf, marks, sorted, tally } from './wording.ts'

/** For a step summary, a merge request or a ticket. */
export function markdownReport(report: CommandReport): string {
  const checks = sorted(report)
  const rows = checks.map(
    ({ ruling, check, because, owner }) =>
      `| ${marks[ruling]} | \`${check}\` | ${cell(because)} | ${cell(owner ?? '')} |`,
  )
  const details = checks.filter(({ ruling, todo }) => ruling !== 'pass' || todo !== null)
  return [
    `## ${text(report.question)} ${text(answerWords(report))}`,
    '',
    ...report.monitor.flatMap((because) => [`> ${text(because)}`, '']),
    ...(rows.length === 0 ? [] : ['| | check | what was found | owner |', '|---|---|---|---|', ...rows, '']),
    ...details.flatMap((check) => [
      `**${check.check}**`,
      '',
      ...factsOf(check).map(([name, value]) => `- ${name}: ${text(value)}`),
      '',
    ]),
    `${tally(report)}. Tokenwatch ${report.deployment}, ${report.at}`,
    '',
  ].join('\n')
}

/** Text of a config or a provider, as text: no markup of its own takes effect. */
function text(value: string): string {
  return value.replace(/[\\`*_[\]<>|#~&!]/g, (character) => `\\${character}`).replace(/\s+/g, ' ')
}

const cell = text
