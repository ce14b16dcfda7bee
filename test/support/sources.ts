import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Expression, parseSync, Visitor } from 'oxc-parser'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Reads every TypeScript and JavaScript file below some folders of the project, by its path from the root. */
export function sourcesOf(...folders: readonly string[]): ReadonlyMap<string, string> {
  const paths = folders.flatMap((folder) => globSync(`${folder}/**/*.{ts,mjs}`, { cwd: root })).toSorted()
  return new Map(paths.map((path) => [path, readFileSync(`${root}${path}`, 'utf8')]))
}

/** One import or re-export of a file: `static` runs with it, `type` is erased, `lazy` is an `import()`, and `computed` is one whose specifier is no text. */
export type Import = { readonly specifier: string; readonly kind: 'static' | 'type' | 'lazy' | 'computed' }

/** Reads the imports of a source with a parser: declarations, re-exports, `import()`, types such as `import('./a.ts').A`, and references. */
export function importsOf(path: string, source: string): readonly Import[] {
  const { program, comments, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  const found: Import[] = comments.flatMap(({ value }) => referenceIn(value))
  const add = (specifier: string, isType: boolean) => found.push({ specifier, kind: isType ? 'type' : 'static' })
  new Visitor({
    ImportDeclaration: ({ source: { value }, importKind, specifiers }) => {
      const named = specifiers.filter((one) => one.type === 'ImportSpecifier')
      const isType = named.length === specifiers.length && named.length > 0 && named.every(isTypeOnly)
      add(value, importKind === 'type' || isType)
    },
    ExportNamedDeclaration: (node) => {
      if (node.source !== null) add(node.source.value, node.exportKind === 'type')
    },
    ExportAllDeclaration: (node) => add(node.source.value, node.exportKind === 'type'),
    ImportExpression: (node) => {
      const specifier = textOf(node.source)
      found.push(specifier === null ? { specifier: '', kind: 'computed' } : { specifier, kind: 'lazy' })
    },
    TSImportType: ({ source: { value } }) => add(value, true),
    TSExternalModuleReference: ({ expression: { value } }) => add(value, false),
    TSModuleDeclaration: ({ id }) => {
      if (id.type === 'Literal' && typeof id.value === 'string') add(id.value, true)
    },
  }).visit(program)
  return found
}

const isTypeOnly = ({ importKind }: { readonly importKind?: string }): boolean => importKind === 'type'

/** Returns the text of a string or of a template without holes; null for anything that is computed. */
function textOf(node: Expression): string | null {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null
  return node.type === 'TemplateLiteral' && node.expressions.length === 0 ? (node.quasis[0]?.value.raw ?? null) : null
}

function referenceIn(comment: string): readonly Import[] {
  const [, specifier] = /^\/\s*<reference\s+(?:path|types)=["']([^"']+)["']/.exec(comment) ?? []
  return specifier === undefined ? [] : [{ specifier, kind: 'type' }]
}
