import { type ChosenFault, chooseFault } from '../../chaos/faults/catalogue.ts'
import { noCounts } from '../../chaos/injectors/armed-fault.ts'
import type { WireEntry } from '../../chaos/injectors/wire.ts'
import type { RunObservation } from '../../chaos/measures/observation.ts'
import type { Sample } from '../../chaos/trial/load.ts'

/** Times of the observed run in milliseconds: it starts at 0, the fault is on from 10 s to 20 s, and the run ends at 30 s. */
export const observedMarks = { startedMs: 0, injectedMs: 10_000, removedMs: 20_000, endedMs: 30_000 } as const

export const request = (atMs: number, rest: Partial<WireEntry> = {}): WireEntry => ({
  plane: 'api',
  caller: 'orders-1',
  method: 'GET',
  path: '/invoices',
  atMs,
  action: 'pass',
  by: 'service',
  isOldToken: true,
  injectedBy: null,
  status: 200,
  endedMs: atMs + 5,
  retryAfterSeconds: null,
  lifetimeSeconds: null,
  effect: null,
  ...rest,
})

export const call = (atMs: number, rest: Partial<Sample> = {}): Sample => ({
  atMs,
  endedMs: atMs + 10,
  outcome: { kind: 'ok' },
  ...rest,
})

/** One for each second of the run, in the middle of it. */
export const everySecond = <One>(make: (atMs: number) => One, from = 0, to = 30): One[] =>
  Array.from({ length: to - from }, (_, index) => make((from + index) * 1_000 + 500))

/** Builds the observation of a service that was called once a second, with some fields changed. */
export function observed(
  wire: readonly WireEntry[],
  rest: Partial<RunObservation> = {},
  fault: ChosenFault = chooseFault({ fault: 'storm', variant: 'unauthorized' }),
): RunObservation {
  return {
    fault,
    leaseId: null,
    ownEndMs: null,
    marks: observedMarks,
    slo: { successRatio: 0.95, windowMs: 2_000 },
    causeWords: null,
    instances: 1,
    arms: {
      fault: { samples: everySecond((at) => call(at)), wire },
      control: { samples: everySecond((at) => call(at)), wire: [] },
    },
    planes: ['api', 'idp'],
    counts: { ...noCounts, firstInjectedMs: observedMarks.injectedMs, lastInjectedMs: observedMarks.removedMs },
    evidence: 'requests',
    log: null,
    leaks: [],
    monitor: null,
    failOpen: null,
    duplicates: null,
    acceptedAfterRevocationMs: null,
    alerts: null,
    unmeasured: [],
    unreadable: [],
    ...rest,
  }
}
