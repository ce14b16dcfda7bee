import Table from 'cli-table3'
import { kinds } from '../../support/rotation-kinds.ts'
import { startRotationLab } from '../../support/rotation-lab.ts'
import { crashesOf } from './crashes.ts'

const lab = await startRotationLab('memory')
const table = new Table({
  head: ['class', 'crash', 'found', 'done', 'end', 'outages', 'orphans'],
  style: { head: [], border: [] },
  colWidths: [22, 24, 26, 44, 30, 9, 9],
  wordWrap: true,
})
for (const kind of Object.values(kinds))
  for await (const row of crashesOf(lab, kind))
    table.push([row.kind, row.crash, row.found, row.done, row.end, row.outages, row.orphans])
process.stdout.write(`${table.toString()}\n`)
await lab.close()
