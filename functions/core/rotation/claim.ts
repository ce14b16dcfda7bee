import { diesAtOnce } from '../model/capabilities.ts'
import { leaseMs } from './lease.ts'
import { remedyFor } from './lost-answer.ts'
import { makeRoom } from './make-room.ts'
import { stopAndNotify } from './notify-problem.ts'
import { keyName } from './orphans.ts'
import type { Prepared } from './prepare.ts'
import type { RotationRecord } from './record.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import type { Issued, NotIssued, ProviderKey, Rotator } from './rotator.ts'
import { isUnspent } from './unspent.ts'
import { versionAt } from './versions.ts'

/** The one exchange that a claim allows. It runs once, right after the claim is won. */
export type TokenExchange = () => Promise<Issued | NotIssued>

/**
 * Wins the right to one exchange, or stops. The claim is a write of the record: of several runs that start from one revision, one
 * wins. After a claim without an answer, the rules of the class decide what may follow.
 */
export async function claim(
  run: RotationRun,
  record: RotationRecord,
  prepared: Prepared & { /** True if an answer is in escrow that cannot be read. */ readonly isKept: boolean },
  dependencies: RotateDependencies,
): Promise<{ readonly record: RotationRecord; readonly exchange: TokenExchange }> {
  const { rotator } = prepared
  await stopIfAnswered(run, record, prepared, dependencies)
  if (needsExclusiveClaim(rotator) && record.claimedAt !== null && dependencies.now() < record.heldUntil)
    throw new RotationStopped('another run may still work on this rotation')
  const lost = record.claimedAt !== null
  const exchange = await (lost ? afterLoss : first)(run, record, prepared, dependencies)
  const idsBefore = await makeRoom(run, record, prepared, dependencies)
  if (diesAtOnce(rotator.capabilities) && !(await rotator.reachable()))
    throw new RotationStopped('the provider cannot be reached: nothing was spent')
  const nowMs = dependencies.now()
  const claimed = await advance(
    run,
    record,
    { phase: 'claimed', outcome: lost ? 'claimed again, after an answer was lost' : 'claimed' },
    dependencies,
    {
      claimedAt: record.claimedAt ?? nowMs,
      heldUntil: nowMs + leaseMs,
      exchanges: record.exchanges + 1,
      answer: null,
      oldId: prepared.oldId,
      baseExpiresAt: prepared.baseExpiresAt,
      idsBefore: record.claimedAt === null ? idsBefore : record.idsBefore,
    },
  )
  await stillCurrent(run, claimed, dependencies).catch((error: unknown) =>
    giveBack(run, record, claimed, error, dependencies),
  )
  return { record: claimed, exchange }
}

/** Gives a claim back after a failure before the exchange: nothing was sent. Rethrows the failure. */
async function giveBack(
  run: RotationRun,
  before: RotationRecord,
  claimed: RotationRecord,
  error: unknown,
  dependencies: RotateDependencies,
): Promise<never> {
  const { claimedAt, exchanges, phase } = before
  if (!(error instanceof Replaced))
    await advance(run, claimed, { phase, outcome: 'given back: nothing was sent' }, dependencies, {
      claimedAt,
      exchanges,
      heldUntil: 0,
    }).catch(() => {})
  throw error
}

/** Stops because the secret has another current version. The record says so already. */
class Replaced extends RotationStopped {}

/** Time after an unreadable answer before a class that may exchange twice asks again. */
const askAgainMs = 60 * 60_000

/** Stops if an answer came that another exchange would not better: a refresh token that is spent, or an answer that nobody can read. */
async function stopIfAnswered(
  run: RotationRun,
  record: RotationRecord,
  { rotator, isKept }: { readonly rotator: Rotator; readonly isKept: boolean },
  dependencies: RotateDependencies,
): Promise<void> {
  if (record.answer === 'spent') await stopAndNotify(run, record, 'consent_needed', dependencies)
  if (!isKept && record.answer !== 'unreadable') return
  const isSafe = rotator.capabilities.replay === 'safe'
  if (isSafe && dependencies.now() - record.heldUntil >= askAgainMs) return
  await stopAndNotify(run, record, 'answer_unreadable', dependencies)
}

/** Returns false where minting twice does no harm: then no run waits for another. */
function needsExclusiveClaim({ capabilities }: Rotator): boolean {
  return capabilities.replay !== 'safe' || capabilities.class === 'create_revoke'
}

const issueWith = ({ event }: RotationRun, { rotator, oldId }: Prepared): TokenExchange => {
  return () => rotator.issue({ name: keyName(event.secretArn, event.versionId), oldId })
}

/** Stops if the server says that the credential is spent: an exchange would end what somebody else got for it. */
async function first(
  run: RotationRun,
  record: RotationRecord,
  prepared: Prepared,
  dependencies: RotateDependencies,
): Promise<TokenExchange> {
  const alive = (await prepared.rotator.isAlive?.()) ?? null
  if (alive === false) return stopAndNotify(run, record, 'consent_needed', dependencies)
  return issueWith(run, prepared)
}

/** Checks after the claim that nobody replaced the secret in between. Their version is kept; nothing is exchanged. */
async function stillCurrent(run: RotationRun, record: RotationRecord, dependencies: RotateDependencies): Promise<void> {
  const secret = await dependencies.versions.describe(run.event.secretArn)
  if (versionAt(secret, 'AWSCURRENT') === record.baseVersionId) return
  await advance(run, record, { phase: 'abandoned', outcome: 'somebody else replaced the secret' }, dependencies)
  throw new Replaced('somebody else replaced the secret: their version is kept')
}

async function afterLoss(
  run: RotationRun,
  record: RotationRecord,
  prepared: Prepared,
  dependencies: RotateDependencies,
): Promise<TokenExchange> {
  const { rotator, baseExpiresAt } = prepared
  const remedy = remedyFor({
    capabilities: rotator.capabilities,
    claimedAt: record.claimedAt ?? 0,
    nowMs: dependencies.now(),
    exchanges: record.exchanges,
    alive: await isUnspent(run, record, rotator, dependencies),
    recoverable: rotator.recover !== null && rotator.list !== null,
    presentEndsAt: baseExpiresAt === null ? null : baseExpiresAt * 1_000,
  })
  if (remedy === 'exchange') return issueWith(run, prepared)
  if (remedy === 'recover') return recovery(run, record, rotator)
  const problem =
    remedy === 'human' && rotator.capabilities.class === 'refresh_rotating' ? 'consent_needed' : 'answer_lost'
  return stopAndNotify(run, record, problem, dependencies)
}

/** Finds the lost key, the one that appeared since the claim, and has an administrator's credential rotate exactly that one. */
async function recovery(run: RotationRun, record: RotationRecord, { list, recover }: Rotator): Promise<TokenExchange> {
  const keys = (await list?.()) ?? { kind: 'refused', code: 'no_list' }
  if ('kind' in keys) throw new RotationStopped(`the keys cannot be listed: ${keys.code}`)
  const since = (record.claimedAt ?? 0) - 60_000
  const made = keys.filter(
    ({ createdAt, id }) => createdAt !== null && createdAt >= since && !record.idsBefore.includes(id),
  )
  const lostId =
    made.length === 1 ? made[0]?.id : record.oldId !== null && isAmong(keys, record.oldId) ? record.oldId : undefined
  if (lostId === undefined || recover === null)
    throw new RotationStopped('cannot tell which key the lost answer was about')
  return () => recover({ name: keyName(run.event.secretArn, run.event.versionId), oldId: lostId })
}

const isAmong = (keys: readonly ProviderKey[], id: string) => keys.some((key) => key.id === id)
