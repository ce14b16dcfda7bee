/** One question that only a real account answers, and what it said. */
export type AccountAnswer = { readonly question: string; readonly expected: string; readonly seen: string }

const headings: AccountAnswer = { question: 'question', expected: 'expected', seen: 'seen' }

/** A Markdown table, one question a row, as docs/assumptions.md can take it. */
export function renderTable(answers: readonly AccountAnswer[]): string {
  const rows = [headings, { question: '---', expected: '---', seen: '---' }, ...answers]
  return rows
    .map(({ question, expected, seen }) => `| ${[question, expected, seen].map(cell).join(' | ')} |\n`)
    .join('')
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim()
}
