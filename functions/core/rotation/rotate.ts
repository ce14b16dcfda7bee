import type { Check } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import type { OurRotation } from '../model/ours.ts'
import { create } from './create.ts'
import { finish } from './finish.ts'
import type { RotationEvent } from './rotation-event.ts'
import type { RotateDependencies, RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import { noteStop } from './stop.ts'
import { verify } from './verify.ts'
import type { SecretDescription } from './versions.ts'

/**
 * Runs one of the four steps of Secrets Manager. A step may be repeated: what is done already is found in the secret, in escrow or in the
 * record, and is not done again. Resolves with the check that the secret belongs to.
 */
export async function rotate(event: RotationEvent, dependencies: RotateDependencies): Promise<Check> {
  const secret = await dependencies.versions.describe(event.secretArn)
  if (secret.managedByAws)
    throw new RotationStopped('AWS rotates this secret itself: give its check rotation: managed(...)')
  const { check, rotation } = ownerOf(secret, dependencies.deployment)
  const stages = secret.stages.get(event.versionId)
  if (stages === undefined) throw new RotationStopped('the secret has no version with the id of this rotation')
  if (stages.includes('AWSCURRENT')) return check
  if (!stages.includes('AWSPENDING')) throw new RotationStopped('the version of this rotation is not pending')
  const run = { event, check, rotation, secret }
  await runStep(run, dependencies).catch((error: unknown) => noteStop(run, error, dependencies))
  return check
}

/** Runs the step that the event names. `setSecret` does nothing: a new key gets its permissions when it is made. */
export async function runStep(run: RotationRun, dependencies: RotateDependencies): Promise<void> {
  const { step } = run.event
  if (step === 'createSecret') await create(run, dependencies)
  if (step === 'testSecret') await verify(run, dependencies)
  if (step === 'finishSecret') await finish(run, dependencies)
}

/** Returns true if some check has this secret and `rotation: ours(...)`. */
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

/** Finds the check that rotates a secret with `rotation: ours(...)`. Stops for any other secret, whoever calls. */
export function ownerOf(
  secret: Pick<SecretDescription, 'name' | 'arn'>,
  { checks }: Pick<Deployment, 'checks'>,
): { readonly check: Check; readonly rotation: OurRotation } {
  for (const check of checks)
    if (check.rotation.by === 'ours' && isOf(check, secret)) return { check, rotation: check.rotation }
  throw new RotationStopped('no check of this deployment rotates this secret')
}
