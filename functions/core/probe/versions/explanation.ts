import type { Check } from '../../model/check.ts'
import type { Finding } from '../../model/verdict.ts'
import type { AttemptDependencies } from '../attempt.ts'
import { explainDeath } from './half-rotated.ts'
import { askOthers } from './other-versions.ts'

/** Asks with the other versions of a secret whose current one is proved dead; answers with how that explains its death. */
export async function explanationOf(
  check: Check,
  currentId: string | null,
  dependencies: AttemptDependencies,
): Promise<(death: Finding) => Finding> {
  const others = await askOthers(check, currentId, dependencies)
  if (others === null) return (death) => death
  const { rotation } = dependencies.profileOf(check.profile)
  return (death) => explainDeath(death, check, others, rotation)
}
