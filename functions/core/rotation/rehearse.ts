import type { CheckKey } from '../model/check.ts'
import { isCheckKey } from '../model/check-key.ts'
import { checkOf } from '../model/deployment.ts'
import { fieldOf } from '../model/field-of.ts'
import { capabilitiesFor } from './capabilities-for.ts'
import type { DryRun } from './dry-run.ts'
import { generationFor, isSettled } from './record.ts'
import { type Rehearsed, rehearsedCheck } from './rehearsal.ts'
import { rehearseKey } from './rehearse-key.ts'
import { endKey } from './rehearsed-key.ts'
import type { RotateDependencies, RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import { rotationToken } from './rotation-token.ts'
import { runAlone } from './run-all.ts'
import { versionAt } from './versions.ts'

/** Builds the event that asks for a rehearsal. */
export const rehearsalEvent = (check: CheckKey): object => ({ rehearsal: check })

/** Returns the check in such an event; `null` for an event of another kind. */
export function parseRehearsal(event: unknown): CheckKey | null {
  const check = fieldOf(event, 'rehearsal')
  return isCheckKey(check) ? check : null
}

/**
 * Rehearses the rotation of a check at its provider, without a change of the check's own secret. Makes a key, tests and revokes it; where
 * the present credential would die of that, rotates the secret to spare that the config names.
 */
export async function rehearse(key: CheckKey, dependencies: RotateDependencies): Promise<DryRun> {
  const found: string[] = []
  try {
    const { rehearsed, run } = await begin(key, dependencies)
    const note = (line: string) => void found.push(line)
    if (rehearsed.by === 'key') await rehearseKey(run, key, note, dependencies)
    else await rehearseSecret(run, note, dependencies)
    return { found, stopped: null }
  } catch (error) {
    if (error instanceof RotationStopped) return { found, stopped: error.message }
    throw error
  }
}

/** Looks at everything that stands against a rehearsal, before anything is made. */
async function begin(
  key: CheckKey,
  dependencies: RotateDependencies,
): Promise<{ readonly rehearsed: Rehearsed; readonly run: RotationRun }> {
  const { deployment, journal, specOf, isHeld } = dependencies
  const check = checkOf(deployment, key)
  if (check?.rotation.by !== 'ours') throw new RotationStopped('no check of this deployment rotates this secret')
  const rehearsed = rehearsedCheck(check, check.rotation, capabilitiesFor(check.rotation, specOf).class)
  if (rehearsed === null)
    throw new RotationStopped('its present credential would be spent: name a secret to spare with rotation.rehearsal')
  const last = await journal.read(key)
  if (!isSettled(last) && last?.phase !== 'preflight') throw new RotationStopped(`a rotation is open: ${last?.phase}`)
  if (await isHeld(check))
    throw new RotationStopped('an experiment, or an alert storm of its provider, holds the check')
  return { rehearsed, run: await runOfRehearsal(rehearsed, dependencies) }
}

/** Builds the run of a rehearsal. Its version is a name only: a rehearsal by a key makes no version. */
export async function runOfRehearsal(
  { check, rotation }: Rehearsed,
  { versions, journal }: Pick<RotateDependencies, 'versions' | 'journal'>,
): Promise<RotationRun> {
  const source = check.secret?.source
  if (source?.from !== 'secrets-manager') throw new RotationStopped('the secret is not in Secrets Manager')
  const secret = await versions.describe(source.id)
  if (secret.managedByAws) throw new RotationStopped('AWS rotates this secret itself')
  const current = versionAt(secret, 'AWSCURRENT')
  if (current === null) throw new RotationStopped('the secret has no current version')
  const last = await journal.read(check.key)
  const round = last === null || !isSettled(last) ? generationFor(last, current) : last.revision
  const versionId = rotationToken(`${source.id}${check.key}`, current, round)
  return {
    check,
    rotation,
    secret,
    event: { step: 'reconcile', secretArn: secret.arn, versionId, rotationToken: null },
  }
}

/** Rotates the secret to spare, as our own clock would. */
async function rehearseSecret(
  run: RotationRun,
  note: (line: string) => void,
  dependencies: RotateDependencies,
): Promise<void> {
  const { check, event } = run
  const open = await dependencies.journal.read(check.key)
  if (!isSettled(open)) throw new RotationStopped(`the rehearsal before is not over: ${open?.phase}`)
  await runAlone(run, event.versionId, dependencies)
  const record = await dependencies.journal.read(check.key)
  if (record?.versionId !== event.versionId) throw new RotationStopped('the record of this rehearsal is gone')
  note('a new credential was made, saved, made current and tested in the secret to spare')
  if (record.phase === 'draining') note('it counts once the grace of the old one is over')
  else if (record.phase !== 'done' || record.pendingMessage !== null)
    throw new RotationStopped(`the rehearsal did not end well: ${record.entries.at(-1)?.outcome}`)
}

/** Ends what a run left that was killed. Returns a word for the log. */
export async function endRehearsal(
  rehearsed: Rehearsed,
  key: CheckKey,
  dependencies: RotateDependencies,
): Promise<'none' | 'rehearsal_ended'> {
  const record = await dependencies.journal.read(rehearsed.check.key)
  if (record === null || isSettled(record)) return 'none'
  const run = await runOfRehearsal(rehearsed, dependencies)
  await endKey({ ...run, event: { ...run.event, versionId: record.versionId } }, record, key, dependencies)
  return 'rehearsal_ended'
}
