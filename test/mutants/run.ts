/** `npm run test:mutants [-- room...]`: changes one expression at a time and counts the changes that the nearest tests notice. */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Stryker } from '@stryker-mutator/core'
import { equivalents } from './equivalents.ts'
import { type Mutant, ruleOn } from './ruling.ts'
import { leastKilled, type MutantTarget, targets } from './targets.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

type MutantResult = Awaited<ReturnType<Stryker['runMutationTest']>>[number]

function runStryker({ mutate, tests }: MutantTarget): Promise<MutantResult[]> {
  const stryker = new Stryker({
    mutate: [...mutate],
    testRunner: 'command',
    // Node runs TypeScript as it is: no build, and one process that sees one mutant.
    // The nearest test comes first, and a mutant that it notices reaches no other.
    commandRunner: { command: tests.map((test) => `node --test --test-isolation=none ${test}`).join(' && ') },
    // One core stays free: a test that waits for a socket must not time out because of the others.
    concurrency: Math.max(1, availableParallelism() - 1),
    timeoutMS: 20_000,
    ignorePatterns: ['dist', 'cdk.out', '.tokenwatch', 'docs'],
    // Node strips no types below node_modules, so the sandbox stands elsewhere; Git does not know this folder.
    tempDirName: 'dist/mutants',
    // TypeScript 7 has no API with which Stryker could rewrite the configuration, and nothing in the sandbox reads it.
    tsconfigFile: 'none',
    reporters: ['progress-append-only'],
  })
  return stryker.runMutationTest()
}

/** Places of Stryker count from one, lines and columns alike. */
function mutantOf({ fileName, location: { start, end }, replacement = '' }: MutantResult): Mutant {
  const file = relative(root, fileName)
  const lines = readFileSync(fileName, 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line)
  const last = lines.length - 1
  const cut = lines.map((line, at) =>
    line.slice(at === 0 ? start.column - 1 : 0, at === last ? end.column - 1 : undefined),
  )
  const oneLine = (text: string) => text.replace(/\s+/g, ' ')
  return { place: `${file}:${start.line}`, file, from: oneLine(cut.join(' ')), to: oneLine(replacement) }
}

/** Prints the survivors of a room, and returns true if enough mutants were killed and every survivor is a named equivalent. */
async function report(name: string, target: MutantTarget): Promise<boolean> {
  const results = await runStryker(target)
  const counted = results.filter(({ status }) => status !== 'Ignored' && status !== 'CompileError')
  const alive = counted.filter(({ status }) => status === 'Survived' || status === 'NoCoverage').map(mutantOf)
  const { survivors, unnamed, share, passes } = ruleOn({ alive, counted: counted.length, leastKilled }, equivalents)
  for (const { place, from, to, because } of survivors)
    print(
      `${place}: ${from} -> ${to}\n  ${because === null ? 'no equivalent: it needs a test' : `equivalent: ${because}`}`,
    )
  const killed = `${counted.length - alive.length} of ${counted.length} mutants killed, ${share.toFixed(1)} %`
  print(`${name}: ${killed}, ${unnamed} survivors that equivalents.ts does not name`)
  return passes
}

const print = (line: string) => process.stdout.write(`${line}\n`)

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(targets)
for (const name of names) {
  const target = targets[name]
  if (target === undefined) throw new Error(`${name}: no such room; there are ${Object.keys(targets).join(', ')}`)
  if (!(await report(name, target))) process.exitCode = 1
}
