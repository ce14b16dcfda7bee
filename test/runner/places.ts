import { posix } from 'node:path'
import { textsOf } from '../support/literals.ts'
import { importsOf } from '../support/sources.ts'

/** Imports and names of one file, as paths from the root. */
export type Places = {
  /** Files and folders; some are no files at all. */
  readonly paths: readonly string[]
  /** Folders by a bare name such as `docs`, and the root as `.` in a test. They count in a file that lists folders. */
  readonly folders: readonly string[]
  /** Patterns of files, such as `test/fixtures/state-*.json`. */
  readonly patterns: readonly string[]
}

/** Files by the names under which `package.json` exports them, such as `tokenwatch/chaos`. */
export type Exports = ReadonlyMap<string, string>

const isCode = (path: string) => /\.(?:ts|mjs)$/.test(path)

/** Files whose words name other files: actions, pipelines, scripts. */
const isScript = (path: string) => /\.(?:ya?ml|sh)$/.test(path)

/** Returns the places that a file imports or names. Only code and scripts have any. */
export function placesNamedIn(path: string, source: string, exports: Exports): Places {
  if (isCode(path)) return placesInCode(path, source, exports)
  if (!isScript(path)) return { paths: [], folders: [], patterns: [] }
  const words = source.match(/[\w./-]+\.\w+/g) ?? []
  // A script calls the one beside it by a variable, such as "$GITHUB_ACTION_PATH/gate.sh".
  const beside = words.map((word) => posix.join(posix.dirname(path), posix.basename(word)))
  return { paths: [...words, ...beside].filter((place) => place !== path), folders: [], patterns: [] }
}

function placesInCode(path: string, source: string, exports: Exports): Places {
  const imports = importsOf(path, source)
  const running = imports.filter(({ kind }) => kind !== 'type').map(({ specifier }) => specifier)
  const erased = imports.map(({ specifier }) => specifier).filter((specifier) => !running.includes(specifier))
  const { strings, templates } = textsOf(path, source)
  const named = [...strings, ...templates.flat()].filter((text) => looksLikePath(text) && !erased.includes(text))
  const patterns = templates.map((parts) => parts.join('*')).filter((text) => looksLikePattern(text))
  const places = (texts: readonly string[]) => texts.flatMap((text) => readings(text, path))
  return {
    paths: places([...running.map((specifier) => exports.get(specifier) ?? specifier), ...named]),
    folders: strings.filter((text) => (text === '.' ? path.startsWith('test/') : /^\w+$/.test(text))),
    patterns: places(patterns),
  }
}

/** Names of Node's functions that list a folder. */
const listing = /\b(?:readdir|readdirSync|glob|globSync)\(/

/** Returns true if a file lists folders. */
export const listsFolders = (path: string, source: string): boolean => isCode(path) && listing.test(source)

/** Returns the two readings of a text: from the root, and from the folder of its file. */
function readings(text: string, path: string): readonly string[] {
  const fromRoot = text.replace(/^#source\//, '').replace(/^\.\//, '')
  const fromFile = posix.join(posix.dirname(path), text)
  return [fromRoot, fromFile].map((place) => place.replace(/\/$/, ''))
}

const looksLikePath = (text: string) => /^[#\w./-]*\w[\w./-]*$/.test(text) && /[./]/.test(text)

/** A pattern names a folder first, and a part of the file's name: a hole for a whole name stands behind a folder, which counts itself. */
const looksLikePattern = (text: string) => /^[\w./-]*\w\/?[\w./-]*\*[\w.*/-]*$/.test(text) && /\/[\w.-]+\*/.test(text)
