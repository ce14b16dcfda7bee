import type { Check } from '../model/check.ts'
import type { OurRotation } from '../model/ours.ts'
import { settlingMs } from '../probe/versions/triage.ts'
import { type GivenUp, sayGivenUp } from './given-up.ts'
import { deliverPendingMessage } from './pending-message.ts'
import { generationFor, isSettled, type RotationRecord } from './record.ts'
import { isRefreshDue, lookMs } from './refresh-due.ts'
import { pendingOf, repair, runAll } from './repair.ts'
import { retire } from './retire.ts'
import { isOurs, ownerOf } from './rotate.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import { rotationToken } from './rotation-token.ts'
import { versionAt } from './versions.ts'

/** What a look at one check did: in a word for the log, with what stopped it, if something did. */
export type Reconciled = { readonly check: Check; readonly did: string; readonly stopped: string | null }

/** Secrets without an open rotation are described this often: often enough for a stuck label, rarely enough to cost nothing. */
const fullLookMs = 60 * 60_000
/** A look at one check is not begun with less time left. */
const reserveMs = 70_000

/**
 * What no step of Secrets Manager does: telling people what they are owed, waiting for consumers and revoking, healing what is half
 * done, and renewing what lives shorter than Secrets Manager's own schedules. One check's trouble is not another's.
 */
export async function reconcile(
  environments: readonly string[],
  dependencies: RotateDependencies,
): Promise<readonly Reconciled[]> {
  const reconciled: Reconciled[] = []
  const here = dependencies.deployment.checks.filter(({ environment }) => environments.includes(environment))
  for (const check of here) {
    if (check.rotation.by !== 'ours' || dependencies.remainingMs() < reserveMs) continue
    reconciled.push(await noted(check, () => reconcileOne(check, dependencies)))
  }
  return reconciled
}

/** Notes that Secrets Manager gave a rotation up, and looks at once. Null for a secret that is not this function's. */
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

/** Into the record of that rotation, as long as it is open: no run is at it any more. */
async function noteGivenUp(run: RotationRun, givenUp: GivenUp, dependencies: RotateDependencies): Promise<void> {
  const record = await dependencies.journal.read(run.check.key)
  if (record === null || isSettled(record) || record.versionId !== givenUp.versionId) return
  await advance(run, record, { phase: record.phase, outcome: sayGivenUp(givenUp) }, dependencies)
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
  const record = read === null ? null : await deliverPendingMessage(read, check, dependencies)
  const describe = async () => runOf(check, rotation, await versions.describe(id))
  if (record !== null && isRetiring(record)) return (await retire(await describe(), record, dependencies)).phase
  if (record !== null && isSettled(record) && isRefreshDue(record, rotation.terms.keepAliveSeconds, now()))
    return refresh(await describe(), record, dependencies)
  const stale = record !== null && !isSettled(record) && now() - (record.entries.at(-1)?.at ?? 0) > settlingMs
  if (!stale && now() % fullLookMs >= lookMs) return 'none'
  return repair(await describe(), dependencies)
}

const isRetiring = ({ phase }: RotationRecord) => phase === 'draining' || phase === 'held' || phase === 'revoked'

/** A look's own turn: there is no event of Secrets Manager, and the version is the pending one, or the current one. */
function runOf(check: Check, rotation: OurRotation, secret: RotationRun['secret']): RotationRun {
  const versionId = pendingOf({ secret }) ?? versionAt(secret, 'AWSCURRENT') ?? ''
  return { check, rotation, secret, event: { step: 'care', secretArn: secret.arn, versionId, rotationToken: null } }
}

/** A whole rotation by ourselves, under the same record, claim and token as one that Secrets Manager runs. */
async function refresh(run: RotationRun, record: RotationRecord, dependencies: RotateDependencies): Promise<string> {
  const { secret, check, event } = run
  const current = versionAt(secret, 'AWSCURRENT')
  if (current === null || pendingOf(run) !== null) return 'wait'
  const source = check.secret?.source
  const secretId = source?.from === 'secrets-manager' ? source.id : secret.name
  const versionId = rotationToken(secretId, current, generationFor(record, current))
  await runAll({ ...run, event: { ...event, versionId } }, dependencies)
  const after = await dependencies.versions.describe(event.secretArn)
  // Secrets Manager takes the label away after its own rotations; this one is ours.
  if (versionAt(after, 'AWSPENDING') === versionId) await dependencies.versions.dropPending(event.secretArn, versionId)
  return 'refreshed'
}
