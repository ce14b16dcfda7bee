/**
 * One column of the table in a process of its own, so that no client waits for another's work: the faults in order, each told to the
 * parent when it is judged. Arguments: `client <name>` or `monitor`; then the numbers of the faults, all of them if none is named.
 */
import { chosen, type FaultChoice, faults, usualVariant } from '../faults/catalogue.ts'
import type { FaultDefinition } from '../faults/fault.ts'
import type { ClientModule } from '../lab/client.ts'
import { inflict } from '../lab/inflict.ts'
import { openMonitor } from '../lab/monitor.ts'
import { runTrial } from '../lab/trial.ts'
import { startWorld } from '../lab/world.ts'
import { grantLease } from '../safety/lease.ts'
import { cellOf } from './cell.ts'
import { type TableClient, tableClients } from './clients.ts'

/** What a worker tells its parent. */
export type Told = { readonly fault: string; readonly cell: string; readonly verdict: string }

/** A busy machine makes a control arm ill: such a trial says nothing and is made again. */
const tries = 4

const usualChoice = ({ id, ...definition }: FaultDefinition) =>
  // The catalogue's own names: a choice made of them is one.
  chosen({ fault: id, variant: usualVariant({ id, ...definition }) } as FaultChoice)

async function judged(definition: FaultDefinition, client: ClientModule): Promise<Told> {
  let told: Told = { fault: definition.number, cell: '', verdict: '' }
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const { judgement } = await runTrial(usualChoice(definition), client)
    told = { fault: definition.number, cell: cellOf(judgement), verdict: judgement.verdict }
    if (judgement.verdict !== 'inconclusive' && judgement.verdict !== 'not-ready') break
  }
  return told
}

const nobody: ClientModule = { createClient: () => ({ call: async () => ({ kind: 'ok' }), close: async () => {} }) }

async function monitored(definition: FaultDefinition): Promise<Told> {
  const fault = usualChoice(definition)
  await using open = new AsyncDisposableStack()
  const world = open.adopt(await startWorld({ client: nobody, instances: 0, tokens: definition.tokens }), (one) =>
    one.close(),
  )
  const before = await openMonitor(world, fault.variant.monitor.asks)
  open.defer(() => before.close())
  await inflict(world, fault, { lease: grantLease(60), seed: 42, percent: 100 })
  const anew = fault.variant.planes.includes('validation')
    ? await openMonitor(world, fault.variant.monitor.asks)
    : before
  const { reason } = await anew.look()
  if (anew !== before) await anew.close()
  return { fault: definition.number, cell: reason, verdict: reason }
}

const [kind, ...rest] = process.argv.slice(2)
const [name, ...wanted] = kind === 'client' ? rest : ['', ...rest]
const client = kind === 'client' ? await tableClients[name as TableClient]() : null
for (const definition of faults.filter(({ number }) => wanted.length === 0 || wanted.includes(number)))
  process.send?.(client === null ? await monitored(definition) : await judged(definition, client))
process.disconnect?.()
