/**
 * `npm run bench [names...]`: measures the figures in `docs/performance.md`, and prints one table. A missed bar is reported; the
 * run does not fail.
 */
import { availableParallelism, loadavg } from 'node:os'
import { benches, isBench } from './support/benches.ts'
import { runBench } from './support/run-bench.ts'

const widths = [14, 74, 16, 16] as const

function print(cells: readonly string[]): void {
  process.stdout.write(
    `${cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('')
      .trimEnd()}\n`,
  )
}

const asked = process.argv.slice(2)
const names = asked.length === 0 ? Object.keys(benches) : asked
const unknown = names.filter((name) => !isBench(name))
if (unknown.length > 0) {
  process.stderr.write(`no bench named ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}\n`)
  process.exit(3)
}
print(['bench', 'what', 'figure', 'bar'])
// Above the number of cores, the figures include other processes.
print(['machine', 'load average before, and cores', `${loadavg()[0]?.toFixed(1)} of ${availableParallelism()}`])
for (const name of names.filter(isBench))
  for (const { what, figure, bar, met } of await runBench(name))
    print([name, what, figure, met === false ? `${bar}  MISSED` : bar])
