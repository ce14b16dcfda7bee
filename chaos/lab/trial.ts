import { setTimeout as wait } from 'node:timers/promises'
import { request } from 'undici'
import type { ChosenFault } from '../faults/catalogue.ts'
import { leaksIn } from '../measures/leaks.ts'
import { type Measured, measure } from '../measures/measure.ts'
import type { Observation, Slo } from '../measures/observation.ts'
import { grantLease } from '../safety/lease.ts'
import { type Load, startLoad } from '../trial/load.ts'
import { type Judgement, judge } from '../verdict.ts'
import type { ClientModule } from './client.ts'
import { inflict } from './inflict.ts'
import { startWorld, type World } from './world.ts'

export type TrialOptions = {
  readonly fault: ChosenFault
  readonly client: ClientModule
  readonly seed?: number
  readonly percent?: number
}

/** A trial's figures with what they were taken from. */
export type Trial = { readonly measured: Measured; readonly judgement: Judgement; readonly observation: Observation }

/** A fleet small enough for CI, in bursts that are large enough to show who refreshes once and who for everybody. */
const fleet = { instances: 4, perSecond: 6, burst: 4 } as const
const phases = { baselineMs: 900, faultMs: 2_400, recoveryMs: 2_600 } as const
const slo: Slo = { successRatio: 0.95, windowMs: 400 }

/** Mutated requests below which nothing is said of a fault that mutates; faults of state have to meet every instance. */
const minStruck = 30

/** Breaks the tokens of one fleet on the lab while another one, just like it, is left alone; real clocks, real sockets, about five seconds. */
export async function runTrial({ fault, client, seed = 42, percent = 100 }: TrialOptions): Promise<Trial> {
  await using worlds = new AsyncDisposableStack()
  const { definition } = fault
  const start = async () => {
    const { instances } = fleet
    return worlds.adopt(await startWorld({ client, instances, tokens: definition.tokens }), (world) => world.close())
  }
  const [broken, control] = [await start(), await start()]
  for (const world of [broken, control]) await warmUp(world, definition.flow)
  const loads = [load(broken, definition.flow), load(control, definition.flow)] as const
  const startedMs = performance.now()
  await wait(phases.baselineMs)
  const lease = grantLease(phases.faultMs / 1_000 + 5)
  const injectedMs = performance.now()
  const undo = await inflict(broken, fault, { lease, seed, percent })
  const intruder = startIntruder(broken)
  await wait(phases.faultMs)
  broken.injection.disarm('removed')
  await undo()
  const failOpen = await intruder.stop()
  const removedMs = performance.now()
  await wait(phases.recoveryMs)
  await Promise.all(loads.map((one) => one.stop()))
  const marks = { startedMs, injectedMs, removedMs, endedMs: performance.now() }
  const observation = observe({ fault, broken, control, loads, marks, failOpen })
  const measured = measure(observation)
  const minEvidence = definition.evidence === 'struck' ? minStruck : fleet.instances
  const contract = fault.variant.contract ?? definition.contract
  const judgement = judge(measured, { contract, minEvidence, stopped: null, rollbackVerified: true })
  return { measured, judgement, observation }
}

function load(world: World, flow: 'read' | 'order'): Load {
  const { perSecond, burst } = fleet
  let order = 0
  return startLoad({
    perSecond,
    burst,
    call: async (index) => {
      const { instances } = world.fleet
      order += 1
      const instance = instances[index % instances.length]
      return instance?.call(flow, `order-${order}`) ?? { kind: 'failed', error: null }
    },
  })
}

/** Every instance gets its token before anything is measured. */
async function warmUp({ fleet: { instances } }: World, flow: 'read' | 'order'): Promise<void> {
  for (const [index, instance] of instances.entries()) await instance.call(flow, `warm-up-${index}`)
}

/** Knocks at the API with a token that nobody has issued: whoever is let in while validation is broken was let in by a fault. */
function startIntruder({ api }: World): { stop(): Promise<number> } {
  const ending = new AbortController()
  const knock = async (): Promise<number> => {
    let letIn = 0
    while (!ending.signal.aborted) {
      const headers = { authorization: `Bearer intruder-${crypto.randomUUID()}`, 'user-agent': 'instance/intruder' }
      const answer = await request(`${api.url}/invoices`, { headers }).catch(() => null)
      await answer?.body.dump()
      if (answer !== null && answer.statusCode < 300) letIn += 1
      await wait(intrusionMs, undefined, { signal: ending.signal }).catch(() => undefined)
    }
    return letIn
  }
  const knocking = knock()
  return {
    stop() {
      ending.abort()
      return knocking
    },
  }
}

const intrusionMs = 300

type Run = {
  readonly fault: ChosenFault
  readonly broken: World
  readonly control: World
  readonly loads: readonly [Load, Load]
  readonly marks: Observation['marks']
  readonly failOpen: number
}

function observe({ fault, broken, control, loads, marks, failOpen }: Run): Observation {
  const cuts = fault.variant.points.includes('alarm-path')
  return {
    fault,
    marks,
    slo,
    instances: fleet.instances,
    arms: {
      fault: { samples: loads[0].samples, wire: requestsOf(broken) },
      control: { samples: loads[1].samples, wire: requestsOf(control) },
    },
    counts: broken.injection.counts(),
    log: broken.log,
    leaks: leaksIn('log of the service', new Set(broken.log.map(({ text }) => text)), broken.canaries),
    monitor: null,
    failOpen,
    duplicates: fault.definition.flow === 'order' ? duplicatesOf(broken) : null,
    acceptedAfterRevocationMs: broken.injection.acceptedAfterRevocationMs(),
    alerts: cuts ? { refused: broken.alerts.refused(), told: broken.alerts.told.length } : null,
  }
}

/** The fleet's own requests; neither a monitor's nor an intruder's. */
function requestsOf({ injection }: World) {
  return injection.wire.entries.filter(({ caller, plane }) => plane === 'validation' || caller.startsWith('orders-'))
}

function duplicatesOf({ api }: World): number {
  return [...api.orders.values()].reduce((sum, keys) => sum + keys.size - 1, 0)
}
