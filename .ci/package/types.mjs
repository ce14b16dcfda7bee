// Types of a package: the declarations that its entries reach, and no others.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const imported = /(?:from |import\()['"](\.[^'"]+)\.[jt]s['"]/g

/** Copies the declarations of `entries` (paths of sources) and all that they import from the folder `all` to `folder`. */
export function writeTypes(folder, entries, all) {
  const seen = new Set()
  const pending = entries.map((entry) => join(all, entry.replace(/\.ts$/, '')))
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    const text = readFileSync(`${path}.d.ts`, 'utf8')
    const copy = join(folder, `${relative(all, path)}.d.ts`)
    mkdirSync(dirname(copy), { recursive: true })
    // The compiler indents by four spaces: a sixth of some files.
    writeFileSync(
      copy,
      text.replace(/^(?: {4})+/gm, (spaces) => '\t'.repeat(spaces.length / 4)),
    )
    for (const [, other] of text.matchAll(imported)) pending.push(join(dirname(path), other))
  }
}
