import type { ChosenFault } from '../faults/catalogue.ts'
import type { Plane } from '../faults/request.ts'
import type { ArmedCounts } from '../injectors/armed-fault.ts'
import type { WireEntry } from '../injectors/wire.ts'
import type { CallOutcome } from '../lab/client.ts'
import type { LogLine } from '../lab/log-line.ts'
import type { SecretLeak } from '../measures/leaks.ts'
import type { MetricName } from '../measures/metric.ts'

/** How a fault is to be put in. */
export type InjectionOrder = {
  readonly fault: ChosenFault
  readonly leaseSeconds: number
  readonly seed: number
  readonly percent: number
  readonly maxInjected: number
  readonly pathPrefix: string
}

/** What can be seen of a subject at one moment. Instants are monotonic milliseconds of this process. */
export type SubjectView = {
  readonly wire: Readonly<Record<'fault' | 'control', readonly WireEntry[]>>
  /** Conversations whose requests are seen; of the others nothing is known. */
  readonly planes: readonly Plane[]
  readonly counts: ArmedCounts
  /** What proves that fault and service have met: requests, or what the service says itself. */
  readonly evidence: 'requests' | 'words'
  /** The service's own log; null where none was named. */
  readonly log: readonly LogLine[] | null
  /** Null where nobody knows the secrets. */
  readonly leaks: readonly SecretLeak[] | null
  /** When the monitor first judged the credential as not healthy, and when its page was accepted; null without a monitor. */
  readonly monitor: { readonly detectedMs: number | null; readonly alertedMs: number | null } | null
  /** Null where the run cannot see it. */
  readonly failOpen: number | null
  readonly duplicates: number | null
  readonly acceptedAfterRevocationMs: number | null
  readonly alerts: { readonly refused: number; readonly reported: number } | null
  /** What a subject of this kind cannot measure, so that its absence is no doubt. */
  readonly unmeasured: readonly MetricName[]
  /** Logs that were named and could not be read to the end. */
  readonly unreadable: readonly string[]
  /** A request was signed with AWS Signature 4, which no proxy can pass on. */
  readonly sawSignatureV4: boolean
  /** How many of the requests so far an order could have met; null where that is not seen at requests. */
  readonly eligible: ((order: InjectionOrder) => number) | null
}

/** A system under test with two arms: the lab, or a service with injection points before what it uses. */
export type TrialSubject = {
  readonly instances: number
  call(arm: 'fault' | 'control', index: number): Promise<CallOutcome>
  inject(order: InjectionOrder): Promise<void>
  /** A sign of life; false where the fault has ended without us. */
  renew(): Promise<boolean>
  /** Ends the fault and takes back what it changed. Again and again is as good as once. */
  remove(): Promise<void>
  /** `to the end` waits for what was written and not read yet. */
  observe(how?: 'so far' | 'to the end'): Promise<SubjectView>
  /** Reads everything again: nothing is armed, nothing is changed. */
  isRestored(): Promise<boolean>
  /** Secrets of this run that occur in a text. */
  leaksIn(where: string, text: string): Promise<readonly SecretLeak[]>
  close(): Promise<void>
}
