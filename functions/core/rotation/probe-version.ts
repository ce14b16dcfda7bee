import { readSecret } from '../model/secret-value.ts'
import { assess } from '../probe/assess.ts'
import type { Shown } from '../probe/versions/triage.ts'
import type { RotateDependencies, RotationRun } from './rotation-run.ts'
import { examine } from './scopes-of.ts'

/** Pause between two answers, as between the two of a probe. */
const betweenAnswersMs = 5_000

type LabelledVersion = { readonly stage: string; readonly versionId: string }

/**
 * Probes with one version, whatever its stage. Two answers of one kind, seconds apart, make it `works` or `dead`; mixed ones make it
 * `unknown`. The secret is read again for the second, so a version that lost its stage meanwhile is never dead.
 */
export async function probeVersion(
  run: RotationRun,
  version: LabelledVersion,
  dependencies: RotateDependencies,
): Promise<Shown | 'empty'> {
  const first = await probeOnce(run, version, dependencies)
  if (first !== 'dead') return first
  return (await again(run, version, dependencies)) === 'dead' ? 'dead' : 'unknown'
}

/** Returns true if the version works now, in two answers: nothing irreversible is done on one. */
export async function provedAlive(
  run: RotationRun,
  version: LabelledVersion,
  dependencies: RotateDependencies,
): Promise<boolean> {
  const first = await probeOnce(run, version, dependencies)
  return first === 'works' && (await again(run, version, dependencies)) === 'works'
}

async function again(
  run: RotationRun,
  version: LabelledVersion,
  dependencies: RotateDependencies,
): Promise<Shown | 'empty'> {
  await dependencies.sleep(betweenAnswersMs)
  return probeOnce(run, version, dependencies)
}

async function probeOnce(
  { event, check }: RotationRun,
  version: LabelledVersion,
  dependencies: RotateDependencies,
): Promise<Shown | 'empty'> {
  const stored = await dependencies.versions.read(event.secretArn, version)
  if (stored === 'empty') return 'empty'
  if ('kind' in stored) return 'unknown'
  const readCredential: RotateDependencies['readCredential'] = async (reference, options) =>
    reference === check.secret
      ? readSecret(stored, reference, options.expiryField ?? null)
      : dependencies.readCredential(reference, options)
  const { reading } = await examine(check, { ...dependencies, readCredential })
  const { standing } = assess(check, [reading, reading], dependencies.now())
  if (standing === 'valid') return 'works'
  return standing === 'invalid' ? 'dead' : 'unknown'
}
