/**
 * Worker process of the chaos table. It receives one task at a time from its parent and sends the result back. Each worker is a process
 * of its own, so that no client waits for another's work.
 */
import { choose, faults } from '../faults/catalogue.ts'
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

/** Shortest pause of a client under test. If the process is stalled for longer, its timings say more about the machine than the client. */
const stallLimitMs = 250

async function resultOf({ column }: CellTask, definition: FaultDefinition): Promise<CellResult> {
  if (column === 'monitor') return monitorCell(definition)
  const { result: judgement, stalledMs } = await runTrial(choose(definition), await tableClients[column]())
  return { cell: cellOf(judgement), verdict: judgement.verdict, isDisturbed: stalledMs > stallLimitMs }
}

const idleClient: ClientModule = { createClient: () => ({ call: async () => ({ kind: 'ok' }), close: async () => {} }) }

/** Runs the monitor's probe under a fault and compares its reason with the documented one. */
async function monitorCell(definition: FaultDefinition): Promise<CellResult> {
  const fault = choose(definition)
  await using open = new AsyncDisposableStack()
  const world = open.adopt(await startWorld({ client: idleClient, instances: 0, tokens: definition.tokens }), (one) =>
    one.close(),
  )
  const before = await openMonitor(world, fault.variant.monitor.asks)
  open.defer(() => before.close())
  await injectFault(world, fault, { lease: grantLease(60), seed: 42, percent: 100 })
  // An API may cache what it knows about a token, so a new token is stored and checked.
  const during = fault.variant.planes.includes('validation')
    ? await openMonitor(world, fault.variant.monitor.asks)
    : before
  const { result, stalledMs } = await watchStalls(() => during.look())
  if (during !== before) await during.close()
  const { reason } = result
  const verdict = reason === fault.variant.monitor.says ? 'as documented' : reason
  return { cell: reason, verdict, isDisturbed: stalledMs > stallLimitMs }
}

process.on('message', async (message) => {
  // The boundary with the parent process, which sends nothing else.
  const task = message as CellTask
  const definition = faults.find(({ number }) => number === task.fault)
  if (definition === undefined) throw new Error(`no fault ${task.fault}`)
  process.send?.(await resultOf(task, definition))
})

// All clients are loaded before anything is measured.
for (const load of Object.values(tableClients)) await load()
process.send?.('ready')
