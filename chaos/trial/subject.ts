import type { ChosenFault } from '../faults/catalogue.ts'
import type { ArmedCounts } from '../injectors/injection.ts'
import type { WireEntry } from '../injectors/wire.ts'
import type { Outcome } from '../lab/client.ts'
import type { LogLine } from '../lab/world.ts'
import type { Leak } from '../measures/leaks.ts'
import type { Observation } from '../measures/observation.ts'

/** How a fault is to be put in. */
export type Order = {
  readonly fault: ChosenFault
  readonly leaseSeconds: number
  readonly seed: number
  readonly percent: number
  readonly maxStruck: number
  readonly pathPrefix: string
}

/** What can be seen of a subject at one moment. Instants are monotonic milliseconds of this process. */
export type Seen = {
  readonly wire: Readonly<Record<'fault' | 'control', readonly WireEntry[]>>
  readonly counts: ArmedCounts
  readonly log: readonly LogLine[]
  readonly leaks: readonly Leak[]
  readonly monitor: Observation['monitor']
  readonly failOpen: number | null
  readonly duplicates: number | null
  readonly acceptedAfterRevocationMs: number | null
  readonly alerts: Observation['alerts']
  /** A request was signed with AWS Signature 4, which no proxy can pass on. */
  readonly sawSignatureV4: boolean
}

/** A system under test with two arms: the lab, or a service with injection points before what it uses. */
export type Subject = {
  readonly instances: number
  call(arm: 'fault' | 'control', index: number): Promise<Outcome>
  inject(order: Order): Promise<void>
  /** A sign of life; false where the fault has ended without us. */
  renew(): Promise<boolean>
  /** Ends the fault and takes back what it changed. Again and again is as good as once. */
  remove(): Promise<void>
  seen(): Promise<Seen>
  /** Reads everything again: nothing is armed, nothing is changed. */
  isAsBefore(): Promise<boolean>
  close(): Promise<void>
}
