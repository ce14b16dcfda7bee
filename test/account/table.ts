/** One question that only a real account answers, and its answer. */
export type AccountAnswer = { readonly question: string; readonly expected: string; readonly seen: string }

const headings: AccountAnswer = { question: 'question', expected: 'expected', seen: 'seen' }

/** Markdown table with one row for each question, in the format of docs/assumptions.md. */
export function renderTable(answers: readonly AccountAnswer[]): string {
  const rows = [headings, { question: '---', expected: '---', seen: '---' }, ...answers]
  return rows
    .map(({ question, expected, seen }) => `| ${[question, expected, seen].map(cell).join(' | ')} |\n`)
    .join('')
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim()
}
