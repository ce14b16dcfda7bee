import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ModuleSources } from './affected.ts'

/** Reads the files that Git knows, and those that it does not know yet. */
export function readSources(root: string): ModuleSources {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return {
    paths: git(['ls-files', '--cached', '--others', '--exclude-standard'], root).filter((path) =>
      existsSync(join(root, path)),
    ),
    sourceOf: (path) => readFileSync(join(root, path), 'utf8'),
    exports: new Map(Object.entries<string>(exports).map(([key, file]) => [`${name}${key.slice(1)}`, file])),
  }
}

/** Returns the files that differ from a commit, new ones included. */
export function changedSince(base: string, root: string): readonly string[] {
  return [
    ...git(['diff', '--name-only', '--relative', base], root),
    ...git(['ls-files', '--others', '--exclude-standard'], root),
  ]
}

function git(words: readonly string[], cwd: string): readonly string[] {
  return execFileSync('git', words, { cwd, encoding: 'utf8', maxBuffer: 16_777_216 })
    .split('\n')
    .filter((line) => line !== '')
}
