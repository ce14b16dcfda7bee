import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import type { Group } from './plan.ts'

/** The longest that one test or suite may take. */
const testTimeoutMs = 120_000

/** The longest that one process may take. */
const processTimeoutMs = 600_000

const untracked = new URL('./untracked.ts', import.meta.url).href

type Options = {
  readonly root: string
  readonly concurrency: number
  /** The longest that one process may take, where that is not the usual. */
  readonly longestMs?: number
}

/**
 * Runs each group in a process of its own with Node's test runner and prints what its reporter `spec` prints. Returns true if every test
 * passed. Node keeps compiled code in `node_modules/.cache`, for these processes and those that they start.
 */
export async function runGroups(groups: readonly Group[], options: Options): Promise<boolean> {
  const { root } = options
  const folder = mkdtempSync(join(tmpdir(), 'tokenwatch-tests-'))
  process.env['NODE_COMPILE_CACHE'] ??= compileCache(root)
  try {
    const entries = new Map(groups.map((group, index) => [entryOf(group, { ...options, folder, index }), group]))
    return await runEntries(entries, options)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A run of all tests leaves some 6,000 entries; tests of the packed archive add a few hundred under new paths each time. */
const mostCached = 20_000

/** Returns the folder of Node's compiled code, emptied where it has outgrown its use. */
function compileCache(root: string): string {
  const folder = join(root, 'node_modules/.cache/tokenwatch-tests')
  try {
    if (readdirSync(folder, { recursive: true }).length > mostCached) rmSync(folder, { recursive: true })
  } catch {
    // There is none yet.
  }
  return folder
}

/** Returns the file that the process of a group starts with: the test itself, or a suite for each test. */
function entryOf(
  group: Group,
  { root, longestMs = processTimeoutMs, folder, index }: Options & { readonly folder: string; readonly index: number },
): string {
  const [first] = group
  if (group.length === 1 && first !== undefined) return join(root, first)
  const entry = join(folder, `group-${index}.mjs`)
  writeFileSync(entry, suitesOf(group, root, longestMs))
  return entry
}

/** A file is loaded inside its suite, so that its hooks run around its own tests. Only `require` loads at once. */
const suitesOf = (group: Group, root: string, longestMs: number) => `
import { createRequire } from 'node:module'
import { describe } from 'node:test'

const require = createRequire(${JSON.stringify(join(root, 'package.json'))})
for (const path of ${JSON.stringify(group)})
  describe(path, { timeout: ${longestMs} }, () => {
    require('./' + path)
  })
`

async function runEntries(
  entries: ReadonlyMap<string, Group>,
  { root, concurrency, longestMs = processTimeoutMs }: Options,
): Promise<boolean> {
  let passed = true
  const events = run({
    cwd: root,
    files: [...entries.keys()],
    concurrency,
    timeout: longestMs,
    execArgv: [`--test-timeout=${testTimeoutMs}`, '--import', untracked],
  })
  events.on('test:fail', ({ file, name, todo }) => {
    if (todo === undefined || todo === false) passed = false
    const group = entries.get(file ?? name)
    // The runner names the entry when a whole process fails, such as for an import that cannot be found.
    if (group !== undefined && group.length > 1) process.stderr.write(`${file ?? name} holds ${group.join(', ')}\n`)
  })
  for await (const text of events.compose(new spec())) process.stdout.write(text)
  return passed
}
