/** `npm run test:leaks`: drives every way through the product on which things fail, scans what comes out, and prints a table. */
import { isClean, type JudgedSink, judgeRoute } from './judge.ts'
import { chaos } from './routes/chaos.ts'
import { localCommands } from './routes/commands.ts'
import { functions } from './routes/functions.ts'
import { page } from './routes/page.ts'
import { scans } from './routes/scan.ts'

const print = (...cells: readonly string[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`)

function printRow(judged: JudgedSink): void {
  const { path, sink, characters, leaks, isSeen, missed, isEqual } = judged
  const control =
    missed.length === 0 ? (isSeen ? 'seen, planted tokens found' : 'NOT SEEN') : `MISSES ${missed.join(', ')}`
  const same = typeof isEqual === 'string' ? `not compared: ${isEqual}` : isEqual ? 'equal' : 'DIFFERS'
  print(path, sink, `${characters}`, leaks.length === 0 ? 'none' : leaks.join(', '), control, same)
}

print('path', 'sink', 'characters', 'leaks', 'positive control', 'with other tokens')
print(...Array.from({ length: 6 }, () => '---'))
const judged: JudgedSink[] = []
for (const route of [localCommands, scans, page, functions, chaos]) {
  const rows = await judgeRoute(route)
  rows.forEach(printRow)
  judged.push(...rows)
}
const clean = judged.filter(isClean).length
process.stdout.write(`\n${clean} of ${judged.length} places hold no byte of a token.\n`)
if (clean < judged.length || judged.length === 0) process.exitCode = 1
