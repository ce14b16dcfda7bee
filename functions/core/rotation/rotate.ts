import { assess } from '../assess.ts'
import { type AttemptDependencies, attempt, deadlineMs } from '../attempt.ts'
import type { Check, Rotation } from '../check.ts'
import type { Deployment } from '../deployment.ts'
import { readSecret } from '../secret-value.ts'
import { nextValue } from './next-value.ts'
import type { RotationEvent } from './rotation-event.ts'
import { RotationStopped } from './rotation-stopped.ts'
import { type SecretDescription, type VersionStore, versionAt } from './versions.ts'

/** What the rotation of one secret needs from outside. */
export type RotateDependencies = AttemptDependencies & {
  readonly deployment: Deployment
  readonly versions: VersionStore
}

type OurRotation = Extract<Rotation, { by: 'ours' }>
type Rotating = {
  readonly event: RotationEvent
  readonly check: Check
  readonly rotation: OurRotation
  readonly secret: SecretDescription
}

/**
 * One of the four steps, for access tokens that are minted anew with client credentials: nothing dies by minting, so each
 * step may be repeated. Resolves with the check that the secret belongs to.
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
  const rotating = { event, check, rotation, secret }
  if (event.step === 'createSecret') await create(rotating, dependencies)
  if (event.step === 'testSecret') await test(rotating, dependencies)
  if (event.step === 'finishSecret') await finish(rotating, dependencies)
  return check
}

/** Only secrets whose check says `rotation: ours(...)` are rotated, whoever calls. */
function ownerOf(secret: SecretDescription, { checks }: Deployment): { check: Check; rotation: OurRotation } {
  for (const check of checks) {
    const source = check.secret?.source
    const same = source?.from === 'secrets-manager' && (source.id === secret.name || source.id === secret.arn)
    if (same && check.rotation.by === 'ours') return { check, rotation: check.rotation }
  }
  throw new RotationStopped('no check of this deployment rotates this secret')
}

/**
 * Everything that can fail is done before the mint: reading, the shape of the next value, the client's own secret. Between
 * the provider's answer and the save stands nothing.
 */
async function create(
  { event, check, rotation }: Rotating,
  { versions, lend, network, now }: RotateDependencies,
): Promise<void> {
  const pending = await versions.read(event.secretArn, { stage: 'AWSPENDING', versionId: event.versionId })
  if (pending !== 'empty') {
    if ('kind' in pending) throw new RotationStopped(`the pending version cannot be read: ${pending.code}`)
    return
  }
  const present = await versions.read(event.secretArn, { stage: 'AWSCURRENT' })
  if (present === 'empty' || 'kind' in present || typeof present.value !== 'string')
    throw new RotationStopped('the present version cannot be read')
  const write = nextValue(present.value, check)
  if (write === undefined) throw new RotationStopped('the present version has not the shape that the check promises')
  const client = await lend(rotation.client, { fresh: true })
  if (client.kind === 'failure') throw new RotationStopped(`the client credentials cannot be read: ${client.code}`)
  const { mint } = await import('../oauth/client-credentials.ts')
  const terms = { allowPrivate: check.allowPrivate, shareConnection: false }
  const outcome = await mint(rotation, client.credential, (request) =>
    network.exchange({ ...request, ...terms }, AbortSignal.timeout(deadlineMs)),
  )
  if (outcome.kind !== 'minted')
    throw new RotationStopped(
      `no token was granted: ${outcome.kind === 'answer' ? `HTTP ${outcome.status}` : outcome.code}`,
    )
  const expiresAt = outcome.expiresInSeconds === null ? null : Math.floor(now() / 1_000) + outcome.expiresInSeconds
  await versions.putPending(
    event.secretArn,
    event.versionId,
    write({ token: outcome.credential.open('token'), expiresAt }),
    event.rotationToken,
  )
}

/** The new version has to stand up to everything that the check expects. A dry run has no new value: the present one is asked. */
async function test({ event, check }: Rotating, dependencies: RotateDependencies): Promise<void> {
  const pending = await dependencies.versions.read(event.secretArn, { stage: 'AWSPENDING', versionId: event.versionId })
  if (pending !== 'empty' && 'kind' in pending)
    throw new RotationStopped(`the pending version cannot be read: ${pending.code}`)
  const lendPending: AttemptDependencies['lend'] = async (reference, options) =>
    pending !== 'empty' && reference === check.secret
      ? readSecret(pending, reference, options.expiryField ?? null)
      : dependencies.lend(reference, options)
  const reading = await attempt(check, { ...dependencies, lend: lendPending }, { fresh: true })
  const verdict = assess(check, [reading], dependencies.now())
  if (verdict.standing === 'valid') return
  throw new RotationStopped(`the new version is not good: ${reading.kind === 'answered' ? reading.rule : reading.code}`)
}

async function finish({ event, secret }: Rotating, { versions }: RotateDependencies): Promise<void> {
  const current = versionAt(secret, 'AWSCURRENT')
  if (current === null) throw new RotationStopped('the secret has no current version to take over from')
  await versions.promote(event.secretArn, event.versionId, current)
}
