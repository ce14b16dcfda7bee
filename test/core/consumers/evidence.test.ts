import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ConsumerEvidence, concludedFrom, judgeConsumer } from '../../../functions/core/consumers/evidence.ts'
import { reportsOf, staleFinding } from '../../../functions/core/consumers/observations.ts'
import type { ConsumerState } from '../../../functions/core/model/consumer.ts'
import { promotionOf, type SecretHistory } from '../../../functions/core/probe/versions/history.ts'

const minute = 60_000
const day = 24 * 60 * minute
/** 2026-11-21 12:00 UTC. */
const promotedAt = Date.UTC(2026, 10, 21, 12)
const dawn = Date.UTC(2026, 10, 21)

const history: SecretHistory = {
  arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/ci-AbCdEf',
  name: 'production/ci',
  currentId: 'C',
  previousId: 'V',
  knownIds: ['C', 'V', 'older'],
  promotedAt,
  previousReadOn: null,
  replicas: new Map(),
}

describe('the evidence of a consumer', () => {
  const hour = promotedAt + 60 * minute
  const rows: readonly [what: string, evidence: ConsumerEvidence, nowMs: number, state: ConsumerState][] = [
    ['it says that it uses the current version', { kind: 'reported', versionId: 'C' }, hour, 'fresh'],
    ['it says that it uses the one before', { kind: 'reported', versionId: 'V' }, hour, 'stale'],
    ['it says that it uses an older one still', { kind: 'reported', versionId: 'older' }, hour, 'stale'],
    ['it names a version that the secret never had', { kind: 'reported', versionId: 'X' }, hour, 'unknown'],
    ['it was started at the promotion', { kind: 'started', at: [promotedAt] }, hour, 'fresh'],
    ['it was started a moment before', { kind: 'started', at: [promotedAt - 1] }, hour, 'stale'],
    ['one of its tasks was started before', { kind: 'started', at: [hour, promotedAt - 1] }, hour, 'stale'],
    ['all of its tasks were started after', { kind: 'started', at: [hour, promotedAt + 1] }, hour, 'fresh'],
    ['nobody knows when it was started', { kind: 'started', at: [] }, hour, 'unknown'],
    ['it has read the secret since', { kind: 'read', since: true }, promotedAt + 1, 'fresh'],
    [
      'it has not read it, and the trail may be late',
      { kind: 'read', since: false },
      promotedAt + 15 * minute,
      'unknown',
    ],
    ['it has not read it since', { kind: 'read', since: false }, promotedAt + 15 * minute + 1, 'stale'],
    ['the version before was read on a later day', { kind: 'previous_read', day: dawn + day }, hour + day, 'stale'],
    ['it was read on the day of the promotion', { kind: 'previous_read', day: dawn }, dawn + day, 'unknown'],
    ['it was not read since, for a whole day', { kind: 'previous_read', day: dawn }, dawn + 2 * day, 'fresh'],
    ['it was never read, for a whole day', { kind: 'previous_read', day: null }, dawn + 2 * day, 'fresh'],
    ['the copy is in sync', { kind: 'replicated', status: 'InSync' }, hour, 'fresh'],
    ['the copy failed', { kind: 'replicated', status: 'Failed' }, hour, 'stale'],
    ['the copy is under way', { kind: 'replicated', status: 'InProgress' }, hour, 'unknown'],
    ['its state is unclear', { kind: 'unclear', why: 'connection_refused' }, hour, 'unknown'],
  ]
  for (const [what, evidence, nowMs, state] of rows)
    it(`is ${state} if ${what}`, () => assert.equal(judgeConsumer(evidence, history, nowMs), state))

  it('is fresh if there is no previous version, even if nothing was ever read', () => {
    const first = { ...history, previousId: null }
    assert.equal(judgeConsumer({ kind: 'previous_read', day: null }, first, promotedAt), 'fresh')
  })
})

describe('consumers with evidence', () => {
  const seen = (states: Readonly<Record<string, ConsumerState>>, at = promotedAt + 125 * minute) => ({
    check: 'production/ci' as const,
    at,
    currentId: 'C',
    previousId: 'V',
    promotedAt,
    consumers: Object.entries(states).map(([consumer, state]) => ({ consumer, state })),
  })

  it('are named if they are behind, with the time for which they have been', () => {
    assert.deepEqual(staleFinding(seen({ api: 'stale', web: 'fresh', batch: 'unknown' })), {
      reason: 'consumers_stale',
      detail: 'api still uses the previous version, 2h 5m after the promotion',
    })
    assert.match(
      staleFinding(seen({ api: 'stale', web: 'stale' }))?.detail ?? '',
      /^api, web still use the previous version/,
    )
  })

  it('cause no finding if none is known to be behind, or if the promotion is younger than a cache', () => {
    assert.equal(staleFinding(seen({ api: 'fresh', web: 'unknown' })), null)
    assert.equal(staleFinding(seen({ api: 'stale' }, promotedAt + 15 * minute - 1)), null)
  })

  it('tell a rotation which version each of them uses, except for the unknown ones', () => {
    const at = promotedAt + 125 * minute
    assert.deepEqual(reportsOf(seen({ api: 'stale', web: 'fresh', batch: 'unknown' })), [
      { consumer: 'api', versionId: 'V', at },
      { consumer: 'web', versionId: 'C', at },
    ])
  })
})

describe('the event from which a version is concluded', () => {
  const rows: readonly (readonly [ConsumerEvidence, number | null])[] = [
    [{ kind: 'started', at: [promotedAt + 2, promotedAt + 1] }, promotedAt + 1],
    [{ kind: 'read', since: true }, promotedAt],
    [{ kind: 'reported', versionId: 'C' }, null],
    [{ kind: 'restarted', holdsCurrent: true, changedAt: promotedAt, at: [promotedAt] }, null],
  ]
  for (const [evidence, at] of rows)
    it(`is ${at === null ? 'none' : at - promotedAt} for a consumer of evidence ${evidence.kind}`, () =>
      assert.equal(concludedFrom(evidence, history), at))
})

describe('the promotion of a version', () => {
  it('is the end of the rotation that made it, or the time at which a person made it', () => {
    assert.equal(promotionOf(promotedAt, null), promotedAt)
    assert.equal(promotionOf(promotedAt, promotedAt + 60_000), promotedAt + 60_000)
    assert.equal(promotionOf(promotedAt, promotedAt - day), promotedAt)
  })
})
