import { capabilitiesFor } from './capabilities-for.ts'
import { begun, generationFor, isSettled, type RotationRecord } from './record.ts'
import { type RotateDependencies, type RotationRun, write } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import { versionAt } from './versions.ts'

/**
 * The record of this rotation, begun where there is none. A rotation before it that is still open is never overtaken: its old key
 * waits to be revoked, or its answer was lost.
 */
export async function opened(run: RotationRun, dependencies: RotateDependencies): Promise<RotationRecord> {
  const { check, event, secret, rotation } = run
  const { journal, now } = dependencies
  const last = await journal.read(check.key).catch(() => unreadable())
  if (last !== null && last.versionId === event.versionId) return resumed(last, run)
  if (last !== null && !isOver(last, run)) throw new RotationStopped(`the rotation before is not over: ${last.phase}`)
  const baseVersionId = versionAt(secret, 'AWSCURRENT')
  if (baseVersionId === null) throw new RotationStopped('the secret has no current version')
  if (rotation.terms.approve) throw new RotationStopped('this rotation waits for a person to allow it')
  const first = begun(
    last,
    {
      check: check.key,
      versionId: event.versionId,
      class: capabilitiesFor(rotation, dependencies.specOf).class,
      generation: generationFor(last, baseVersionId),
      baseVersionId,
      by: event.step,
    },
    now(),
  )
  await write(first, journal)
  return first
}

function unreadable(): never {
  throw new RotationStopped('the record of this rotation cannot be read')
}

function resumed(last: RotationRecord, { rotation }: RotationRun): RotationRecord {
  if (isSettled(last)) throw new RotationStopped(`this rotation is over: ${last.phase}`)
  if (rotation.terms.approve && last.approvedBy === null)
    throw new RotationStopped('this rotation waits for a person to allow it')
  return last
}

/** One that spent nothing, or whose version was replaced by somebody else, stands in nobody's way. */
function isOver(last: RotationRecord, { secret }: RotationRun): boolean {
  if (isSettled(last) || last.phase === 'preflight') return true
  const current = versionAt(secret, 'AWSCURRENT')
  return last.phase === 'claimed' && current !== last.baseVersionId && current !== last.versionId
}
