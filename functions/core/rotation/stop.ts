import type { Check, CheckKey } from '../model/check.ts'
import type { RotationEvent } from './rotation-event.ts'
import { RotationStopped } from './rotation-stopped.ts'

/** Why a step did not do its work: kept beside the record, so that who may not write the record can still say it. */
export type Stop = {
  readonly versionId: string
  /** Epoch milliseconds. */
  readonly at: number
  /** The step, or our own care. */
  readonly by: string
  /** In our own words. */
  readonly why: string
}

/** The last stop of each check. No claim, and nothing goes by it: people read it. */
export type StopStore = {
  readStop(check: CheckKey): Promise<Stop | null>
  writeStop(check: CheckKey, stop: Stop): Promise<void>
}

/** Keeps why a step stopped, as far as that is possible, and throws on what stopped it. */
export async function noteStop(
  { event, check }: { readonly event: RotationEvent; readonly check: Check },
  error: unknown,
  { stops, now }: { readonly stops: Pick<StopStore, 'writeStop'>; now(): number },
): Promise<never> {
  const why = error instanceof RotationStopped ? error.message : 'failed'
  await stops.writeStop(check.key, { versionId: event.versionId, at: now(), by: event.step, why }).catch(() => {})
  throw error
}
