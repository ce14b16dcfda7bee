import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Reads every TypeScript file below some folders of the project, by its path from the root. */
export function sourcesOf(...folders: readonly string[]): ReadonlyMap<string, string> {
  const paths = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root })).toSorted()
  return new Map(paths.map((path) => [path, readFileSync(`${root}${path}`, 'utf8')]))
}

/** One import or re-export of a file: `static` runs with it, `type` is erased, `lazy` is an `import()`. */
export type Import = { readonly specifier: string; readonly kind: 'static' | 'type' | 'lazy' }

/** Reads the imports of a source with a parser. An `import()` whose specifier is computed is left out. */
export function importsOf(path: string, source: string): readonly Import[] {
  const { module, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  const statics = module.staticImports.map(({ moduleRequest, entries }): Import => {
    const isType = entries.length > 0 && entries.every((entry) => entry.isType)
    return { specifier: moduleRequest.value, kind: isType ? 'type' : 'static' }
  })
  const reexports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, isType }): readonly Import[] =>
      moduleRequest === null ? [] : [{ specifier: moduleRequest.value, kind: isType ? 'type' : 'static' }],
    ),
  )
  const lazy = module.dynamicImports.flatMap(({ moduleRequest: { start, end } }): readonly Import[] => {
    const [, specifier] = /^(?:'([^']*)')$/.exec(source.slice(start, end)) ?? []
    return specifier === undefined ? [] : [{ specifier, kind: 'lazy' }]
  })
  return [...statics, ...reexports, ...lazy]
}
