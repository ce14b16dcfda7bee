import { readFileSync } from 'node:fs'

const text = readFileSync(new URL('../../../docs/verdicts.md', import.meta.url), 'utf8')

/** A row of a table of `docs/verdicts.md`: what its first cell says, and the code of its second one. */
export type PageRow = { readonly says: string; readonly codes: readonly string[]; readonly verdict: string }

/** Returns the rows of the table in a section. "The same" stands for the codes of the row above. */
export function pageRowsOf(heading: string): readonly PageRow[] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  const lines = section.split('\n').filter((line) => line.startsWith('| '))
  let above: readonly string[] = []
  return lines.slice(1).map((line) => {
    const [says = '', verdict = ''] = line.slice(2, -2).split(' | ')
    const own = [...verdict.matchAll(/`([\w-]+)`/g)].map(([, code = '']) => code)
    const codes = verdict.startsWith('the same') ? [...above, ...own] : own
    above = codes
    return { says, codes, verdict }
  })
}
