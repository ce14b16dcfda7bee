import { runStep } from './rotate.ts'
import type { RotationStep } from './rotation-event.ts'
import type { RotateDependencies, RotationRun } from './rotation-run.ts'
import { versionAt } from './versions.ts'

const steps: readonly RotationStep[] = ['createSecret', 'testSecret', 'finishSecret']

/** Runs all steps once more, for the same version. */
export async function runAll(run: RotationRun, dependencies: RotateDependencies): Promise<void> {
  for (const step of steps) {
    const secret = await dependencies.versions.describe(run.event.secretArn)
    if (versionAt(secret, 'AWSCURRENT') === run.event.versionId) return
    await runStep({ ...run, secret, event: { ...run.event, step } }, dependencies)
  }
}

/** Runs all steps without Secrets Manager, which removes AWSPENDING after its own rotations only. */
export async function runAlone(run: RotationRun, versionId: string, dependencies: RotateDependencies): Promise<void> {
  const { secretArn } = run.event
  await runAll({ ...run, event: { ...run.event, versionId } }, dependencies)
  const after = await dependencies.versions.describe(secretArn)
  if (versionAt(after, 'AWSPENDING') === versionId && versionAt(after, 'AWSCURRENT') === versionId)
    await dependencies.versions.dropPending(secretArn, versionId)
}
