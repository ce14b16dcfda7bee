// Not `escapeMarkdown`: it trims, and a part of a sentence needs the spaces at its ends. These pages also stay readable as text.
/** Characters with a meaning in Markdown text, where our data has them. */
const special = /[\\`*_[\]<>|#]/g

/** A sentence of data as Markdown: addresses of pages and of mailboxes become code, other characters with a meaning are escaped. */
export function escapeText(sentence: string): string {
  return sentence
    .split(/(https?:\/\/\S*[\w/}]|\S+@\S+\.\w+)/)
    .map((part, index) => (index % 2 === 1 ? code(part) : part.replace(special, '\\$&')))
    .join('')
}

/** Inline code that also stands in a table cell: GitHub Flavored Markdown reads `\|` there as a bar. */
export function code(value: string): string {
  const fence = value.includes('`') ? '``' : '`'
  const padding = value.startsWith('`') || value.endsWith('`') ? ' ' : ''
  return `${fence}${padding}${value.replaceAll('|', '\\|')}${padding}${fence}`
}

/** A link, or code where the address holds a placeholder that only a check fills. */
export function linkTo(title: string, url: string): string {
  return url.includes('{') ? `${escapeText(title)} (${code(url)})` : `[${escapeText(title)}](${url})`
}

/** A table of rows that are Markdown already. */
export function tableLines(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [row(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(row)]
}

export function listLines(items: readonly string[]): readonly string[] {
  return items.map((item) => `- ${item}`)
}
