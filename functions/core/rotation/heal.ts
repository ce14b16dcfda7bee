import { type Found, type Healing, triage } from '../probe/versions/triage.ts'
import { closeDebt, debtOf, payDebt } from './debt.ts'
import { tellMissed } from './missed.ts'
import { promotionOf } from './promotion.ts'
import { quarantine } from './quarantine.ts'
import { isSettled, type RotationRecord } from './record.ts'
import { recordOf } from './record-of.ts'
import { closeWithTheirs, isReplaced, yieldTo } from './replaced.ts'
import { show } from './retire.ts'
import { runStep } from './rotate.ts'
import type { RotationStep } from './rotation-event.ts'
import { RotationStopped } from './rotation-stopped.ts'
import { lookAtPromoted } from './settle.ts'
import { tellOf } from './tell-of.ts'
import { traitsFor } from './traits-for.ts'
import { advance, type RotateDependencies, type Turn } from './turn.ts'
import { versionAt } from './versions.ts'

/**
 * Looks at a secret that may stand in the middle of a rotation, and does what heals it. The turn's version is the pending one, where
 * there is one. Answers with what was done.
 */
export async function heal(turn: Turn, dependencies: RotateDependencies): Promise<Healing> {
  const { secret, check } = turn
  const record = await dependencies.journal.read(check.key)
  const pendingId = pendingOf(turn)
  if (pendingId === null && (isSettled(record) || record?.phase === 'preflight')) {
    if (record !== null) await closeWithTheirs(turn, record, dependencies)
    await tellMissed(turn, record, dependencies)
    return 'none'
  }
  if (record !== null && !isSettled(record) && versionAt(secret, 'AWSCURRENT') === record.versionId)
    return catchUp(turn, record, dependencies)
  const found = await look(turn, record, pendingId, dependencies)
  if (record !== null && found.current === 'works' && isReplaced(record, turn)) {
    await yieldTo(turn, record, dependencies)
    return 'drop_pending'
  }
  const healing = triage(found)
  const versionId = pendingId ?? versionAt(secret, 'AWSCURRENT')
  if (versionId === null || !isCure(healing)) return healing
  const own = await recordOf(versionId, turn, record, dependencies)
  if (own !== null) await act(healing, turn, own, dependencies)
  return healing
}

/** A run died between the promotion and its record: what follows a promotion is still to be done. */
async function catchUp(turn: Turn, record: RotationRecord, dependencies: RotateDependencies): Promise<Healing> {
  const { phase, changes } = promotionOf(record, dependencies.now())
  const found =
    record.phase === 'promoted'
      ? record
      : await advance(turn, record, { phase, outcome: 'found current' }, dependencies, changes)
  if (found.phase === 'promoted') await lookAtPromoted(turn, found, dependencies)
  if (found.phase === 'done') await closeDebt(found, turn.check, dependencies)
  return 'finish'
}

/** A version that is pending and not current: the label may stay behind on one that is. */
export function pendingOf({ secret }: Pick<Turn, 'secret'>): string | null {
  const pending = versionAt(secret, 'AWSPENDING')
  return pending === versionAt(secret, 'AWSCURRENT') ? null : pending
}

async function look(
  turn: Turn,
  record: RotationRecord | null,
  pendingId: string | null,
  dependencies: RotateDependencies,
): Promise<Found> {
  const { secret, rotation } = turn
  const shown = async (stage: string, versionId: string | null) =>
    versionId === null ? ('none' as const) : show(turn, { stage, versionId }, dependencies)
  const [currentId, previousId] = [versionAt(secret, 'AWSCURRENT'), versionAt(secret, 'AWSPREVIOUS')]
  const current = await shown('AWSCURRENT', currentId)
  const pending = await shown('AWSPENDING', pendingId)
  const previous = current === 'dead' ? await shown('AWSPREVIOUS', previousId) : 'unknown'
  return {
    current: current === 'none' || current === 'empty' ? 'dead' : current,
    pending,
    previous: previous === 'empty' ? 'none' : previous,
    class: record?.class ?? traitsFor(rotation, dependencies.specOf).class,
    claimed: record !== null && record.versionId === pendingId && record.claimedAt !== null,
    pendingMs: dependencies.now() - (secret.changedAt ?? 0),
    drained: false,
  }
}

type Cure = Exclude<Healing, 'none' | 'wait' | 'revoke_previous'>

const isCure = (healing: Healing): healing is Cure =>
  healing !== 'none' && healing !== 'wait' && healing !== 'revoke_previous'

async function act(healing: Cure, turn: Turn, record: RotationRecord, dependencies: RotateDependencies): Promise<void> {
  switch (healing) {
    case 'drop_pending':
      return dropPending(turn, record, dependencies)
    case 'answer_lost':
    case 'finish':
      return runAll(turn, dependencies)
    case 'finish_and_page':
      await tellOf('not_promoted', turn, record, dependencies)
      return runAll(turn, dependencies)
    case 'quarantine':
      return quarantine(turn, record, 'refused by its API', dependencies)
    case 'roll_forward':
      return rollForward(turn, record, dependencies)
    case 'roll_back':
      return rollBack(turn, record, dependencies)
    case 'page_bad_version':
      return tellOf('new_version_bad', turn, record, dependencies)
    case 'page_locked_out':
      return tellOf('locked_out', turn, record, dependencies)
  }
}

/** Nothing was spent: the label goes, and the next request has another token. */
async function dropPending(turn: Turn, record: RotationRecord, dependencies: RotateDependencies): Promise<void> {
  await dependencies.versions.dropPending(turn.event.secretArn, turn.event.versionId)
  await advance(turn, record, { phase: 'abandoned', outcome: 'the pending version stayed empty' }, dependencies)
}

const steps: readonly RotationStep[] = ['createSecret', 'testSecret', 'finishSecret']

/** All steps once more, for the same version. What stops them has been told where somebody has to know. */
export async function runAll(turn: Turn, dependencies: RotateDependencies): Promise<void> {
  for (const step of steps) {
    const secret = await dependencies.versions.describe(turn.event.secretArn)
    if (versionAt(secret, 'AWSCURRENT') === turn.event.versionId) return
    await runStep({ ...turn, secret, event: { ...turn.event, step } }, dependencies)
  }
}

async function rollForward(turn: Turn, record: RotationRecord, dependencies: RotateDependencies): Promise<void> {
  const current = versionAt(turn.secret, 'AWSCURRENT')
  if (current === null) throw new RotationStopped('the secret has no current version')
  await dependencies.versions.promote(turn.event.secretArn, turn.event.versionId, current)
  const debt = debtOf(record, 'rolled_forward', '', dependencies.now())
  const { changes } = promotionOf(record, dependencies.now())
  const done = { phase: 'done', outcome: 'rolled forward: the version before was dead' } as const
  const rolled = await advance(turn, record, done, dependencies, { ...changes, retire: [], debt })
  await payDebt(rolled, turn.check, dependencies)
}

async function rollBack(turn: Turn, record: RotationRecord, dependencies: RotateDependencies): Promise<void> {
  const [current, previous] = [versionAt(turn.secret, 'AWSCURRENT'), versionAt(turn.secret, 'AWSPREVIOUS')]
  if (current === null || previous === null) return
  await dependencies.versions.promote(turn.event.secretArn, previous, current)
  const debt = debtOf(record, 'rolled_back', '', dependencies.now())
  const given = { phase: 'quarantined', outcome: 'rolled back: the new version was dead' } as const
  const rolled = await advance(turn, record, given, dependencies, { retire: [], debt })
  await payDebt(rolled, turn.check, dependencies)
}
