import type { Check } from '../../model/check.ts'
import type { RotationClass } from '../../model/profile.ts'
import type { Finding } from '../../model/verdict.ts'
import type { OtherVersions } from './other-versions.ts'
import { type Repair, triage } from './triage.ts'

/**
 * What the other versions say of one that is proved dead: the matrix of half-done rotations, in a sentence with the next command. The
 * refusal itself stays the finding where no other version works.
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
    // What only people renew lives on beside its successor, until somebody ends it.
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
      return { ...death, detail: `${death.detail}; no other version works, so that a new one has to be issued` }
    case 'unclear':
      return death
  }
}

/** What a healing means for a person; the first rows belong to a current version that works. */
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

/** Moves AWSCURRENT, and fails unless it still stands where it was seen. */
function command({ secret }: Pick<Check, 'secret'>, from: string | null, to: string | null | undefined): string {
  const id = secret?.source.from === 'secrets-manager' ? secret.source.id : ''
  const ends = `--move-to-version-id ${to} --remove-from-version-id ${from}`
  return `aws secretsmanager update-secret-version-stage --secret-id '${id}' --version-stage AWSCURRENT ${ends}`
}
