import { matchesGlob, posix } from 'node:path'
import { type Exports, listsFolders, type Places, placesNamedIn } from './places.ts'

/** The files of the project, by their paths from the root. */
export type ModuleSources = {
  readonly paths: readonly string[]
  readonly sourceOf: (path: string) => string
  readonly exports: Exports
}

/** For each file the files that use it. */
export type Users = ReadonlyMap<string, readonly string[]>

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

/** Reads which file uses which: by an import that runs, or by a path, a folder or a pattern in its text. */
export function usersOf({ paths, sourceOf, exports }: ModuleSources): Users {
  const files = new Set(paths)
  const folders = Map.groupBy(paths, posix.dirname)
  const listers = new Set(paths.filter((path) => listsFolders(path, sourceOf(path))))
  const filesOf = (path: string) => {
    const places = placesNamedIn(path, sourceOf(path), exports)
    const lists = listers.has(path) || places.paths.some((place) => listers.has(place))
    return [
      ...places.paths.flatMap((place) => (files.has(place) ? [place] : below(place, folders))),
      ...(lists ? inFolders(places.folders, folders) : []),
      ...matching(places.patterns, paths),
    ]
  }
  const pairs = paths.flatMap((path) => [...new Set(filesOf(path))].map((used) => [used, path] as const))
  return new Map([...Map.groupBy(pairs, ([used]) => used)].map(([used, all]) => [used, all.map(([, user]) => user)]))
}

type Folders = ReadonlyMap<string, readonly string[]>

function below(place: string, folders: Folders): readonly string[] {
  if (place === '.' || place === '' || place.startsWith('..')) return []
  return [...folders].filter(([folder]) => folder === place || folder.startsWith(`${place}/`)).flatMap(([, all]) => all)
}

/** The root itself is the files in it; everything else is below it. */
function inFolders(names: Places['folders'], folders: Folders): readonly string[] {
  return names.flatMap((name) => (name === '.' ? (folders.get('.') ?? []) : below(name, folders)))
}

function matching(patterns: Places['patterns'], paths: readonly string[]): readonly string[] {
  return patterns.flatMap((pattern) => paths.filter((path) => matchesGlob(path, pattern)))
}
