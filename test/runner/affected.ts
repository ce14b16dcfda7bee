import { posix } from 'node:path'
import { literalsOf } from '../support/literals.ts'
import { importsOf } from '../support/sources.ts'

/** The files of the project, by their paths from the root. */
export type ModuleSources = {
  readonly paths: readonly string[]
  readonly sourceOf: (path: string) => string
  /** Files by the names under which `package.json` exports them, such as `tokenwatch/chaos`. */
  readonly exports: ReadonlyMap<string, string>
}

/** For each file the files that use it. */
export type Users = ReadonlyMap<string, readonly string[]>

const isCode = (path: string) => /\.(?:ts|mjs)$/.test(path)

/** Returns the test files that run a changed file, or read it by a path that stands in their code. */
export function testsReaching(changed: string, users: Users): readonly string[] {
  const reached = new Set<string>()
  const open = [changed]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    open.push(...(users.get(path) ?? []))
  }
  return [...reached].filter((path) => path.endsWith('.test.ts')).toSorted()
}

/** Reads which file uses which: by an import that runs, or by a path in its code. */
export function usersOf({ paths, sourceOf, exports }: ModuleSources): Users {
  const files = new Set(paths)
  const folders = Map.groupBy(paths, posix.dirname)
  const pairs = paths.filter(isCode).flatMap((path) =>
    placesIn(path, { source: sourceOf(path), exports })
      .flatMap((place) => (files.has(place) ? [place] : below(place, folders)))
      .map((used) => [used, path] as const),
  )
  return new Map([...Map.groupBy(pairs, ([used]) => used)].map(([used, all]) => [used, all.map(([, user]) => user)]))
}

/** Paths that a file imports or names, from the root; some of them are folders, some no files at all. */
function placesIn(
  path: string,
  { source, exports }: { readonly source: string; readonly exports: ModuleSources['exports'] },
): readonly string[] {
  const imports = importsOf(path, source)
  const running = imports.filter(({ kind }) => kind !== 'type').map(({ specifier }) => specifier)
  const erased = imports.map(({ specifier }) => specifier).filter((specifier) => !running.includes(specifier))
  const named = literalsOf(path, source).filter((text) => looksLikePath(text) && !erased.includes(text))
  return [...running.map((specifier) => exports.get(specifier) ?? specifier), ...named].flatMap((text) => {
    const fromRoot = text.replace(/^#source\//, '').replace(/^\.\//, '')
    const fromFile = posix.join(posix.dirname(path), text)
    return [fromRoot, fromFile].map((place) => place.replace(/\/$/, ''))
  })
}

const looksLikePath = (text: string) => /^[#\w./-]*\w[\w./-]*$/.test(text) && /[./]/.test(text)

function below(place: string, folders: ReadonlyMap<string, readonly string[]>): readonly string[] {
  if (place === '.' || place === '' || place.startsWith('..')) return []
  return [...folders].filter(([folder]) => folder === place || folder.startsWith(`${place}/`)).flatMap(([, all]) => all)
}
