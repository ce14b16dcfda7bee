import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Every TypeScript file below some folders of the project, by its path from the root, with what stands in it. */
export function sourcesOf(...folders: readonly string[]): ReadonlyMap<string, string> {
  const paths = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root })).toSorted()
  return new Map(paths.map((path) => [path, readFileSync(`${root}${path}`, 'utf8')]))
}

/** What a source imports, as it spells it. */
export function importsOf(source: string): readonly string[] {
  return [...source.matchAll(/(?<!')\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier = '']) => specifier)
}
