// Types of a package: the declarations that its entries reach, and no others.
import { cpSync, readFileSync } from 'node:fs'
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
    cpSync(`${path}.d.ts`, join(folder, `${relative(all, path)}.d.ts`))
    for (const [, other] of text.matchAll(imported)) pending.push(join(dirname(path), other))
  }
}
