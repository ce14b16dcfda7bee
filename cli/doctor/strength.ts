import type { Check, CheckKey } from '../../functions/core/model/check.ts'
import type { CheckState } from '../../functions/core/state/state.ts'
import { type DoctorFinding, warning } from './finding.ts'

/**
 * Warns of secrets that are too short or too uniform to be found in text: the last search of the output cannot take them out. Names the
 * check and the role, and nothing of the value.
 */
export function strengthFindings(
  checks: readonly Check[],
  states: ReadonlyMap<CheckKey, CheckState>,
): readonly DoctorFinding[] {
  return checks.flatMap(({ key }) => {
    const { plainRoles = [] } = states.get(key) ?? {}
    return plainRoles.map((role) =>
      warning(
        'secret strength',
        `${key}: its ${role} is too short or too uniform to be found in text, so logs and messages could show it: replace it by at least 16 random letters and digits`,
      ),
    )
  })
}
