/** `npm run test:hostile [-- words]`: lets every hostile server attack a probe, measures what that costs, and prints a table. */
import { brokenPromises } from './measured/faults.ts'
import { type Bystanders, measureRow, startBystanders } from './measured/measure.ts'
import { measuredRows } from './measured/rows.ts'

const print = (text: string) => process.stdout.write(`${text}\n`)

/** Attacks that run at once. Most of them wait. */
const together = 3

async function attack(index: number, bystanders: Bystanders): Promise<boolean> {
  const row = measuredRows[index]
  if (row === undefined) throw new Error(`there is no row ${index}`)
  const measured = await measureRow(index, bystanders)
  const faults = brokenPromises(row, measured, bystanders.elsewhere.connections())
  const [seconds, megabytes] = [measured.tookMs / 1_000, Math.max(0, measured.grewMb)]
  const cost = `${seconds.toFixed(2)} s | ${megabytes.toFixed(0)} MB | ${measured.healthyNeighbours} of ${measured.neighbours}`
  print(`| ${row.kind} | ${row.attack} | ${measured.outcome} | ${cost} | ${faults.join(', ') || 'held'} |`)
  return faults.length === 0
}

const wanted = process.argv.slice(2).join(' ')
const indexes = measuredRows.flatMap(({ kind, attack: name }, index) =>
  `${kind} ${name}`.includes(wanted) ? [index] : [],
)
const bystanders = await startBystanders()
print('| kind | attack | outcome | time | memory | healthy neighbours | |')
print('|---|---|---|---|---|---|---|')
const held: boolean[] = []
for (const group of chunks(indexes)) held.push(...(await Promise.all(group.map((index) => attack(index, bystanders)))))
await bystanders.close()
print(`\n${held.filter((one) => one).length} of ${held.length} attacks were held.`)
if (held.length === 0 || held.includes(false)) process.exitCode = 1

function chunks(all: readonly number[]): readonly (readonly number[])[] {
  return Array.from({ length: Math.ceil(all.length / together) }, (_, at) =>
    all.slice(at * together, (at + 1) * together),
  )
}
