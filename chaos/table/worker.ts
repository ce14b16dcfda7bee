/**
 * A process that tries cells of the table, one after the other: a task from the parent, a word back when it is judged. Apart from the
 * others, so that no client waits for another's work.
 */
import { chosen, defaultVariant, type FaultChoice, faults } from '../faults/catalogue.ts'
import type { FaultDefinition } from '../faults/fault.ts'
import type { ClientModule } from '../lab/client.ts'
import { injectFault } from '../lab/inject-fault.ts'
import { openMonitor } from '../lab/monitor.ts'
import { watchStalls } from '../lab/stall.ts'
import { runTrial } from '../lab/trial.ts'
import { startWorld } from '../lab/world.ts'
import { grantLease } from '../safety/lease.ts'
import { cellOf } from './cell.ts'
import { tableClients } from './clients.ts'
import type { CellResult, CellTask } from './pool.ts'

/** As long as the shortest pause of a client under test: whoever is kept from going on for longer has clocks that tell of the machine. */
const stallLimitMs = 250

const defaultChoice = (definition: FaultDefinition) =>
  // The catalogue's own names: a choice made of them is one.
  chosen({ fault: definition.id, variant: defaultVariant(definition) } as FaultChoice)

async function attempted({ column }: CellTask, definition: FaultDefinition): Promise<CellResult> {
  if (column === 'monitor') return monitored(definition)
  const { result: judgement, stalledMs } = await runTrial(defaultChoice(definition), await tableClients[column]())
  return { cell: cellOf(judgement), verdict: judgement.verdict, isDisturbed: stalledMs > stallLimitMs }
}

const nobody: ClientModule = { createClient: () => ({ call: async () => ({ kind: 'ok' }), close: async () => {} }) }

/** What the monitor says of a fault, and whether it is what the catalogue documents. */
async function monitored(definition: FaultDefinition): Promise<CellResult> {
  const fault = defaultChoice(definition)
  await using open = new AsyncDisposableStack()
  const world = open.adopt(await startWorld({ client: nobody, instances: 0, tokens: definition.tokens }), (one) =>
    one.close(),
  )
  const before = await openMonitor(world, fault.variant.monitor.asks)
  open.defer(() => before.close())
  await injectFault(world, fault, { lease: grantLease(60), seed: 42, percent: 100 })
  const anew = fault.variant.planes.includes('validation')
    ? await openMonitor(world, fault.variant.monitor.asks)
    : before
  const { result, stalledMs } = await watchStalls(() => anew.look())
  if (anew !== before) await anew.close()
  const { reason } = result
  const verdict = reason === fault.variant.monitor.says ? 'as documented' : reason
  return { cell: reason, verdict, isDisturbed: stalledMs > stallLimitMs }
}

process.on('message', async (message) => {
  // The boundary with our own parent.
  const task = message as CellTask
  const definition = faults.find(({ number }) => number === task.fault)
  if (definition === undefined) throw new Error(`no fault ${task.fault}`)
  process.send?.(await attempted(task, definition))
})

// Everything is loaded before anything is measured.
for (const load of Object.values(tableClients)) await load()
process.send?.('ready')
