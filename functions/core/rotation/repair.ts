import { diesAtOnce } from '../model/capabilities.ts'
import { type Repair, type TriageCase, triage } from '../probe/versions/triage.ts'
import { capabilitiesFor } from './capabilities-for.ts'
import { afterPromotion } from './finish.ts'
import { holdsBase } from './look-again.ts'
import { notifyLostRecord } from './lost-record.ts'
import { notifyMissedSchedule } from './missed-schedule.ts'
import { notifyProblem } from './notify-problem.ts'
import { recordFor } from './open-record.ts'
import { closePendingMessage } from './pending-message.ts'
import { probeVersion } from './probe-version.ts'
import { quarantine } from './quarantine.ts'
import { isSettled, type RotationRecord } from './record.ts'
import { abandonReplaced, closeIfReplaced, isReplaced } from './replaced.ts'
import { rollBack, rollForward } from './roll.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { runAll } from './run-all.ts'
import { verifyPromoted } from './settle.ts'
import { giveUpUnstarted, isUnlabelled, resumeUnlabelled } from './unlabelled.ts'
import { versionAt } from './versions.ts'

/**
 * Repairs a secret that may be in the middle of a rotation. The version of the run is the pending one, where there is one. Returns the repair
 * that was made.
 */
export async function repair(run: RotationRun, dependencies: RotateDependencies): Promise<Repair> {
  const { secret, check } = run
  const record = await dependencies.journal.read(check.key)
  const pendingId = pendingOf(run)
  if (pendingId === null && (isSettled(record) || record?.phase === 'preflight')) {
    if (record === null) await notifyLostRecord(run, dependencies)
    const left = record === null ? null : await giveUpUnstarted(run, record, dependencies)
    if (left !== null) await closeIfReplaced(run, left, dependencies)
    await notifyMissedSchedule(run, left, dependencies)
    return 'none'
  }
  if (record !== null && !isSettled(record) && versionAt(secret, 'AWSCURRENT') === record.versionId)
    return catchUp(run, record, dependencies)
  if (record !== null && pendingId === null && isUnlabelled(record, run)) {
    await resumeUnlabelled(run, record, dependencies)
    return 'finish'
  }
  const found = await look(run, record, pendingId, dependencies)
  const isEdited = record !== null && (await isOnlyEdited(record, run, dependencies))
  if (isEdited && record?.phase === 'claimed') return 'wait'
  if (record !== null && found.current === 'works' && isReplaced(record, run) && !isEdited) {
    await abandonReplaced(run, record, dependencies)
    return 'drop_pending'
  }
  if (pendingId !== null && found.current === 'works' && isOver(record, pendingId)) {
    await dependencies.versions.dropPending(run.event.secretArn, pendingId)
    return 'drop_pending'
  }
  const repair = triage(found)
  // While its provider refuses good tokens, or an experiment breaks them on purpose, a refusal proves nothing.
  if (actsOnRefusal(repair) && (await dependencies.isHeld(check))) return 'wait'
  const versionId = pendingId ?? versionAt(secret, 'AWSCURRENT')
  if (versionId === null || !isActive(repair)) return repair
  const own = await recordFor(versionId, run, record, dependencies)
  if (own !== null) await act(repair, run, own, dependencies)
  return repair
}

/**
 * Returns true if the rotation of the pending version has ended: somebody moved AWSCURRENT away from it, or it was rolled back. Its label
 * would refuse every later rotation.
 */
const isOver = (record: RotationRecord | null, pendingId: string): boolean =>
  record !== null && isSettled(record) && record.versionId === pendingId

/** Returns true if somebody stored the credential again that this rotation may have spent, with a field more: nothing replaced it. */
async function isOnlyEdited(
  record: RotationRecord,
  run: RotationRun,
  dependencies: RotateDependencies,
): Promise<boolean> {
  const isSpent = record.exchanges > 0 || record.pendingMessage?.problem === 'consent_needed'
  if (!isSpent || !diesAtOnce(record) || !isReplaced(record, run)) return false
  return holdsBase(run, record, dependencies)
}

/** Goes on after a promotion that a run made without recording it. */
async function catchUp(run: RotationRun, record: RotationRecord, dependencies: RotateDependencies): Promise<Repair> {
  const { phase, changes } = afterPromotion(record, dependencies.now())
  const found =
    record.phase === 'promoted'
      ? record
      : await advance(run, record, { phase, outcome: 'found current' }, dependencies, changes)
  const own = { ...run, event: { ...run.event, versionId: found.versionId } }
  if (found.phase === 'promoted') await verifyPromoted(own, found, dependencies)
  if (found.phase === 'done') await closePendingMessage(found, run.check, dependencies)
  return 'finish'
}

/** Returns the pending version. AWSPENDING may stay behind on the current version, which does not count. */
export function pendingOf({ secret }: Pick<RotationRun, 'secret'>): string | null {
  const pending = versionAt(secret, 'AWSPENDING')
  return pending === versionAt(secret, 'AWSCURRENT') ? null : pending
}

async function look(
  run: RotationRun,
  record: RotationRecord | null,
  pendingId: string | null,
  dependencies: RotateDependencies,
): Promise<TriageCase> {
  const { secret, rotation } = run
  const shown = async (stage: string, versionId: string | null) =>
    versionId === null ? ('none' as const) : probeVersion(run, { stage, versionId }, dependencies)
  const [currentId, previousId] = [versionAt(secret, 'AWSCURRENT'), versionAt(secret, 'AWSPREVIOUS')]
  const current = await shown('AWSCURRENT', currentId)
  const pending = await shown('AWSPENDING', pendingId)
  const previous = current === 'dead' ? await shown('AWSPREVIOUS', previousId) : 'unknown'
  return {
    current: current === 'none' || current === 'empty' ? 'dead' : current,
    pending,
    previous: previous === 'empty' ? 'none' : previous,
    class: record?.class ?? capabilitiesFor(rotation, dependencies.specOf).class,
    claimed: record !== null && record.versionId === pendingId && record.claimedAt !== null,
    pendingMs: dependencies.now() - (secret.changedAt ?? 0),
    drained: false,
  }
}

type ActiveRepair = Exclude<Repair, 'none' | 'wait' | 'revoke_previous'>

const isActive = (repair: Repair): repair is ActiveRepair =>
  repair !== 'none' && repair !== 'wait' && repair !== 'revoke_previous'

const actsOnRefusal = (repair: Repair): boolean =>
  repair === 'roll_forward' || repair === 'roll_back' || repair === 'quarantine' || repair === 'page_locked_out'

async function act(
  repair: ActiveRepair,
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<void> {
  switch (repair) {
    case 'drop_pending':
      return dropPending(run, record, dependencies)
    case 'answer_lost':
    case 'finish':
      return runAll(run, dependencies)
    case 'finish_and_page':
      await notifyProblem('not_promoted', run, record, dependencies)
      return runAll(run, dependencies)
    case 'quarantine':
      return quarantine(run, record, 'refused by its API', dependencies)
    case 'roll_forward':
      return rollForward(run, record, dependencies)
    case 'roll_back':
      await rollBack(run, record, dependencies)
      return
    case 'page_bad_version':
      return notifyProblem('new_version_bad', run, record, dependencies)
    case 'page_locked_out':
      return notifyProblem('locked_out', run, record, dependencies)
  }
}

/** Abandons a rotation that spent nothing. The next request has another token. */
async function dropPending(run: RotationRun, record: RotationRecord, dependencies: RotateDependencies): Promise<void> {
  await dependencies.versions.dropPending(run.event.secretArn, run.event.versionId)
  await advance(run, record, { phase: 'abandoned', outcome: 'the pending version stayed empty' }, dependencies)
}
