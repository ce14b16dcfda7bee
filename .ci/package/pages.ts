// Pages of the package: a link to a file that only the repository has becomes its text.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Files and folders that the packed README and docs link to. The sources are not among them. */
export const others = [
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'SECURITY.md',
  'docs',
  'examples',
  'chaos/experiment/experiment.schema.json',
]

const link = /\[([^[\]]+)\]\(([^)\s#]+)(#[^)\s]*)?\)/g

/** Replaces each link of the pages below `folder` that leads nowhere by its text. */
export function unlinkMissing(folder: string): void {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'))
  for (const page of pages) {
    const path = join(folder, page)
    const isThere = (target: string) => /^(https?|mailto):/.test(target) || existsSync(join(dirname(path), target))
    const text = readFileSync(path, 'utf8')
    writeFileSync(
      path,
      text.replace(link, (whole: string, words: string, target: string) => (isThere(target) ? whole : words)),
    )
  }
}
