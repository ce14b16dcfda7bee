import type { Check } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import type { OurRotation } from '../model/ours.ts'
import { create } from './create.ts'
import { finish } from './finish.ts'
import type { RotationEvent } from './rotation-event.ts'
import type { RotateDependencies, RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import { noteStop } from './stop.ts'
import { test } from './verify.ts'
import type { SecretDescription } from './versions.ts'

/**
 * One of the four steps. Each may be repeated, and none does twice what may be done once: what is done already is found in the secret, in
 * escrow or in the record. Resolves with the check that the secret belongs to.
 */
export async function rotate(event: RotationEvent, dependencies: RotateDependencies): Promise<Check> {
  const secret = await dependencies.versions.describe(event.secretArn)
  if (secret.managedByAws)
    throw new RotationStopped('AWS renews this secret itself: say rotation: managed(...) of its check')
  const { check, rotation } = ownerOf(secret, dependencies.deployment)
  const stages = secret.stages.get(event.versionId)
  if (stages === undefined) throw new RotationStopped('the version to rotate to is not one of this secret')
  if (stages.includes('AWSCURRENT')) return check
  if (!stages.includes('AWSPENDING')) throw new RotationStopped('the version to rotate to is not pending')
  const run = { event, check, rotation, secret }
  await runStep(run, dependencies).catch((error: unknown) => noteStop(run, error, dependencies))
  return check
}

/** `setSecret` has nothing to do: what a new key may do is settled when it is made. */
export async function runStep(run: RotationRun, dependencies: RotateDependencies): Promise<void> {
  const { step } = run.event
  if (step === 'createSecret') await create(run, dependencies)
  if (step === 'testSecret') await test(run, dependencies)
  if (step === 'finishSecret') await finish(run, dependencies)
}

/** Whether some check says that this secret is ours to renew. */
export function isOurs(
  secret: Pick<SecretDescription, 'name' | 'arn'>,
  { checks }: Pick<Deployment, 'checks'>,
): boolean {
  return checks.some((check) => check.rotation.by === 'ours' && isOf(check, secret))
}

function isOf({ secret: reference }: Check, { name, arn }: Pick<SecretDescription, 'name' | 'arn'>): boolean {
  const source = reference?.source
  return source?.from === 'secrets-manager' && (source.id === name || source.id === arn)
}

/** Only secrets whose check says `rotation: ours(...)` are rotated, whoever calls. */
export function ownerOf(
  secret: Pick<SecretDescription, 'name' | 'arn'>,
  { checks }: Pick<Deployment, 'checks'>,
): { readonly check: Check; readonly rotation: OurRotation } {
  for (const check of checks)
    if (check.rotation.by === 'ours' && isOf(check, secret)) return { check, rotation: check.rotation }
  throw new RotationStopped('no check of this deployment rotates this secret')
}
