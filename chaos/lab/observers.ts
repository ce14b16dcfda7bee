import { planes } from '../faults/request.ts'
import { eligibleIn, type WireEntry } from '../injectors/wire.ts'
import type { IntruderReport } from '../intruder/intruder.ts'
import { createServiceLeakScanner, type ServiceLeakScanner } from '../measures/leaks.ts'
import type { SubjectView } from '../trial/subject.ts'
import type { Flow } from './client.ts'
import { type CapturedOutput, captureOutput } from './output.ts'
import type { World } from './world.ts'

/** A running monitor. */
export type Watching = {
  observe(): SubjectView['monitor']
  /** Pages and log lines of the monitor so far. */
  output(): readonly string[]
  close(): Promise<void>
}

/** Sources in which a secret could appear, besides the service's log and its alerts. */
export type Observers = {
  readonly watching: Watching | null
  readonly output: CapturedOutput
  readonly scanner: ServiceLeakScanner
  /** Errors that callers received. */
  readonly errors: Set<string>
}

export function startObservers({ canaries }: World, watching: Watching | null): Observers {
  return { watching, output: captureOutput(), scanner: createServiceLeakScanner(canaries), errors: new Set() }
}

type LabState = { readonly flow: Flow; readonly intruder: IntruderReport | null; readonly cutsAlerts: boolean }

/** Takes a snapshot of both sandboxes, and searches all output of the fault arm for secrets. */
export function viewOfLab(
  { fault: world, control }: Readonly<Record<'fault' | 'control', World>>,
  { flow, intruder, cutsAlerts }: LabState,
  observers: Observers,
): SubjectView {
  const { injection, alerts, log } = world
  scan(world, observers)
  const wire = { fault: requestsOf(world), control: requestsOf(control) }
  return {
    wire,
    planes,
    counts: injection.counts(),
    countsOfEach: injection.countsOfEach(),
    evidence: 'requests',
    log,
    leaks: observers.scanner.found(),
    monitor: observers.watching?.observe() ?? null,
    failOpen: intruder?.accepted ?? null,
    intruderProblem: intruder?.problem ?? null,
    duplicates: flow === 'order' ? duplicatesOf(world) : null,
    acceptedAfterRevocationMs: injection.acceptedAfterRevocationMs(),
    alerts: cutsAlerts ? { refused: alerts.refused(), delivered: alerts.delivered.length } : null,
    unmeasured: [],
    unreadable: [],
    isLost: false,
    sawSignatureV4: injection.sawSignatureV4(),
    eligible: (order) => eligibleIn(wire.fault, order),
  }
}

function scan({ alerts, log }: World, { watching, output, scanner, errors }: Observers): void {
  const texts = log.map(({ text }) => text)
  const messages = alerts.delivered.map(({ message }) => message)
  scanner.look('log of the service', texts)
  scanner.look('alerts of the service', messages)
  scanner.look('errors returned to callers', errors)
  scanner.look('stdout and stderr', output.texts)
  scanner.look('pages and logs of the monitor', watching?.output() ?? [])
}

/** Returns the fleet's own requests and the API's questions about tokens, without those of a monitor. */
function requestsOf({ injection }: World): readonly WireEntry[] {
  return injection.wire.entries.filter(({ caller, plane }) => plane === 'validation' || caller.startsWith('orders-'))
}

function duplicatesOf({ api }: World): number {
  return [...api.orders.values()].reduce((sum, keys) => sum + keys.size - 1, 0)
}
