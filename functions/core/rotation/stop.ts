import type { Check, CheckKey } from '../model/check.ts'
import type { RotationEvent } from './rotation-event.ts'
import { RotationStopped } from './rotation-stopped.ts'

/** Reason why a step stopped. Kept beside the record, so that a run that cannot write the record can still leave it. */
export type Stop = {
  readonly versionId: string
  /** Epoch milliseconds. */
  readonly at: number
  /** The step, or `reconcile`. */
  readonly by: string
  /** In our own words. */
  readonly why: string
}

/** Store of the last stop of each check. Only people read it; nothing depends on it. */
export type StopStore = {
  readStop(check: CheckKey): Promise<Stop | null>
  writeStop(check: CheckKey, stop: Stop): Promise<void>
}

/** Writes the reason of a stop, as far as that is possible, and rethrows the error. */
export async function noteStop(
  { event, check }: { readonly event: RotationEvent; readonly check: Check },
  error: unknown,
  { stops, now }: { readonly stops: Pick<StopStore, 'writeStop'>; now(): number },
): Promise<never> {
  const why = error instanceof RotationStopped ? error.message : 'failed'
  await stops.writeStop(check.key, { versionId: event.versionId, at: now(), by: event.step, why }).catch(() => {})
  throw error
}
