/** Writes rows as RFC 4180 wants them. The first row holds the names of the columns. */
export function csvOf(rows: readonly (readonly (string | null | undefined)[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')
}

/** A spreadsheet reads `=`, `+`, `-` and `@` at the beginning as a formula, so a quote stands before them. */
function csvCell(value: string | null | undefined): string {
  const text = value ?? ''
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
