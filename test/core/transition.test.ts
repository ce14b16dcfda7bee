import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Reason } from '../../functions/core/reason.ts'
import type { CheckState } from '../../functions/core/state.ts'
import { paid, transition } from '../../functions/core/transition.ts'
import type { Verdict } from '../../functions/core/verdict.ts'
import { nowMs, nowSeconds } from '../support/reading.ts'
import { aState, aVerdict, evidence } from '../support/verdict.ts'

const minuteMs = 60_000

/** The instant of the nth tick, counted from one. */
const tickAt = (count: number) => nowMs + (count - 1) * minuteMs

/** The state after one verdict a minute; each tick knows when the one before it had judged. */
function after(...verdicts: readonly (Reason | Verdict)[]): CheckState {
  const state = verdicts.reduce<CheckState | null>((previous, one, index) => {
    const tick = tickAt(index + 1)
    const verdict = { ...(typeof one === 'string' ? aVerdict(one) : one), at: tick + 500 }
    return transition(previous, { verdict, tick, judgedBefore: previous === null ? null : tick - minuteMs + 800 })
  }, null)
  return state ?? assert.fail('no verdict, no state')
}

const owedBy = ({ owed }: CheckState) => owed.map(({ kind, incident, at }) => [kind, incident.reason, at - nowMs])
const critical = aVerdict('expiring', { severity: 'page' })

describe('what people are told', () => {
  const stories: [string, readonly (Reason | Verdict)[], readonly (readonly [string, Reason, number])[]][] = [
    ['nothing of a check that is fine', ['healthy', 'healthy'], []],
    ['that a token is bad, once', ['healthy', 'revoked', 'revoked', 'revoked'], [['open', 'revoked', 60_500]]],
    ['that a token is bad from the first tick on', ['revoked'], [['open', 'revoked', 500]]],
    [
      'that it is good again',
      ['revoked', 'revoked', 'healthy', 'healthy'],
      [
        ['open', 'revoked', 500],
        ['resolve', 'revoked', 120_500],
      ],
    ],
    ['nothing new where a bad token gets worse', ['under_scoped', 'revoked'], [['open', 'under_scoped', 500]]],
    ['nothing of what nobody can tell', ['healthy', 'unreachable', 'settling', 'healthy'], []],
    [
      'nothing new while nobody can tell whether it is still bad',
      ['revoked', 'unreachable'],
      [['open', 'revoked', 500]],
    ],
    [
      'nothing new where it is bad again after such a gap',
      ['revoked', 'timed_out', 'revoked'],
      [['open', 'revoked', 500]],
    ],
    ['nothing of an expiry in a month', ['healthy', 'expiring', 'healthy'], []],
    [
      'that the expiry is near, and that it moved away',
      ['expiring', critical, 'expiring'],
      [
        ['open', 'expiring', 60_500],
        ['resolve', 'expiring', 120_500],
      ],
    ],
    ['nothing new while the expiry stays near', [critical, critical, critical], [['open', 'expiring', 500]]],
    ['nothing new where a token dies that was about to', [critical, 'expired'], [['open', 'expiring', 500]]],
    ['that the secret is missing', ['secret_missing'], [['open', 'secret_missing', 500]]],
    ['nothing of a configuration that only its owner can mend', ['vacuous', 'secret_denied'], []],
    [
      'that a quota is used up, although the token may be fine',
      ['quota_exhausted'],
      [['open', 'quota_exhausted', 500]],
    ],
    [
      'of a second incident as of a new one',
      ['revoked', 'healthy', 'rejected'],
      [
        ['open', 'revoked', 500],
        ['resolve', 'revoked', 60_500],
        ['open', 'rejected', 120_500],
      ],
    ],
  ]
  for (const [what, verdicts, owed] of stories)
    it(`is ${what}: ${verdicts.map((one) => (typeof one === 'string' ? one : one.reason)).join(', ')}`, () => {
      assert.deepEqual(owedBy(after(...verdicts)), owed)
    })

  it('is owed until it has been accepted, and then forgotten', () => {
    const state = after('revoked', 'healthy')
    const [first, second] = state.owed
    const settled = paid(state, first === undefined ? [] : [first])
    assert.deepEqual([settled.owed, settled.revision], [[second], state.revision + 1])
  })
})

describe('the state of a check', () => {
  it('begins with its first verdict', () => {
    assert.deepEqual(after('healthy'), aState({ since: nowMs + 500, lastGood: nowMs + 500 }))
  })

  it('is the same object while nothing changed, so that nothing is written', () => {
    const state = aState()
    const verdict = aVerdict('healthy', { at: nowMs + minuteMs, evidence: { ...evidence, latencyMs: 7, attempts: 2 } })
    assert.equal(transition(state, { verdict, tick: tickAt(2), judgedBefore: nowMs }), state)
  })

  it('goes up by one revision with each change', () => {
    assert.equal(after('healthy', 'healthy', 'revoked', 'revoked', 'healthy').revision, 3)
  })

  it('remembers since when the present reason holds', () => {
    assert.equal(after('healthy', 'unreachable', 'unreachable').since, tickAt(2) + 500)
    const otherVersion = aVerdict('unreachable', { evidence: { ...evidence, versionId: 'version-2' } })
    assert.equal(after('healthy', 'unreachable', otherVersion).since, tickAt(2) + 500)
  })

  it('remembers the last good judgement by the record of the tick before', () => {
    assert.equal(after('healthy', 'healthy', 'healthy', 'revoked').lastGood, tickAt(3) + 800)
    assert.equal(after('revoked').lastGood, null)
    assert.equal(after('healthy', 'revoked', 'unreachable').lastGood, tickAt(1) + 800)
  })

  it('keeps the sentence of the worst finding', () => {
    const findings = [
      { reason: 'expiring', detail: 'expires in 3d' },
      { reason: 'under_scoped', detail: 'missing scopes: repo' },
    ] as const
    const { detail, reasons } = after(aVerdict('under_scoped', { findings }))
    assert.deepEqual([detail, reasons], ['missing scopes: repo', ['expiring', 'under_scoped']])
  })
})

describe('what counts as a change', () => {
  const expiring = (at: number, source: 'jwt' | 'answer' = 'answer') =>
    aVerdict('healthy', { evidence: { ...evidence, expiry: { source, at } } })
  const at = nowSeconds + 90 * 86_400
  const changes: [string, Verdict, Verdict, boolean][] = [
    ['an expiry that wanders by five seconds is none', expiring(at), expiring(at + 5), false],
    ['an expiry that moves by six seconds is one', expiring(at), expiring(at + 6), true],
    ['the same expiry from another source is one', expiring(at), expiring(at, 'jwt'), true],
    ['an expiry that is no longer named is one', expiring(at), aVerdict('healthy'), true],
    ['an expiry that is named for the first time is one', aVerdict('healthy'), expiring(at), true],
    ['another version of the secret is one', aVerdict('healthy'), onVersion('version-2'), true],
    ['another status is one', aVerdict('healthy'), withStatus(204), true],
    ['another severity is one', aVerdict('expiring'), critical, true],
    ['a detail that counts seconds is none', aVerdict('expiring'), expiringIn('2d'), false],
  ]
  for (const [what, before, now, changed] of changes)
    it(what, () => assert.equal(after(before, now).revision, changed ? 2 : 1))

  function onVersion(versionId: string): Verdict {
    return aVerdict('healthy', { evidence: { ...evidence, versionId } })
  }
  function withStatus(status: number): Verdict {
    return aVerdict('healthy', { evidence: { ...evidence, status } })
  }
  function expiringIn(span: string): Verdict {
    return aVerdict('expiring', { findings: [{ reason: 'expiring', detail: `expires in ${span}` }] })
  }
})

describe('while nobody can tell', () => {
  const unread = aVerdict('secret_unavailable', { evidence: { ...evidence, versionId: null } })
  const dated = { ...evidence, expiry: { source: 'jwt', at: nowSeconds + 60 } } as const

  it('the last known expiry and version are kept', () => {
    const state = after(aVerdict('healthy', { evidence: dated }), unread)
    assert.deepEqual([state.expiry, state.versionId], [dated.expiry, 'version-1'])
  })

  it('an expiry is forgotten once an answer names none', () => {
    assert.equal(after(aVerdict('healthy', { evidence: dated }), unread, 'healthy').expiry, null)
  })
})
