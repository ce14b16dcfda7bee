import { escapeMarkdown } from '../../functions/core/model/markdown.ts'
import type { CommandReport, ReportedCheck } from './report.ts'
import { answerWords, factsOf, generalFindings, marks, sorted, tally } from './wording.ts'

/** Writes a report for a step summary, a merge request or a ticket. */
export function markdownReport(report: CommandReport): string {
  const checks = sorted(report)
  const details = checks.filter(({ ruling, todo }) => ruling !== 'pass' || todo !== null)
  return [
    `## ${escapeMarkdown(report.question)} ${escapeMarkdown(answerWords(report))}`,
    '',
    ...generalFindings(report).flatMap((because) => [`> ${escapeMarkdown(because)}`, '']),
    ...(checks.length === 0 ? [] : ['| | check | finding | owner |', '|---|---|---|---|', ...checks.map(row), '']),
    ...details.flatMap((check) => [`**${check.check}**`, '', ...factsOf(check).map(fact), '']),
    `${tally(report)}. Tokenwatch ${report.deployment}, ${report.at}`,
    '',
  ].join('\n')
}

function row({ ruling, check, because, owner }: ReportedCheck): string {
  return `| ${marks[ruling]} | \`${check}\` | ${escapeMarkdown(because)} | ${escapeMarkdown(owner ?? '')} |`
}

function fact([name, value]: readonly [string, string]): string {
  return `- ${name}: ${escapeMarkdown(value)}`
}
