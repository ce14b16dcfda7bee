import { proofMarkOf } from '../../functions/providers/evidence.ts'
import { categories, type Provider, proofMarks } from '../../functions/providers/provider.ts'

/** Between these lines of the README stands the table. */
const [begin, end] = ['<!-- catalogue -->', '<!-- /catalogue -->']

/** The README with the table of the catalogue in its place. */
export function withCatalogueTable(readme: string, providers: readonly Provider[]): string {
  const [before, rest] = readme.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`the README has no ${begin} ... ${end}`)
  return `${before}${begin}\n${tableOf(providers)}\n${end}${after}`
}

function tableOf(providers: readonly Provider[]): string {
  const rows = categories.map((category) =>
    rowOf(
      category,
      providers.filter((one) => one.category === category),
    ),
  )
  return [
    `| kind of credential | in the catalogue | ${proofMarks.join(' | ')} |`,
    `|---|---|${proofMarks.map(() => '---|').join('')}`,
    ...rows,
    rowOf('**all**', providers),
  ].join('\n')
}

function rowOf(name: string, members: readonly Provider[]): string {
  const counts = proofMarks.map((mark) => members.filter((one) => proofMarkOf(one) === mark).length)
  return `| ${name} | ${members.length} | ${counts.join(' | ')} |`
}
