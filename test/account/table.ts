/** One question that only a real account answers, and its answer. */
export type AccountAnswer = {
  readonly question: string
  readonly expected: string
  readonly seen: string
  /** The row of docs/assumptions.md that it is about. */
  readonly settles: string
}

const headings: AccountAnswer = { question: 'question', expected: 'expected', seen: 'seen', settles: 'settles' }

/** Markdown table with one row for each question, in the format of docs/assumptions.md. */
export function renderTable(answers: readonly AccountAnswer[]): string {
  const rows = [headings, { question: '---', expected: '---', seen: '---', settles: '---' }, ...answers]
  return rows
    .map(
      ({ question, expected, seen, settles }) => `| ${[question, expected, seen, settles].map(cell).join(' | ')} |\n`,
    )
    .join('')
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim()
}
