import type { ConsumerReport } from '../consumers/observations.ts'
import type { Check } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import type { OurRotation } from '../model/ours.ts'
import type { RotatorSpec } from '../model/rotator-spec.ts'
import { type AttemptDependencies, attemptDeadlineMs } from '../probe/attempt.ts'
import type { Send } from '../probe/oauth/over-network.ts'
import type { Escrow } from './escrow.ts'
import type { RotationMessage } from './message.ts'
import { type Advance, advanced, type Journal, type RotationRecord } from './record.ts'
import type { RotationEvent } from './rotation-event.ts'
import { RotationStopped } from './rotation-stopped.ts'
import type { StopStore } from './stop.ts'
import type { SecretDescription, VersionStore } from './versions.ts'

/** Dependencies of a rotation. */
export type RotateDependencies = AttemptDependencies & {
  readonly deployment: Deployment
  readonly versions: VersionStore
  readonly journal: Journal
  readonly stops: StopStore
  readonly escrow: Escrow
  /** Reads the consumers' reports of the version that they use, newest last. */
  reports(check: Check): Promise<readonly ConsumerReport[]>
  /** Reads the readers of the secret that the config does not name as consumers. */
  unnamedReaders(check: Check): Promise<readonly string[]>
  /** Returns true while automatic repairs of a check are held: by an alert storm, an unreliable provider, or an experiment. */
  isHeld(check: Check): Promise<boolean>
  specOf(provider: string): RotatorSpec
  /** Milliseconds until the invocation is cut off. */
  remainingMs(): number
  /** Random number from 0 up to 1. */
  random(): number
  /** Sends a message. Rejects unless a channel accepted it. */
  notify(message: RotationMessage): Promise<void>
}

/** One run of a rotation: the event, the check, and the secret as it was described at the start. */
export type RotationRun = {
  readonly event: RotationEvent
  readonly check: Check
  readonly rotation: OurRotation
  readonly secret: SecretDescription
}

/** Writes the record one step on. Stops a run that lost the race, or cannot write. */
export async function advance(
  { event }: Pick<RotationRun, 'event'>,
  record: RotationRecord,
  step: Pick<Advance, 'phase' | 'outcome'>,
  { journal, now }: Pick<RotateDependencies, 'journal' | 'now'>,
  changes: Partial<RotationRecord> = {},
): Promise<RotationRecord> {
  const next = advanced(record, { ...step, at: now(), by: event.step }, changes)
  await write(next, journal)
  return next
}

/** Writes the record, or stops: without a record, nothing is spent. */
export async function write(record: RotationRecord, journal: Journal): Promise<void> {
  const written = await journal.write(record).catch(() => null)
  if (written === null) throw new RotationStopped('the record of this rotation cannot be written')
  if (!written) throw new RotationStopped('another run works on this rotation')
}

/** Returns a sender with the check's private ranges and without a shared connection. */
export function senderOf({ allowPrivate }: Check, { network }: Pick<RotateDependencies, 'network'>): Send {
  const terms = { allowPrivate, shareConnection: false }
  return (request) => network.exchange({ ...request, ...terms }, AbortSignal.timeout(attemptDeadlineMs))
}
