/** `npm run chaos:table [F1 F5 ...]`: every fault against every client on the lab, with real clocks, and what the monitor says of it. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { faults } from '../faults/catalogue.ts'
import { type TableClient, tableClients } from './clients.ts'
import type { Told } from './worker.ts'

const names = Object.keys(tableClients) as readonly TableClient[]
const wanted = process.argv.slice(2)
const unknown = wanted.filter((number) => !faults.some((one) => one.number === number))
if (unknown.length > 0) {
  process.stderr.write(`no fault ${unknown.join(', ')}: there are F1 to F${faults.length}\n`)
  process.exit(3)
}

/** Runs one column and resolves with its cells by fault. */
async function column(...args: readonly string[]): Promise<ReadonlyMap<string, Told>> {
  const cells = new Map<string, Told>()
  const worker = fork(fileURLToPath(import.meta.resolve('#source/chaos/table/worker')), [...args, ...wanted], {
    stdio: 'inherit',
  })
  // The boundary with our own worker.
  worker.on('message', (told) => void cells.set((told as Told).fault, told as Told))
  const [code] = await once(worker, 'exit')
  if (code !== 0) throw new Error(`the column ${args.join(' ')} was not finished`)
  return cells
}

function print(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0))) ?? []
  for (const row of rows) {
    const line = row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')
    process.stdout.write(`${line.trimEnd()}\n`)
  }
}

const startedMs = performance.now()
const [monitor, ...columns] = await Promise.all([column('monitor'), ...names.map((name) => column('client', name))])
const shown = faults.filter(({ number }) => wanted.length === 0 || wanted.includes(number))
print([
  ['', 'fault', 'monitor says', ...names],
  ...shown.map(({ number, id }) => [
    number,
    id,
    monitor?.get(number)?.cell ?? '',
    ...columns.map((cells) => cells.get(number)?.cell ?? ''),
  ]),
])
process.stdout.write(
  `\n${shown.length} faults x ${names.length} clients in ${Math.round((performance.now() - startedMs) / 1_000)} s\n`,
)

const verdictsOf = (name: TableClient) =>
  [...(columns[names.indexOf(name)]?.values() ?? [])].map(({ verdict }) => verdict)
const isOpposite =
  verdictsOf('with breaker').every((verdict) => verdict === 'resilient') && !verdictsOf('naive').includes('resilient')
if (!isOpposite) process.stderr.write('the good client was not resilient everywhere, or the naive one was somewhere\n')
process.exitCode = isOpposite ? 0 : 1
