import type { Check } from '../../model/check.ts'
import type { RotationClass } from '../../model/profile.ts'
import type { Finding } from '../../model/verdict.ts'
import type { AttemptDependencies } from '../attempt.ts'
import { askOthers, type OtherVersions } from './other-versions.ts'
import { type Repair, triage } from './triage.ts'

/** Tries the other versions of a secret whose current one is proved dead. Returns a function that rewrites the finding accordingly. */
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

/**
 * Explains a dead version by what the other versions showed: a half-done rotation becomes a sentence with the next command. If no other
 * version works, the refusal itself stays the finding.
 */
export function explainDeath(
  death: Finding,
  check: Pick<Check, 'secret'>,
  others: OtherVersions,
  rotation: RotationClass,
): Finding {
  const { pending, previous, currentId } = others
  const repair = triage({
    current: 'dead',
    pending: pending?.shown ?? 'none',
    previous: previous?.shown ?? 'none',
    // A token that a person rotates stays valid beside its successor until that person revokes it.
    class: rotation === 'manual' ? 'create_revoke' : rotation,
    claimed: false,
    pendingMs: 0,
    drained: false,
  })
  switch (outcomes[repair]) {
    case 'pending_works':
      return halfRotated(
        'AWSPENDING works and was never promoted',
        death,
        command(check, currentId, pending?.versionId),
      )
    case 'previous_works':
      return halfRotated(
        'AWSPREVIOUS still works: a bad version was promoted',
        death,
        command(check, currentId, previous?.versionId),
      )
    case 'nothing_works':
      return { ...death, detail: `${death.detail}; no other version works: issue a new token` }
    case 'unclear':
      return death
  }
}

/** Meaning of each repair for a person. The first rows are for a current version that works. */
const outcomes: Readonly<Record<Repair, 'pending_works' | 'previous_works' | 'nothing_works' | 'unclear'>> = {
  none: 'unclear',
  wait: 'unclear',
  revoke_previous: 'unclear',
  drop_pending: 'unclear',
  quarantine: 'unclear',
  finish: 'unclear',
  finish_and_page: 'unclear',
  answer_lost: 'unclear',
  roll_forward: 'pending_works',
  roll_back: 'previous_works',
  page_bad_version: 'previous_works',
  page_locked_out: 'nothing_works',
}

function halfRotated(what: string, { detail }: Finding, next: string): Finding {
  return { reason: 'half_rotated', detail: `AWSCURRENT is refused (${detail}), ${what}. Next: ${next}` }
}

/** Returns the command that moves AWSCURRENT. It fails if AWSCURRENT has moved since. */
function command({ secret }: Pick<Check, 'secret'>, from: string | null, to: string | null | undefined): string {
  const id = secret?.source.from === 'secrets-manager' ? secret.source.id : ''
  const ends = `--move-to-version-id ${to} --remove-from-version-id ${from}`
  return `aws secretsmanager update-secret-version-stage --secret-id '${id}' --version-stage AWSCURRENT ${ends}`
}
