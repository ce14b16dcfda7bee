import type { ChosenFault } from '../faults/catalogue.ts'
import type { Plane } from '../faults/request.ts'
import type { ArmedCounts, CountsOfFault } from '../injectors/armed-fault.ts'
import type { Ramp } from '../injectors/ramp.ts'
import type { WireEntry } from '../injectors/wire.ts'
import type { CallOutcome } from '../lab/client.ts'
import type { LogLine } from '../lab/log-line.ts'
import type { SecretLeak } from '../measures/leaks.ts'
import type { MetricName } from '../measures/metric.ts'

/** An order to inject a fault. */
export type InjectionOrder = {
  readonly fault: ChosenFault
  readonly leaseSeconds: number
  readonly seed: number
  readonly percent: number
  readonly maxInjected: number
  readonly pathPrefix: string
  readonly ramp?: Ramp | null
  /** True for a fault that joins those that are on. */
  readonly beside?: boolean
}

/** A snapshot of everything that can be seen of a subject. Instants are monotonic milliseconds of this process. */
export type SubjectView = {
  readonly wire: Readonly<Record<'fault' | 'control', readonly WireEntry[]>>
  /** Planes whose requests are seen. Nothing is known about the others. */
  readonly planes: readonly Plane[]
  /** Counts of all faults of this injection together, and of each in order; none of the latter if requests are not seen. */
  readonly counts: ArmedCounts
  readonly countsOfEach: readonly CountsOfFault[]
  /** Source of the proof that the fault reached the service: its requests, or its log and its answers. */
  readonly evidence: 'requests' | 'log'
  /** The service's own log; `null` if none was named. */
  readonly log: readonly LogLine[] | null
  /** `null` if the secrets are not known. */
  readonly leaks: readonly SecretLeak[] | null
  /** Time of the monitor's first verdict that is not healthy, and time of its page; `null` without a monitor. */
  readonly monitor: { readonly detectedMs: number | null; readonly alertedMs: number | null } | null
  /** Requests without a valid token that were accepted; `null` if the run made none. */
  readonly failOpen: number | null
  /** Reason that the intruder proves nothing about failing open; `null` if they do, or if there were none. */
  readonly intruderProblem: string | null
  readonly duplicates: number | null
  readonly acceptedAfterRevocationMs: number | null
  readonly alerts: { readonly refused: number; readonly delivered: number } | null
  /** Metrics that a subject of this kind cannot measure. Their absence does not make the run inconclusive. */
  readonly unmeasured: readonly MetricName[]
  /** True if the controller no longer answers. The rest is what was seen last. */
  readonly isLost: boolean
  /** Logs that were named and could not be read completely. */
  readonly unreadable: readonly string[]
  /** True if a request was signed with AWS Signature 4, which no proxy can forward. */
  readonly sawSignatureV4: boolean
  /** Counts the requests so far that an order could have acted on; `null` if requests are not seen. */
  readonly eligible: ((order: InjectionOrder) => number) | null
}

/** A system under test with two arms: the lab, or a service behind injection points. */
export type TrialSubject = {
  readonly instances: number
  call(arm: 'fault' | 'control', index: number): Promise<CallOutcome>
  /** Resolves with the seconds without a sign of life after which the fault ends. Faults that are on together are injected in turn. */
  inject(order: InjectionOrder): Promise<number>
  /** Sends a sign of life. Resolves with false if all faults have ended already. */
  renew(): Promise<boolean>
  /** Ends all faults and undoes their changes. May be called repeatedly. */
  remove(): Promise<void>
  /** `complete` first reads everything that was written and not read yet. */
  observe(how?: 'so far' | 'complete'): Promise<SubjectView>
  /** Checks that no fault is on and that every change is undone. */
  isRestored(): Promise<boolean>
  /** Finds secrets of this run in a text. */
  leaksIn(where: string, text: string): Promise<readonly SecretLeak[]>
  close(): Promise<void>
}
