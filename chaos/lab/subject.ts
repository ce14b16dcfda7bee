import type { Undo } from '../faults/fault.ts'
import { type Intruder, type IntruderReport, referencesOf, startIntruder } from '../intruder/intruder.ts'
import { leaksIn } from '../measures/leaks.ts'
import { grantLease, type Lease, silenceSeconds } from '../safety/lease.ts'
import type { TrialSubject } from '../trial/subject.ts'
import type { CallOutcome, ClientModule, Flow } from './client.ts'
import { injectFault } from './inject-fault.ts'
import { type Observers, startObservers, viewOfLab, type Watching } from './observers.ts'
import { startWorld, type World } from './world.ts'

export type LabOptions = {
  readonly client: ClientModule
  readonly instances: number
  readonly flow: Flow
  readonly tokens: Parameters<typeof startWorld>[0]['tokens']
  /** Starts a monitor that watches the sandbox of the fault arm. */
  readonly watch?: (world: World) => Promise<Watching>
}

/** Opens two sandboxes with the same client, one for the fault arm and one for the control arm. */
export async function openLab({ client, instances, flow, tokens, watch }: LabOptions): Promise<TrialSubject> {
  await using opened = new AsyncDisposableStack()
  const start = async () => opened.adopt(await startWorld({ client, instances, tokens }), (world) => world.close())
  const worlds = { fault: await start(), control: await start() }
  for (const world of [worlds.fault, worlds.control]) await warmUp(world, flow)
  const watching = watch === undefined ? null : opened.adopt(await watch(worlds.fault), (one) => one.close())
  const observers = startObservers(worlds.fault, watching)
  opened.defer(async () => observers.output.stop())
  const fault = createLabFault(worlds.fault)
  opened.defer(() => fault.remove())
  let reference = 0
  const running = opened.move()
  return {
    instances,
    async call(arm, index) {
      const fleet = worlds[arm].fleet.instances
      reference += 1
      const outcome = (await fleet[index % fleet.length]?.call(flow, `order-${reference}`)) ?? noInstance
      if (arm === 'fault') noteError(observers, outcome)
      return outcome
    },
    inject: fault.inject,
    renew: fault.renew,
    remove: fault.remove,
    observe: async () => viewOfLab(worlds, { flow, ...fault.state() }, observers),
    isRestored: async () => fault.isOver(),
    leaksIn: async (where, text) => leaksIn(where, [text], worlds.fault.canaries),
    close: () => running.disposeAsync(),
  }
}

const noInstance: CallOutcome = { kind: 'failed', error: null }

function noteError({ errors }: Observers, outcome: CallOutcome): void {
  if (outcome.kind !== 'ok' && outcome.error !== null) errors.add(outcome.error)
}

/** Gets every instance its token before anything is measured. */
async function warmUp({ fleet: { instances } }: World, flow: Flow): Promise<void> {
  for (const [index, instance] of instances.entries()) await instance.call(flow, `warm-up-${index}`)
}

/** The faults of a sandbox: their leases, their undos, and the intruder that shows if the API fails open meanwhile. */
function createLabFault(world: World) {
  const leases: Lease[] = []
  const undos: Undo[] = []
  let intruder: Intruder | null = null
  let last: IntruderReport | null = null
  let cutsAlerts = false
  const inject: TrialSubject['inject'] = async ({ leaseSeconds, pathPrefix: _, fault, ...order }) => {
    const lease = grantLease(leaseSeconds)
    leases.push(lease)
    cutsAlerts ||= fault.variant.points.includes('alarm-path')
    // The API itself, not the proxy: the fault is about tokens on their way, and these are none.
    const asked = { url: `${world.api.url}/invoices`, sample: world.injection.sampleToken }
    const references = intruder === null ? await referencesOf(asked) : null
    undos.push(await injectFault(world, fault, { lease, ...order }))
    if (references !== null) intruder = startIntruder({ ...asked, underWay: world.injection.intruding }, references)
    return silenceSeconds
  }
  return {
    inject,
    async renew() {
      for (const lease of leases) lease.renew()
      return leases.some((lease) => lease.isLive())
    },
    async remove() {
      world.injection.disarm('removed')
      for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) await undo()
      last = (await intruder?.stop()) ?? last
      intruder = null
    },
    isOver: () => undos.length === 0 && !leases.some((lease) => lease.isLive()),
    state: () => ({ intruder: intruder?.report() ?? last, cutsAlerts }),
  }
}
