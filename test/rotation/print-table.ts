/** Prints the table of docs/rotation.md: `npm run rotation:table`. */
import { sampleTable } from './killed-table.ts'
import { startKilledWorld } from './killed-world.ts'

const world = await startKilledWorld()
for (const line of await sampleTable(world)) process.stdout.write(`${line}\n`)
await world.close()
