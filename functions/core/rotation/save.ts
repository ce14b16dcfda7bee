import type { RotateDependencies, RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'

/** The rest of the invocation that belongs to the escrow. */
const escrowReserveMs = 5_000
/** Below this nothing more can be sent and answered. */
const lastReserveMs = 1_000

/** Between two tries, doubled each time: half of it fixed, half by chance, so that rotations that fail together part. */
const firstPauseMs = 100
const longestPauseMs = 2_000

/**
 * Stores what the provider issued, under the pending version: tried again until the function is about to be cut off, and then put in
 * escrow, which another run empties. This is the very next thing after the provider's answer.
 */
export async function save(
  run: RotationRun,
  value: string,
  dependencies: RotateDependencies,
): Promise<'saved' | 'escrowed'> {
  const { event, check } = run
  const { versions, escrow, remainingMs } = dependencies
  const put = () => versions.putPending(event.secretArn, event.versionId, value, event.rotationToken)
  if (await persist(put, () => remainingMs() > escrowReserveMs, dependencies)) return 'saved'
  const kept = await persist(
    () => escrow.put(check.key, event.versionId, value),
    () => remainingMs() > lastReserveMs,
    dependencies,
  )
  if (kept) return 'escrowed'
  throw new RotationStopped('the new value could be saved nowhere')
}

/** At least one try, however late it is. */
async function persist(
  tryOnce: () => Promise<unknown>,
  hasTime: () => boolean,
  { sleep, random }: Pick<RotateDependencies, 'sleep' | 'random'>,
): Promise<boolean> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const outcome = await tryOnce().then(
      (answer) => (answer === 'refused' ? 'refused' : 'saved'),
      () => 'failed',
    )
    if (outcome !== 'failed') return outcome === 'saved'
    if (!hasTime()) return false
    await sleep(pauseMs / 2 + (random() * pauseMs) / 2)
  }
}

/** Whether the pending version holds a value. Secrets Manager may be a moment behind its own writes. */
export async function isFilled({ event }: RotationRun, { versions }: RotateDependencies): Promise<boolean> {
  const pending = await versions.read(event.secretArn, { stage: 'AWSPENDING', versionId: event.versionId })
  if (pending === 'empty') return false
  if ('kind' in pending) throw new RotationStopped(`the pending version cannot be read: ${pending.code}`)
  return true
}

/** How often a write is looked for, and how far apart, before it is taken as lost: ten seconds in all. */
const looks = 20
const betweenLooksMs = 500

/** Waits until the pending version shows its value: it is promoted only then. */
export async function readBack(run: RotationRun, dependencies: RotateDependencies): Promise<void> {
  for (let look = 1; ; look += 1) {
    if (await isFilled(run, dependencies)) return
    if (look === looks) throw new RotationStopped('the pending version does not show the value that was saved')
    await dependencies.sleep(betweenLooksMs)
  }
}
