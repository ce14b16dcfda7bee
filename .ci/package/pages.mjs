// Pages of the package: a link to a file that only the repository has becomes its text.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const link = /\[([^[\]]+)\]\(([^)\s#]+)(#[^)\s]*)?\)/g

export function unlinkMissing(folder) {
  const pages = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.md'))
  for (const page of pages) {
    const path = join(folder, page)
    const isThere = (target) => /^(https?|mailto):/.test(target) || existsSync(join(dirname(path), target))
    const text = readFileSync(path, 'utf8')
    writeFileSync(
      path,
      text.replace(link, (whole, words, target) => (isThere(target) ? whole : words)),
    )
  }
}
