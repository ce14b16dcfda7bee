import type { RotateDependencies, RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'

/** Time at the end of the invocation that is reserved for the escrow. */
const escrowReserveMs = 5_000
/** With less time left, no further try is begun. */
const lastReserveMs = 1_000

/** Pause between two tries, doubled each time. Half of it is random, so that rotations that failed together do not retry together. */
const firstPauseMs = 100
const longestRetryPauseMs = 2_000

/**
 * Saves the issued value under the pending version, directly after the provider's answer. Retries until the function is about to be cut
 * off, then puts the value in escrow, from where another run takes it.
 */
export async function save(
  run: RotationRun,
  value: string,
  dependencies: RotateDependencies,
): Promise<'saved' | 'escrowed'> {
  const { event } = run
  const { versions, remainingMs } = dependencies
  const put = () => versions.putPending(event.secretArn, event.versionId, value, event.rotationToken)
  if (await persist(put, () => remainingMs() > escrowReserveMs, dependencies)) return 'saved'
  if (await seal(run, event.versionId, value, dependencies)) return 'escrowed'
  throw new RotationStopped('the new value could not be saved anywhere')
}

/** Puts a text in escrow. Retries until the function is about to be cut off. Returns true once it is there. */
export function seal(
  { check }: RotationRun,
  slot: string,
  text: string,
  dependencies: RotateDependencies,
): Promise<boolean> {
  const { escrow, remainingMs } = dependencies
  return persist(
    () => escrow.put(check.key, slot, text),
    () => remainingMs() > lastReserveMs,
    dependencies,
  )
}

/** Tries at least once, however late it is. Returns true once it is saved. */
async function persist(
  tryOnce: () => Promise<unknown>,
  hasTime: () => boolean,
  { sleep, random }: Pick<RotateDependencies, 'sleep' | 'random'>,
): Promise<boolean> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestRetryPauseMs)) {
    const outcome = await tryOnce().then(
      (answer) => (answer === 'refused' ? 'refused' : 'saved'),
      () => 'failed',
    )
    if (outcome !== 'failed') return outcome === 'saved'
    if (!hasTime()) return false
    await sleep(pauseMs / 2 + (random() * pauseMs) / 2)
  }
}

/** Returns true if the pending version holds a value. Secrets Manager may be a moment behind its own writes. */
export async function isFilled({ event }: RotationRun, { versions }: RotateDependencies): Promise<boolean> {
  const pending = await versions.read(event.secretArn, { stage: 'AWSPENDING', versionId: event.versionId })
  if (pending === 'empty') return false
  if ('kind' in pending) throw new RotationStopped(`the pending version cannot be read: ${pending.code}`)
  return true
}

/** Reads of a write before it counts as lost: ten seconds in all. */
const looks = 20
const versionReadIntervalMs = 500

/** Waits until the pending version shows its value: it is promoted only then. */
export async function readBack(run: RotationRun, dependencies: RotateDependencies): Promise<void> {
  for (let look = 1; ; look += 1) {
    if (await isFilled(run, dependencies)) return
    if (look === looks) throw new RotationStopped('the pending version does not show the value that was saved')
    await dependencies.sleep(versionReadIntervalMs)
  }
}
