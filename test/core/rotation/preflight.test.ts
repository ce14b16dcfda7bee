import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../../functions/core/model/check.ts'
import type { OurRotation, RotationTerms } from '../../../functions/core/model/ours.ts'
import { type PreflightInput, preflightOf } from '../../../functions/core/rotation/preflight.ts'
import { advanced, begun, type RotationPhase, type RotationRecord } from '../../../functions/core/rotation/record.ts'
import { rotationToken } from '../../../functions/core/rotation/rotation-token.ts'
import { activeConditionsOf } from '../../../functions/core/state/active-conditions.ts'
import { aCheck, aSecret } from '../../support/check.ts'
import { kinds, labTerms } from '../../support/rotation-kinds.ts'

const nowMs = Date.UTC(2027, 2, 1, 10)
const key = 'production/ci-bot'

const ours = (terms: Partial<RotationTerms> = {}): OurRotation => ({
  ...kinds.createRevoke.rotation('https://api.example'),
  terms: { ...labTerms, ...terms },
})

const ordinary: PreflightInput = {
  last: null,
  monitor: null,
  isUnproved: false,
  leftToAws: [],
  wiring: new Map(),
  active: activeConditionsOf([], { maintenance: [] }),
  versionIds: new Map([[key, 'version-1']]),
}

function at(phase: RotationPhase, baseVersionId: string): RotationRecord {
  const beginning = { check: key, versionId: 'pending', class: 'create_revoke', generation: 0, baseVersionId } as const
  return advanced(begun(null, { ...beginning, by: 'test' }, nowMs), { phase, at: nowMs, by: 'test', outcome: phase })
}

function look(check: Partial<Check> = {}, around: Partial<PreflightInput> = {}, allowed = false) {
  return preflightOf(aCheck({ rotation: ours(), ...check }), { ...ordinary, ...around }, allowed, {
    classOf: () => 'create_revoke',
    now: () => nowMs,
  })
}

describe('an order to rotate', () => {
  it('would make the same version as a scheduled rotation', () => {
    const { class: kind, versionId, nextVersionId, blocker, warnings } = look()
    assert.deepEqual(
      [kind, versionId, nextVersionId, blocker, warnings],
      ['create_revoke', 'version-1', rotationToken('production/ci', 'version-1', 0), null, []],
    )
  })

  it('would make another version after one that was given up', () => {
    const { nextVersionId, warnings } = look({}, { last: at('quarantined', 'version-1') })
    assert.deepEqual([nextVersionId, warnings], [rotationToken('production/ci', 'version-1', 1), ['cooling']])
  })

  const storm = { kind: 'storm', id: aCheck().provider, revision: 1, openedAt: nowMs, bad: 9, of: 9 } as const
  const inStorm = [{ ...storm, sample: [], environments: [], cleared: null, pending: [], reminders: 0 }] as const
  const under = (until: number) => ({
    active: activeConditionsOf([], { maintenance: [] }, { runId: 'r', checks: [key], until }),
  })
  const hindered: readonly [string, Partial<Check>, Partial<PreflightInput>, string | null][] = [
    ['a token that a person rotates', { rotation: { by: 'manual' } }, {}, 'by_hand'],
    [
      'a secret of another store',
      { secret: aSecret({ token: 't' }, { source: { from: 'file', path: 'f' } }) },
      {},
      'kept_elsewhere',
    ],
    ['a secret that AWS rotates itself', {}, { leftToAws: [key] }, 'left_to_aws'],
    ['a secret without a rotation function', {}, { wiring: new Map([[key, 'unwired']]) }, 'unwired'],
    ['a rotation that was cancelled', {}, { wiring: new Map([[key, 'cancelled']]) }, null],
    ['a secret that nobody sees', {}, { versionIds: new Map() }, 'no_version'],
    ['an experiment', {}, under(nowMs + 1), 'under_experiment'],
    ['an experiment that is over', {}, under(nowMs), null],
    ['a rotation whose old key still waits', {}, { last: at('draining', 'version-0') }, 'one_is_open'],
    ['a rotation of a version that is gone, which spent nothing', {}, { last: at('preflight', 'version-0') }, null],
    ['a yes that nobody has given', { rotation: ours({ approve: true }) }, {}, 'approval_wanted'],
  ]
  for (const [what, check, around, blocker] of hindered)
    it(`meets ${what}: ${blocker ?? 'nothing'}`, () => assert.equal(look(check, around).blocker, blocker))

  it('is not blocked if the person who orders it confirms, or if somebody has approved it', () => {
    const check = { rotation: ours({ approve: true }) }
    assert.equal(look(check, {}, true).blocker, null)
    assert.equal(look(check, { last: { ...at('preflight', 'version-1'), approvedBy: 'ada' } }).blocker, null)
  })

  it('is warned of everything that would delay a scheduled rotation', () => {
    const windows = [{ fromMinute: 22 * 60, toMinute: 5 * 60 }]
    const around = {
      active: activeConditionsOf(inStorm, { maintenance: [] }),
      wiring: new Map([[key, 'cancelled']] as const),
    }
    assert.deepEqual(look({ rotation: ours({ windows }) }, { ...around, isUnproved: true }).warnings, [
      'cancelled',
      'outside_window',
      'unproved',
      'provider_unreliable',
    ])
  })
})
