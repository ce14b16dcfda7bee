/**
 * Runs tests: all of them, those that match the paths given, or one of three selections.
 *
 * `npm test [-- paths...]`, `npm run test:fast`, `npm run test:affected [-- base]`, `npm run test:long`
 */
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { testsReaching, usersOf } from './affected.ts'
import { fastFolders, planGroups } from './plan.ts'
import { changedSince, readSources } from './project.ts'
import { runGroups } from './run-groups.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Examples of each property in `test:long`, as a multiple of those in `npm test`. */
const longFactor = '20'

/** The longest that one process of `test:long` may take: it has hundreds of tests, and the machine may be busy. */
const longestOfLongMs = 4 * 60 * 60_000

/** Two processes for two cores, and four for the tests that wait. */
const concurrency = 6

const sources = readSources(root)

function select([selection, ...rest]: readonly string[]): readonly string[] {
  switch (selection) {
    case undefined:
      return glob(['test/**/*.test.ts'])
    case 'fast':
      return glob(fastFolders.map((folder) => `test/${folder}/**/*.test.ts`))
    case 'affected':
      return selectAffected(rest[0] ?? 'HEAD')
    case 'long':
      process.env['TOKENWATCH_PROPERTY_FACTOR'] = longFactor
      return testsReaching('test/support/long-run.ts', usersOf(sources))
    default:
      return glob([selection, ...rest])
  }
}

const glob = (patterns: readonly string[]) => globSync(patterns, { cwd: root }).toSorted()

/** Returns the tests that reach the changes since a commit, and names the changed files without a test. */
function selectAffected(base: string): readonly string[] {
  const users = usersOf(sources)
  const found = changedSince(base, root).map((path) => ({ path, tests: testsReaching(path, users) }))
  for (const { path, tests } of found) if (tests.length === 0) process.stdout.write(`No test reaches ${path}\n`)
  return [...new Set(found.flatMap(({ tests }) => tests))].toSorted()
}

const files = select(process.argv.slice(2))
const limits = process.argv[2] === 'long' ? { longestMs: longestOfLongMs } : {}
if (files.length === 0) process.stdout.write('No test to run.\n')
else if (!(await runGroups(planGroups(files, sources.sourceOf), { root, concurrency, ...limits }))) process.exitCode = 1
