/**
 * `npm run test:hostile [-- words]`: plays every attack whose kind or name has these words, and prints a table. A server that attacks a probe
 * runs in a process of its own, and so does the probe, so that time and memory are those of the probe.
 */
import { attacks } from './attacks/every.ts'
import { brokenPromises } from './measured/faults.ts'
import { type Bystanders, measureRow, startBystanders } from './measured/measure.ts'
import { measuredRows } from './measured/rows.ts'

const wanted = process.argv.slice(2).join(' ')
const isWanted = (kind: string, attack: string) => `${kind} ${attack}`.includes(wanted)

/** Attacks by answers that run at once. Most of them wait. */
const together = 3

function print(cells: readonly string[]): void {
  process.stdout.write(`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`)
}

async function playAnswer(index: number, bystanders: Bystanders): Promise<boolean> {
  const { kind, attack, outcome } = measuredRows[index] ?? { kind: '', attack: '', outcome: '' }
  const measured = await measureRow(index, bystanders)
  const faults = brokenPromises({ outcome }, measured, bystanders.elsewhere.connections())
  const [seconds, megabytes] = [measured.tookMs / 1_000, Math.max(0, measured.grewMb)]
  const healthy = `${measured.healthyNeighbours} of ${measured.neighbours}`
  const verdict = faults.join(', ') || 'held'
  print([kind, attack, measured.outcome, `${seconds.toFixed(2)} s`, `${megabytes.toFixed(0)} MB`, healthy, verdict])
  return faults.length === 0
}

async function playAnswers(): Promise<readonly boolean[]> {
  const indexes = measuredRows.flatMap(({ kind, attack }, index) => (isWanted(kind, attack) ? [index] : []))
  const bystanders = await startBystanders()
  const held: boolean[] = []
  for (let at = 0; at < indexes.length; at += together) {
    const group = indexes.slice(at, at + together)
    held.push(...(await Promise.all(group.map((index) => playAnswer(index, bystanders)))))
  }
  await bystanders.close()
  return held
}

async function playOthers(): Promise<readonly boolean[]> {
  const held: boolean[] = []
  for (const [kind, rows] of Object.entries(attacks))
    for (const { attack, expected, see } of rows.filter((row) => isWanted(kind, row.attack))) {
      const outcome = await see()
      held.push(outcome === expected)
      print([kind, attack, outcome, '', '', '', outcome === expected ? 'held' : `expected ${expected}`])
    }
  return held
}

print(['kind', 'attack', 'outcome', 'time', 'memory', 'healthy neighbours', ''])
print(Array.from({ length: 7 }, () => '---'))
const held = [...(await playAnswers()), ...(await playOthers())]
process.stdout.write(`\n${held.filter((one) => one).length} of ${held.length} attacks were held.\n`)
if (held.length === 0 || held.includes(false)) process.exitCode = 1
