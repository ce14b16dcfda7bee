import type { Check } from '../model/check.ts'
import type { OurRotation } from '../model/ours.ts'
import { settlingMs } from '../probe/versions/triage.ts'
import { capabilitiesFor } from './capabilities-for.ts'
import { type GivenUp, givenUpOutcome } from './given-up.ts'
import { noteStoppedDrain, notifyNoProgress } from './no-progress.ts'
import { rotateByOwnClock } from './own-clock.ts'
import { inOwnTime } from './own-time.ts'
import { deliverPendingMessage } from './pending-message.ts'
import { isSettled, type RotationRecord } from './record.ts'
import { isRefreshDue, lookMs } from './refresh-due.ts'
import { rehearsedCheck } from './rehearsal.ts'
import { endRehearsal, runOfRehearsal } from './rehearse.ts'
import { pendingOf, repair } from './repair.ts'
import { retire } from './retire.ts'
import { isOurs, ownerOf } from './rotate.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import { noteStop } from './stop.ts'
import { versionAt } from './versions.ts'

/** Result of one reconciliation: a word for the log, and the reason if it stopped. */
export type Reconciled = { readonly check: Check; readonly did: string; readonly stopped: string | null }

/** Interval at which secrets without an open rotation are described, which finds stuck labels. */
const fullLookMs = 60 * 60_000
/** Time that one check may take. With less of it left, its reconciliation is not begun. */
const reconcileReserveMs = 70_000

/**
 * Does what no step of Secrets Manager does: delivers pending messages, waits for consumers and revokes old keys, repairs half-done
 * rotations, and refreshes tokens that live shorter than Secrets Manager's schedules. A failure of one check does not stop the others.
 */
export async function reconcile(
  environments: readonly string[],
  dependencies: RotateDependencies,
): Promise<readonly Reconciled[]> {
  const reconciled: Reconciled[] = []
  const here = dependencies.deployment.checks.filter(({ environment }) => environments.includes(environment))
  for (const check of inTurn(here, dependencies.now())) {
    if (check.rotation.by !== 'ours' || dependencies.remainingMs() < reconcileReserveMs) continue
    reconciled.push(await noted(check, () => reconcileOne(check, dependencies)))
    const rehearsed = await noted(check, () => reconcileRehearsal(check, dependencies))
    if (rehearsed.did !== 'none') reconciled.push(rehearsed)
  }
  return reconciled
}

/** Returns the checks in another order at each look, so that a provider that hangs does not keep the same ones from their turn. */
function inTurn(checks: readonly Check[], nowMs: number): readonly Check[] {
  const ours = checks.filter(({ rotation }) => rotation.by === 'ours')
  const first = ours.length === 0 ? 0 : Math.floor(nowMs / lookMs) % ours.length
  return [...ours.slice(first), ...ours.slice(0, first)]
}

/** Records that Secrets Manager gave a rotation up, and repairs it at once. Returns `null` for a secret of another function. */
export async function reconcileGivenUp(givenUp: GivenUp, dependencies: RotateDependencies): Promise<Reconciled | null> {
  const secret = await dependencies.versions.describe(givenUp.secretArn).catch(() => null)
  if (secret === null || !isOurs(secret, dependencies.deployment)) return null
  const { check, rotation } = ownerOf(secret, dependencies.deployment)
  return noted(check, async () => {
    const run = runOf(check, rotation, secret)
    await noteGivenUp(run, givenUp, dependencies)
    return repair(run, dependencies)
  })
}

/** Writes the event into the record of that rotation, if it is still open. */
async function noteGivenUp(run: RotationRun, givenUp: GivenUp, dependencies: RotateDependencies): Promise<void> {
  const record = await dependencies.journal.read(run.check.key)
  if (record === null || isSettled(record) || record.versionId !== givenUp.versionId) return
  await advance(run, record, { phase: record.phase, outcome: givenUpOutcome(givenUp) }, dependencies)
}

async function noted(check: Check, act: () => Promise<string>): Promise<Reconciled> {
  try {
    return { check, did: await act(), stopped: null }
  } catch (error) {
    const stopped = error instanceof RotationStopped ? error.message : 'failed'
    return { check, did: 'stopped', stopped }
  }
}

async function reconcileOne(check: Check, dependencies: RotateDependencies): Promise<string> {
  const { rotation, secret: reference } = check
  if (rotation.by !== 'ours' || reference?.source.from !== 'secrets-manager') return 'none'
  const { journal, now, versions } = dependencies
  const { id } = reference.source
  const read = await journal.read(check.key)
  const record =
    read === null ? null : await deliverPendingMessage(await inOwnTime(read, dependencies), check, dependencies)
  const describe = async () => runOf(check, rotation, await versions.describe(id))
  if (record !== null && isRetiring(record)) return retired(await describe(), record, dependencies)
  if (record !== null && isRefreshDue(record, rotation.terms.keepAliveSeconds, now()))
    return watched(await describe(), (run) => rotateByOwnClock(run, record, dependencies), dependencies)
  const stale = record !== null && !isSettled(record) && now() - (record.entries.at(-1)?.at ?? 0) > settlingMs
  if (!stale && now() % fullLookMs >= lookMs) return 'none'
  return watched(await describe(), (run) => repair(run, dependencies), dependencies)
}

/** Goes on with a rehearsal that a run left open, and begins none. */
async function reconcileRehearsal(check: Check, dependencies: RotateDependencies): Promise<string> {
  const { rotation } = check
  if (rotation.by !== 'ours') return 'none'
  const rehearsed = rehearsedCheck(check, rotation, capabilitiesFor(rotation, dependencies.specOf).class)
  const read = rehearsed === null ? null : await dependencies.journal.read(rehearsed.check.key)
  if (rehearsed === null || read === null) return 'none'
  const record = await deliverPendingMessage(await inOwnTime(read, dependencies), rehearsed.check, dependencies)
  if (isSettled(record)) return 'none'
  if (rehearsed.by === 'key') return endRehearsal(rehearsed, check.key, dependencies)
  const run = await runOfRehearsal(rehearsed, dependencies)
  if (isRetiring(record)) return retired(run, record, dependencies)
  return watched(run, (own) => rotateByOwnClock(own, record, dependencies), dependencies)
}

/** Retires the old key one step on. A drain that stops again and again notifies people. */
async function retired(run: RotationRun, record: RotationRecord, dependencies: RotateDependencies): Promise<string> {
  try {
    return (await retire(run, record, dependencies)).phase
  } catch (error) {
    const why = error instanceof RotationStopped ? error.message : 'failed'
    await noteStoppedDrain(run, why, dependencies).catch(() => {})
    return noteStop(run, error, dependencies)
  }
}

/** Acts, and notifies people if the rotation makes no progress, whatever the act came to. */
async function watched(
  run: RotationRun,
  act: (run: RotationRun) => Promise<string>,
  dependencies: RotateDependencies,
): Promise<string> {
  try {
    return await act(run)
  } catch (error) {
    return await noteStop(run, error, dependencies)
  } finally {
    await notifyNoProgress(run, dependencies)
  }
}

const isRetiring = ({ phase }: RotationRecord) => phase === 'draining' || phase === 'held' || phase === 'revoked'

/** Builds the run of a reconciliation, which has no event of Secrets Manager. Its version is the pending one, else the current one. */
function runOf(check: Check, rotation: OurRotation, secret: RotationRun['secret']): RotationRun {
  const versionId = pendingOf({ secret }) ?? versionAt(secret, 'AWSCURRENT') ?? ''
  return {
    check,
    rotation,
    secret,
    event: { step: 'reconcile', secretArn: secret.arn, versionId, rotationToken: null },
  }
}
