import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { explainDeath } from '../../../../functions/core/probe/versions/half-rotated.ts'
import type { ShownVersion } from '../../../../functions/core/probe/versions/show.ts'
import type { Shown } from '../../../../functions/core/probe/versions/triage.ts'
import { aCheck } from '../../../support/check.ts'

const death = { reason: 'rejected', detail: 'unauthorized (HTTP 401)' } as const

const version = (versionId: string, shown: Shown | null): ShownVersion | null =>
  shown === null ? null : { versionId, shown }

const explained = (
  pending: Shown | null,
  previous: Shown | null,
  rotation: Parameters<typeof explainDeath>[3] = 'manual',
) =>
  explainDeath(
    death,
    aCheck(),
    { currentId: 'C', pending: version('P', pending), previous: version('V', previous) },
    rotation,
  )

const moved = (to: string) =>
  `aws secretsmanager update-secret-version-stage --secret-id 'production/ci' --version-stage AWSCURRENT --move-to-version-id ${to} --remove-from-version-id C`

describe('a current version that is proved invalid', () => {
  const promoted = `AWSCURRENT is refused (unauthorized (HTTP 401)), AWSPENDING works and was never promoted. Next: ${moved('P')}`
  const givenBack = `AWSCURRENT is refused (unauthorized (HTTP 401)), AWSPREVIOUS still works: a bad version was promoted. Next: ${moved('V')}`
  const nothing = 'unauthorized (HTTP 401); no other version works: issue a new token'
  const rows: readonly [pending: Shown | null, previous: Shown | null, reason: string, detail: string][] = [
    ['works', 'dead', 'half_rotated', promoted],
    ['works', 'works', 'half_rotated', promoted],
    ['works', 'unknown', 'half_rotated', promoted],
    ['works', null, 'half_rotated', promoted],
    ['dead', 'works', 'half_rotated', givenBack],
    [null, 'works', 'half_rotated', givenBack],
    ['dead', 'dead', 'rejected', nothing],
    [null, 'dead', 'rejected', nothing],
    [null, null, 'rejected', nothing],
    ['unknown', 'works', 'rejected', death.detail],
    [null, 'unknown', 'rejected', death.detail],
    ['dead', 'unknown', 'rejected', death.detail],
  ]
  for (const [pending, previous, reason, detail] of rows)
    it(`beside a pending version that is ${pending ?? 'absent'} and a previous one that is ${previous ?? 'absent'} is ${reason}`, () =>
      assert.deepEqual(explained(pending, previous), { reason, detail }))

  it('is restored by hand even if its kind ends at once, since the previous one still works', () =>
    assert.equal(explained(null, 'works', 'rotate_dead').detail, givenBack))
})
