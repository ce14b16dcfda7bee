import type { Undo } from '../faults/fault.ts'
import { planes } from '../faults/request.ts'
import { eligibleIn } from '../injectors/wire.ts'
import { createLeakScanner, leaksIn, type ServiceLeakScanner } from '../measures/leaks.ts'
import { grantLease, type Lease } from '../safety/lease.ts'
import type { SubjectView, TrialSubject } from '../trial/subject.ts'
import type { CallOutcome, ClientModule, Flow } from './client.ts'
import { injectFault } from './inject-fault.ts'
import { type Intruder, startIntruder } from './intruder.ts'
import { listenToOutput, type Printed } from './printed.ts'
import { startWorld, type World } from './world.ts'

export type LabOptions = {
  readonly client: ClientModule
  readonly instances: number
  readonly flow: Flow
  readonly tokens: Parameters<typeof startWorld>[0]['tokens']
  /** Watches the broken sandbox meanwhile, and says when it noticed. */
  readonly watch?: (world: World) => Promise<Watching>
}

/** A monitor at work. */
export type Watching = {
  observe(): SubjectView['monitor']
  /** What it has told so far: pages and logs. */
  reported(): readonly string[]
  close(): Promise<void>
}

/** Two sandboxes with the same client: one to break, one to be left alone. */
export async function openLab({ client, instances, flow, tokens, watch }: LabOptions): Promise<TrialSubject> {
  await using opened = new AsyncDisposableStack()
  const start = async () => opened.adopt(await startWorld({ client, instances, tokens }), (world) => world.close())
  const worlds = { fault: await start(), control: await start() }
  const broken = worlds.fault
  for (const world of [worlds.fault, worlds.control]) await warmUp(world, flow)
  const watching = watch === undefined ? null : opened.adopt(await watch(broken), (one) => one.close())
  const state: State = { lease: null, undo: null, intruder: null, failOpen: null, cutsAlerts: false, flow }
  const senses = {
    watching,
    printed: listenToOutput(),
    scanner: createLeakScanner(broken.canaries),
    errors: new Set<string>(),
  }
  opened.defer(async () => senses.printed.stop())
  let reference = 0
  opened.defer(() => remove(broken, state))
  const running = opened.move()
  return {
    instances,
    async call(arm, index) {
      const fleet = worlds[arm].fleet.instances
      reference += 1
      const outcome = (await fleet[index % fleet.length]?.call(flow, `order-${reference}`)) ?? nobodyThere
      if (arm === 'fault' && outcome.kind !== 'ok' && outcome.error !== null) senses.errors.add(outcome.error)
      return outcome
    },
    async inject({ fault, leaseSeconds, seed, percent, maxInjected }) {
      state.lease = grantLease(leaseSeconds)
      state.cutsAlerts = fault.variant.points.includes('alarm-path')
      state.undo = await injectFault(broken, fault, { lease: state.lease, seed, percent, maxInjected })
      state.intruder = startIntruder(`${broken.api.url}/invoices`)
    },
    async renew() {
      state.lease?.renew()
      return state.lease?.isLive() ?? false
    },
    remove: () => remove(broken, state),
    observe: async () => observe(worlds, state, senses),
    isRestored: async () => state.undo === null && state.lease?.isLive() !== true,
    leaksIn: async (where, text) => leaksIn(where, [text], broken.canaries),
    close: () => running.disposeAsync(),
  }
}

const nobodyThere: CallOutcome = { kind: 'failed', error: null }

/** Everything of the lab that could print a secret, besides the service's log and its alerts. */
type Senses = {
  readonly watching: Watching | null
  readonly printed: Printed
  readonly scanner: ServiceLeakScanner
  /** What callers were told. */
  readonly errors: ReadonlySet<string>
}

type State = {
  lease: Lease | null
  undo: Undo | null
  intruder: Intruder | null
  failOpen: number | null
  cutsAlerts: boolean
  readonly flow: Flow
}

async function remove(broken: World, state: State): Promise<void> {
  broken.injection.disarm('removed')
  await state.undo?.()
  state.undo = null
  const accepted = await state.intruder?.stop()
  state.failOpen = accepted ?? state.failOpen
  state.intruder = null
}

/** Every instance gets its token before anything is measured. */
async function warmUp({ fleet: { instances } }: World, flow: Flow): Promise<void> {
  for (const [index, instance] of instances.entries()) await instance.call(flow, `warm-up-${index}`)
}

function observe(
  { fault: broken, control }: Record<'fault' | 'control', World>,
  state: State,
  { watching, printed, scanner, errors }: Senses,
): SubjectView {
  const { injection, alerts, log } = broken
  scanner.look(
    'log of the service',
    log.map(({ text }) => text),
  )
  scanner.look(
    'alerts of the service',
    alerts.reported.map(({ message }) => message),
  )
  scanner.look('errors told to callers', errors)
  scanner.look('stdout and stderr', printed.texts)
  scanner.look('pages and logs of the monitor', watching?.reported() ?? [])
  const wire = { fault: requestsOf(broken), control: requestsOf(control) }
  return {
    wire,
    planes,
    counts: injection.counts(),
    evidence: 'requests',
    log,
    leaks: scanner.found(),
    monitor: watching?.observe() ?? null,
    failOpen: state.intruder?.accepted() ?? state.failOpen,
    duplicates: state.flow === 'order' ? duplicatesOf(broken) : null,
    acceptedAfterRevocationMs: injection.acceptedAfterRevocationMs(),
    alerts: state.cutsAlerts ? { refused: alerts.refused(), reported: alerts.reported.length } : null,
    unmeasured: [],
    unreadable: [],
    sawSignatureV4: injection.sawSignatureV4(),
    eligible: (order) => eligibleIn(wire.fault, order),
  }
}

/** The fleet's own requests and what the API asks for them; neither a monitor's nor an intruder's. */
function requestsOf({ injection }: World) {
  return injection.wire.entries.filter(({ caller, plane }) => plane === 'validation' || caller.startsWith('orders-'))
}

function duplicatesOf({ api }: World): number {
  return [...api.orders.values()].reduce((sum, keys) => sum + keys.size - 1, 0)
}
