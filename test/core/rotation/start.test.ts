import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { OurRotation, RotationTerms } from '../../../functions/core/model/ours.ts'
import { advanced, begun, type RotationPhase, type RotationRecord } from '../../../functions/core/rotation/record.ts'
import { rehearsalKey } from '../../../functions/core/rotation/rehearsal.ts'
import { rotationToken } from '../../../functions/core/rotation/rotation-token.ts'
import { type StartDependencies, startByOrder, startRotation } from '../../../functions/core/rotation/start.ts'
import { aCheck, aSecret } from '../../support/check.ts'
import { kinds, labTerms } from '../../support/rotation-kinds.ts'

/** Half an hour, as docs/rotation.md says. */
const coolDownMs = 30 * 60_000

const nowMs = Date.UTC(2027, 2, 1, 10)
const token = (generation = 0) => rotationToken('production/ci', 'version-1', generation)

const ours = (terms: Partial<RotationTerms> = {}): OurRotation => {
  const rotation = kinds.createRevoke.rotation('https://api.example')
  return { ...rotation, terms: { ...labTerms, ...terms } }
}

function recordAt(
  phase: RotationPhase,
  versionId = 'pending',
  baseVersionId = 'version-1',
  at = nowMs,
): RotationRecord {
  const beginning = {
    check: 'production/ci-bot',
    versionId,
    class: 'create_revoke',
    generation: 0,
    baseVersionId,
    by: 'test',
  } as const
  return advanced(begun(null, beginning, at), { phase, at, by: 'test', outcome: phase })
}

function starting(last: RotationRecord | null, changes: Partial<StartDependencies> = {}) {
  const asked: string[] = []
  const written: RotationRecord[] = []
  const dependencies: StartDependencies = {
    journal: {
      read: async (key) => (key === rehearsalKey('production/ci-bot') ? recordAt('done') : (written.at(-1) ?? last)),
      write: async (record) => void written.push(record) === undefined,
    },
    classOf: () => 'create_revoke',
    request: async (_check, requested) => {
      asked.push(requested)
      return 'requested'
    },
    now: () => nowMs,
    ...changes,
  }
  return { asked, written, dependencies }
}

const check = (rotation = ours()) => aCheck({ rotation })

describe('a rotation that is due', () => {
  it('is requested with the token of its version, however often it is found due', async () => {
    const { asked, dependencies } = starting(null)
    for (let times = 0; times < 3; times += 1)
      assert.equal(await startRotation(check(), 'version-1', dependencies), 'requested')
    assert.deepEqual(new Set(asked), new Set([token()]))
  })

  it('is requested with another token after one that was given up, once the cool-down is over', async () => {
    for (const phase of ['quarantined', 'abandoned'] as const) {
      const cooling = starting(recordAt(phase, 'pending', 'version-1', nowMs - coolDownMs + 1))
      assert.equal(await startRotation(check(), 'version-1', cooling.dependencies), 'postponed')
      assert.deepEqual(cooling.asked, [])
      const over = starting(recordAt(phase, 'pending', 'version-1', nowMs - coolDownMs))
      assert.equal(await startRotation(check(), 'version-1', over.dependencies), 'requested')
      assert.deepEqual(over.asked, [token(1)])
    }
  })

  const obstacles: [string, Parameters<typeof starting>, Partial<RotationTerms>][] = [
    ['the one before still waits for its revocation', [recordAt('draining', 'version-1', 'version-0')], {}],
    ['it is not its hour', [null], { windows: [{ fromMinute: 22 * 60, toMinute: 5 * 60 }] }],
  ]
  for (const [what, given, terms] of obstacles)
    it(`waits while ${what}`, async () => {
      const { asked, dependencies } = starting(...given)
      assert.equal(await startRotation(check(ours(terms)), 'version-1', dependencies), 'postponed')
      assert.deepEqual(asked, [])
    })

  it('does not wait for one that made no exchange and whose version is gone', async () => {
    const { asked, dependencies } = starting(recordAt('preflight', 'pending', 'version-0'))
    assert.equal(await startRotation(check(), 'version-1', dependencies), 'requested')
    assert.deepEqual(asked, [token()])
  })

  it('begins within its hours, also across midnight', async () => {
    for (const [hour, outcome] of [
      [23, 'requested'],
      [3, 'requested'],
      [5, 'postponed'],
      [12, 'postponed'],
    ] as const) {
      const { dependencies } = starting(null, { now: () => Date.UTC(2027, 2, 1, hour) })
      const terms = { windows: [{ fromMinute: 22 * 60, toMinute: 5 * 60 }] }
      assert.equal(await startRotation(check(ours(terms)), 'version-1', dependencies), outcome)
    }
  })

  it('waits for a person if the config requires it, and notifies once', async () => {
    const { asked, written, dependencies } = starting(null)
    for (let times = 0; times < 3; times += 1)
      assert.equal(await startRotation(check(ours({ approve: true })), 'version-1', dependencies), 'approval_wanted')
    assert.deepEqual([asked.length, written.length, written[0]?.pendingMessage?.problem], [0, 1, 'approval_wanted'])
    const missed = { problem: 'schedule_missed', detail: '', at: nowMs, notified: true } as const
    const begunBefore = starting({ ...recordAt('preflight', token()), pendingMessage: missed })
    await startRotation(check(ours({ approve: true })), 'version-1', begunBefore.dependencies)
    assert.deepEqual(
      begunBefore.written.map(({ pendingMessage }) => pendingMessage?.problem),
      ['approval_wanted'],
    )
    const [waiting] = written
    if (waiting !== undefined) written.push({ ...waiting, approvedBy: 'ada' })
    assert.equal(await startRotation(check(ours({ approve: true })), 'version-1', dependencies), 'requested')
  })

  it('by another function or by AWS is requested without a record', async () => {
    const { asked, written, dependencies } = starting(recordAt('draining', 'other', 'other'))
    for (const by of ['existing', 'managed'] as const)
      await startRotation(
        aCheck({ rotation: { by, functionArn: 'arn', rotateWithinSeconds: 60 } }),
        'version-1',
        dependencies,
      )
    assert.deepEqual([asked, written.length], [[token(), token()], 0])
  })

  it('of a secret outside Secrets Manager is refused', async () => {
    const { dependencies } = starting(null)
    const elsewhere = aCheck({
      rotation: ours(),
      secret: aSecret({ token: 'key' }, { source: { from: 'file', path: 't' } }),
    })
    assert.equal(await startRotation(elsewhere, 'version-1', dependencies), 'refused')
  })
})

describe('a rotation that a person orders', () => {
  const ordered = { versionId: 'version-1', by: 'sam' }

  it('has the person in its record before the request, and the approval that the config may require', async () => {
    const { asked, written, dependencies } = starting(null)
    const guarded = check(ours({ approve: true }))
    assert.equal(await startByOrder(guarded, ordered, dependencies), 'requested')
    const [record] = written
    assert.deepEqual(
      [record?.versionId, record?.approvedBy, record?.entries[0]?.by, asked],
      [token(), 'sam', 'sam', [token()]],
    )
  })

  it('continues one that has begun, and one that waits for approval', async () => {
    for (const phase of ['preflight', 'claimed'] as const) {
      const { written, dependencies } = starting(recordAt(phase, token()))
      assert.equal(await startByOrder(check(), ordered, dependencies), 'requested')
      assert.deepEqual([written.length, written[0]?.phase, written[0]?.approvedBy], [1, phase, 'sam'])
    }
  })

  it('waits neither for its hours nor for the cool-down', async () => {
    const windows = [{ fromMinute: 22 * 60, toMinute: 5 * 60 }]
    const { asked, dependencies } = starting(recordAt('quarantined'))
    assert.equal(await startByOrder(check(ours({ windows })), ordered, dependencies), 'requested')
    assert.deepEqual(asked, [token(1)])
  })

  it('does not overtake one whose old key is not revoked yet', async () => {
    const { asked, dependencies } = starting(recordAt('draining', 'version-1', 'version-0'))
    assert.equal(await startByOrder(check(), ordered, dependencies), 'postponed')
    assert.deepEqual(asked, [])
  })

  it('is not requested if its record cannot be written, or if another writer was first', async () => {
    const journal = { read: async () => null, write: () => Promise.reject(new Error('no table')) }
    const broken = starting(null, { journal })
    await assert.rejects(startByOrder(check(), ordered, broken.dependencies))
    const late = starting(null, { journal: { ...journal, write: async () => false } })
    assert.equal(await startByOrder(check(), ordered, late.dependencies), 'in_progress')
    assert.deepEqual([broken.asked, late.asked], [[], []])
  })
})
