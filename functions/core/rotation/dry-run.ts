import { diesAtOnce } from '../model/capabilities.ts'
import type { CheckKey } from '../model/check.ts'
import { isCheckKey } from '../model/check-key.ts'
import { fieldOf } from '../model/field-of.ts'
import { prepare } from './prepare.ts'
import { baseAfter } from './record.ts'
import { ownerOf } from './rotate.ts'
import type { RotateDependencies } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import type { Rotator } from './rotator.ts'
import { versionAt } from './versions.ts'

/** Findings of a dry run, one sentence each. `stopped` says why a rotation would not reach its exchange; `null` if it would. */
export type DryRun = { readonly found: readonly string[]; readonly stopped: string | null }

/** Builds the event that asks for a dry run. */
export const dryRunEvent = (check: CheckKey): object => ({ dryRun: check })

/** Returns the check in such an event; `null` for an event of another kind. */
export function parseDryRun(event: unknown): CheckKey | null {
  const check = fieldOf(event, 'dryRun')
  return isCheckKey(check) ? check : null
}

/** Parses the answer of the function; `null` for anything else. */
export function parseDryRunResult(payload: string): DryRun | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(payload)
  } catch {
    return null
  }
  const [found, stopped] = ['found', 'stopped'].map((name) => fieldOf(parsed, name))
  if (!Array.isArray(found) || (stopped !== null && typeof stopped !== 'string')) return null
  return { found: found.filter((line) => typeof line === 'string'), stopped }
}

/** Runs the part of a rotation that spends and writes nothing: reads the secrets, opens the provider's calls, lists its keys. */
export async function dryRun(key: CheckKey, dependencies: RotateDependencies): Promise<DryRun> {
  const found: string[] = []
  try {
    await goThrough(key, (line) => void found.push(line), dependencies)
    return { found, stopped: null }
  } catch (error) {
    if (error instanceof RotationStopped) return { found, stopped: error.message }
    throw error
  }
}

async function goThrough(key: CheckKey, note: (line: string) => void, dependencies: RotateDependencies): Promise<void> {
  const source = dependencies.deployment.checks.find((check) => check.key === key)?.secret?.source
  if (source?.from !== 'secrets-manager') throw new RotationStopped('no check of this deployment rotates this secret')
  const secret = await dependencies.versions.describe(source.id)
  if (secret.managedByAws) throw new RotationStopped('AWS rotates this secret itself')
  const { check, rotation } = ownerOf(secret, dependencies.deployment)
  const last = await dependencies.journal.read(check.key)
  const baseVersionId = versionAt(secret, 'AWSCURRENT')
  if (baseVersionId === null) throw new RotationStopped('the secret has no current version')
  const base = baseAfter(last, baseVersionId)
  const event = { step: 'reconcile', secretArn: secret.arn, versionId: baseVersionId, rotationToken: null } as const
  const { rotator, oldId } = await prepare({ check, rotation, secret, event }, base, dependencies)
  note('the secrets can be read, and the present version has the promised shape')
  if (oldId !== null) note(`the present key is ${oldId}`)
  await lookAtKeys(rotator, note)
  if (!(await rotator.reachable())) throw new RotationStopped('the provider cannot be reached')
  note('the provider answers')
  if (diesAtOnce(rotator.capabilities)) note('the old credential dies with the exchange: there is no way back')
}

async function lookAtKeys({ capabilities, list }: Rotator, note: (line: string) => void): Promise<void> {
  const keys = list === null ? [] : await list()
  if ('kind' in keys) throw new RotationStopped(`the keys cannot be listed: ${keys.code}`)
  if (list !== null)
    note(`keys at the provider: ${keys.length}${capabilities.keyLimit === null ? '' : ` of ${capabilities.keyLimit}`}`)
  if (capabilities.class === 'create_revoke' && capabilities.keyLimit !== null && keys.length >= capabilities.keyLimit)
    throw new RotationStopped("the provider's limit of keys is reached")
}
