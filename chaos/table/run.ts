/** `npm run chaos:table [F1 F5 ...]`: every fault against every client on the lab, with real clocks, and what the monitor says of it. */
import { faults } from '../faults/catalogue.ts'
import { type TableClient, tableClients } from './clients.ts'
import { type CellResult, type CellTask, openPool } from './pool.ts'

const names = Object.keys(tableClients) as readonly TableClient[]
const columns = ['monitor', ...names] as const
const wanted = process.argv.slice(2)
const unknown = wanted.filter((number) => !faults.some((one) => one.number === number))
if (unknown.length > 0) {
  process.stderr.write(`no fault ${unknown.join(', ')}: there are F1 to F${faults.length}\n`)
  process.exit(3)
}

/** Attempts at a cell that the machine has disturbed, or that says nothing. The last one stands. */
const attempts = 4

const startedMs = performance.now()
const shown = faults.filter(({ number }) => wanted.length === 0 || wanted.includes(number))
const pool = await openPool(shown.length * columns.length)

async function judged(task: CellTask, left = attempts): Promise<CellResult> {
  const result = await pool.run(task)
  const saysNothing = result.verdict === 'inconclusive' || result.verdict === 'not-ready'
  // A secret that was printed stays printed, however slow the machine was.
  const isFirm = result.verdict === 'insecure' || !(result.isDisturbed || saysNothing)
  return isFirm || left === 1 ? result : judged(task, left - 1)
}

type Row = { readonly number: string; readonly id: string; readonly cells: ReadonlyMap<string, CellResult> }

async function rowOf({ number, id }: (typeof faults)[number]): Promise<Row> {
  const cells = columns.map(async (column) => [column, await judged({ fault: number, column })] as const)
  return { number, id, cells: new Map(await Promise.all(cells)) }
}

function print(lines: readonly (readonly string[])[]): void {
  const widths = lines[0]?.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0))) ?? []
  for (const cells of lines) {
    const line = cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')
    process.stdout.write(`${line.trimEnd()}\n`)
  }
}

const rows = await Promise.all(shown.map(rowOf))
pool.close()
print([
  ['', 'fault', 'monitor says', ...names],
  ...rows.map(({ number, id, cells }) => [number, id, ...columns.map((column) => cells.get(column)?.cell ?? '')]),
])
const seconds = Math.round((performance.now() - startedMs) / 1_000)
process.stdout.write(`\n${rows.length} faults x ${names.length} clients in ${seconds} s\n`)

/** What must hold in every row: the good client is resilient, the naive one provably is not, the monitor says what is documented. */
const demands: Readonly<Partial<Record<(typeof columns)[number], readonly string[]>>> = {
  monitor: ['as documented'],
  naive: ['deviated', 'insecure'],
  'with breaker': ['resilient'],
}
const broken = rows.flatMap(({ number, cells }) =>
  columns.flatMap((column) => {
    const [verdict, demanded] = [cells.get(column)?.verdict ?? '', demands[column]]
    return demanded === undefined || demanded.includes(verdict) ? [] : [`${number}: ${column} is ${verdict}`]
  }),
)
for (const line of broken) process.stderr.write(`not as it should be: ${line}\n`)
process.exitCode = broken.length === 0 ? 0 : 1
