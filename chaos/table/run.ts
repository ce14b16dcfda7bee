/**
 * `npm run chaos:table [F1 F5 ...]`: runs every fault against every client on the lab, with real clocks, and shows the monitor's reason. With
 * `-- --readme` it writes the whole table into the README.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { faults } from '../faults/catalogue.ts'
import { type TableClient, tableClients } from './clients.ts'
import { type CellResult, type CellTask, openPool } from './pool.ts'

// The boundary with `Object.keys`: the table has no other keys.
const names = Object.keys(tableClients) as readonly TableClient[]
const columns = ['monitor', ...names] as const
const wanted = process.argv.slice(2).filter((one) => one !== '--readme')
const forReadme = process.argv.includes('--readme') && wanted.length === 0
const unknown = wanted.filter((number) => !faults.some((one) => one.number === number))
if (unknown.length > 0) {
  process.stderr.write(`no fault ${unknown.join(', ')}: there are F1 to F${faults.length}\n`)
  process.exit(3)
}

/** Attempts at a cell that was disturbed or inconclusive. The last result counts. */
const attempts = 4

const startedMs = performance.now()
const shown = faults.filter(({ number }) => wanted.length === 0 || wanted.includes(number))
const pool = await openPool(shown.length * columns.length)

async function resultOf(task: CellTask, left = attempts): Promise<CellResult> {
  const result = await pool.run(task)
  const isInconclusive = result.verdict === 'inconclusive' || result.verdict === 'not-ready'
  // A leaked secret stays leaked, however slow the machine was.
  const isFinal = result.verdict === 'insecure' || !(result.isDisturbed || isInconclusive)
  return isFinal || left === 1 ? result : resultOf(task, left - 1)
}

type Row = { readonly number: string; readonly id: string; readonly cells: ReadonlyMap<string, CellResult> }

async function rowOf({ number, id }: (typeof faults)[number]): Promise<Row> {
  const cells = columns.map(async (column) => [column, await resultOf({ fault: number, column })] as const)
  return { number, id, cells: new Map(await Promise.all(cells)) }
}

/** Writes lines whose cells stand in columns. */
function inColumns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]?.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0))) ?? []
  const padded = (cells: readonly string[]) => cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')
  return lines.map((cells) => `${padded(cells).trimEnd()}\n`).join('')
}

const rows = await Promise.all(shown.map(rowOf))
pool.close()
const table = inColumns([
  ['', 'fault', 'monitor says', ...names],
  ...rows.map(({ number, id, cells }) => [number, id, ...columns.map((column) => cells.get(column)?.cell ?? '')]),
])
const seconds = Math.round((performance.now() - startedMs) / 1_000)
const text = `${table}\n${rows.length} faults x ${names.length} clients in ${seconds} s\n`
process.stdout.write(text)

/** Verdicts that every row must have: the good client is resilient, the naive one is not, the monitor's reason is the documented one. */
const expectations: Readonly<Partial<Record<(typeof columns)[number], readonly string[]>>> = {
  monitor: ['as documented'],
  naive: ['deviated', 'insecure'],
  'with breaker': ['resilient'],
}
const broken = rows.flatMap(({ number, cells }) =>
  columns.flatMap((column) => {
    const [verdict, expected] = [cells.get(column)?.verdict ?? '', expectations[column]]
    return expected === undefined || expected.includes(verdict) ? [] : [`${number}: ${column} is ${verdict}`]
  }),
)
for (const line of broken) process.stderr.write(`unexpected: ${line}\n`)
process.exitCode = broken.length === 0 ? 0 : 1

/** The README holds a table only in which every verdict is as expected. */
if (forReadme && broken.length === 0) {
  const page = fileURLToPath(new URL('../../README.md', import.meta.url))
  const readme = readFileSync(page, 'utf8')
  const shownTable = /```text\n {5}fault [\s\S]*?```/
  writeFileSync(
    page,
    readme.replace(shownTable, () => `\`\`\`text\n${text}\`\`\``),
  )
}
