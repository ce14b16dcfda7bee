import type { CheckKey } from '../core/model/check.ts'
import type { Deployment } from '../core/model/deployment.ts'
import { capabilitiesFor } from '../core/rotation/capabilities-for.ts'
import { wantsProof } from '../core/rotation/rehearsal.ts'
import { rotatorSpecOf } from '../providers/rotators.ts'

/** Returns the checks whose rotation starts by itself only after a rehearsal, or a rotation that ended well. */
export function checksToRehearse({ checks }: Pick<Deployment, 'checks'>): readonly CheckKey[] {
  return checks.flatMap((check) => {
    const { key, rotation } = check
    if (rotation.by !== 'ours' || rotation.terms.approve) return []
    return wantsProof(check, capabilitiesFor(rotation, rotatorSpecOf).class) ? [key] : []
  })
}
