import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Repair, type TriageCase, triage } from '../../../../functions/core/probe/versions/triage.ts'

const minute = 60_000
const overlapping = ['create_revoke', 'rotate_grace', 'refresh_static', 'client_credentials', 'derived'] as const
const single = ['rotate_dead', 'refresh_rotating'] as const

const base: TriageCase = {
  current: 'works',
  pending: 'none',
  previous: 'none',
  class: 'create_revoke',
  claimed: false,
  pendingMs: 30 * minute,
  drained: false,
}

const rows: readonly (readonly [active: string, found: Partial<TriageCase>, repair: Repair])[] = [
  ['normal, the overlap still open', { previous: 'works' }, 'none'],
  ['normal, the overlap over', { previous: 'works', drained: true }, 'revoke_previous'],
  ['normal, closed', { previous: 'dead', drained: true }, 'none'],
  ['a pending version that is empty, and no exchange begun', { pending: 'empty' }, 'drop_pending'],
  ['a pending version that is empty, and an exchange begun', { pending: 'empty', claimed: true }, 'answer_lost'],
  ['the same, while Secrets Manager may still be at it', { pending: 'empty', pendingMs: 14 * minute }, 'wait'],
  ['a new version that works and was not promoted', { pending: 'works' }, 'finish'],
  ['the same for more than an hour', { pending: 'works', pendingMs: 61 * minute }, 'finish_and_page'],
  ['a new version that is dead', { pending: 'dead' }, 'quarantine'],
  ['a new version that nobody can judge', { pending: 'unknown' }, 'wait'],
  ['consumers failing now, with a new version that works', { current: 'dead', pending: 'works' }, 'roll_forward'],
  ['the same a moment after it was made', { current: 'dead', pending: 'works', pendingMs: 0 }, 'roll_forward'],
  ['a bad version in force, the one before works', { current: 'dead', previous: 'works' }, 'roll_back'],
  [
    'the same with a pending version that is dead too',
    { current: 'dead', pending: 'dead', previous: 'works' },
    'roll_back',
  ],
  ['the same with one that is empty', { current: 'dead', pending: 'empty', previous: 'works' }, 'roll_back'],
  ['nothing works any more', { current: 'dead', previous: 'dead' }, 'page_locked_out'],
  ['nothing works, and a version before is not known', { current: 'dead', pending: 'dead' }, 'page_locked_out'],
  [
    'nothing works, and an exchange was begun',
    { current: 'dead', pending: 'empty', claimed: true, previous: 'dead' },
    'answer_lost',
  ],
  ['nobody can judge the current version', { current: 'unknown', pending: 'works', previous: 'works' }, 'wait'],
  ['nobody can judge the pending one while the current is dead', { current: 'dead', pending: 'unknown' }, 'wait'],
  ['nobody can judge the one before', { current: 'dead', previous: 'unknown' }, 'wait'],
]

describe('the repair of a half-done rotation', () => {
  for (const [active, found, repair] of rows)
    it(`${active}: ${repair}`, () => assert.equal(triage({ ...base, ...found }), repair))

  it('restores the previous version only if that can still be valid', () => {
    const found = { ...base, current: 'dead', previous: 'works' } as const
    for (const kind of overlapping) assert.equal(triage({ ...found, class: kind }), 'roll_back')
    for (const kind of single) assert.equal(triage({ ...found, class: kind }), 'page_bad_version')
  })

  it('changes only a pending version while the current one works', () => {
    const touching: readonly Repair[] = ['roll_back', 'roll_forward', 'page_locked_out', 'page_bad_version']
    for (const pending of ['none', 'empty', 'works', 'dead', 'unknown'] as const)
      for (const previous of ['none', 'works', 'dead', 'unknown'] as const)
        assert.ok(!touching.includes(triage({ ...base, pending, previous })))
  })
})
