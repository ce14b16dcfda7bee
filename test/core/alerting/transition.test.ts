import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { delivered, transition } from '../../../functions/core/alerting/transition.ts'
import type { Reason } from '../../../functions/core/model/reason.ts'
import type { Verdict } from '../../../functions/core/model/verdict.ts'
import { normalContext } from '../../../functions/core/state/alert-context.ts'
import type { CheckState } from '../../../functions/core/state/state.ts'
import { aCheck } from '../../support/check.ts'
import { nowMs, nowSeconds } from '../../support/reading.ts'
import { aState, aVerdict, evidence } from '../../support/verdict.ts'

const minuteMs = 60_000
const check = aCheck({ everySeconds: 60 })

/** The instant of the nth tick, counted from one. */
const tickAt = (count: number) => nowMs + (count - 1) * minuteMs

/** State after one verdict a minute. Each tick knows the time of the verdict before it. */
function stateAfter(...verdicts: readonly (Reason | Verdict)[]): CheckState {
  const state = verdicts.reduce<CheckState | null>((previous, one, index) => {
    const tick = tickAt(index + 1)
    const verdict = { ...(typeof one === 'string' ? aVerdict(one) : one), at: tick + 500 }
    const judgedBefore = previous === null ? null : tick - minuteMs + 800
    return transition(previous, {
      check,
      verdict,
      tick,
      judgedBefore,
      questionHash: 'a-question',
      alertContext: normalContext,
    })
  }, null)
  return state ?? assert.fail('no verdict, no state')
}

const critical = aVerdict('expiring', { severity: 'page' })

describe('a pending message', () => {
  it('stays until it has been accepted, and is then removed', () => {
    const state = stateAfter('revoked', 'healthy', 'healthy')
    const [first, second] = state.pending
    const settled = delivered(state, first === undefined ? [] : [first])
    assert.deepEqual(
      [state.pending.map(({ kind }) => kind), settled.pending, settled.revision],
      [['open', 'resolve'], [second], state.revision + 1],
    )
  })
})

describe('the state of a check', () => {
  it('begins with its first verdict', () => {
    assert.deepEqual(
      stateAfter('healthy'),
      aState({
        since: nowMs + 500,
        lastGood: nowMs + 500,
        streak: { standing: 'valid', ticks: 1, at: nowMs + 500 },
        counts: {},
        troubles: {},
        questionHash: 'a-question',
        earlierAnswers: {
          questionHash: 'a-question',
          allowed: true,
          proved: true,
          unprovedSinceMs: null,
          forbidsBroken: false,
          controls: null,
        },
        history: { from: nowMs + 500, reason: 'healthy', changes: [], ended: [], seen: nowMs + 500 },
      }),
    )
  })

  it('is the same object while nothing has changed, so that nothing is written', () => {
    const state = aState({
      questionHash: 'a-question',
      earlierAnswers: {
        questionHash: 'a-question',
        allowed: true,
        proved: true,
        unprovedSinceMs: null,
        forbidsBroken: false,
        controls: null,
      },
    })
    const verdict = aVerdict('healthy', { at: nowMs + minuteMs, evidence: { ...evidence, latencyMs: 7, attempts: 2 } })
    const again = {
      check,
      verdict,
      tick: tickAt(2),
      judgedBefore: nowMs,
      questionHash: 'a-question',
      alertContext: normalContext,
    }
    assert.equal(transition(state, again), state)
  })

  it('goes up by one revision with each change', () => {
    assert.equal(stateAfter('healthy', 'healthy', 'revoked', 'revoked', 'healthy').revision, 3)
  })

  it('remembers when the present reason began', () => {
    assert.equal(stateAfter('healthy', 'unreachable', 'unreachable').since, tickAt(2) + 500)
    const otherVersion = aVerdict('unreachable', { evidence: { ...evidence, versionId: 'version-2' } })
    assert.equal(stateAfter('healthy', 'unreachable', otherVersion).since, tickAt(2) + 500)
  })

  it('remembers the last good verdict through the record of the tick before', () => {
    assert.equal(stateAfter('healthy', 'healthy', 'healthy', 'revoked').lastGood, tickAt(3) + 800)
    assert.equal(stateAfter('revoked').lastGood, null)
    assert.equal(stateAfter('healthy', 'revoked', 'unreachable').lastGood, tickAt(1) + 800)
  })

  it('keeps the message of the worst finding', () => {
    const findings = [
      { reason: 'expiring', detail: 'expires in 3d' },
      { reason: 'under_scoped', detail: 'missing scopes: repo' },
    ] as const
    const { detail, reasons } = stateAfter(aVerdict('under_scoped', { findings }))
    assert.deepEqual([detail, reasons], ['missing scopes: repo', ['expiring', 'under_scoped']])
  })
})

describe('a change of state', () => {
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
    ['a detail that counts seconds is none', expiringIn('2d 1h'), expiringIn('2d'), false],
    ['a detail that names somebody else is one', behind('web, api', '1h 5m'), behind('api', '1h 5m'), true],
    ['a detail that names the same ones later is none', behind('web, api', '1h 5m'), behind('web, api', '3h'), false],
  ]
  for (const [what, before, now, changed] of changes)
    it(what, () => assert.equal(stateAfter(before, now).revision, changed ? 2 : 1))

  function onVersion(versionId: string): Verdict {
    return aVerdict('healthy', { evidence: { ...evidence, versionId } })
  }
  function withStatus(status: number): Verdict {
    return aVerdict('healthy', { evidence: { ...evidence, status } })
  }
  function behind(names: string, span: string): Verdict {
    const detail = `${names}: still at the version before, ${span} behind`
    return aVerdict('consumers_stale', { findings: [{ reason: 'consumers_stale', detail }] })
  }
  function expiringIn(span: string): Verdict {
    return aVerdict('expiring', { findings: [{ reason: 'expiring', detail: `expires in ${span}` }] })
  }
})

describe('while a check is unknown', () => {
  const unread = aVerdict('secret_unavailable', { evidence: { ...evidence, versionId: null } })
  const dated = { ...evidence, expiry: { source: 'jwt', at: nowSeconds + 60 } } as const

  it('the last known expiry and version are kept', () => {
    const state = stateAfter(aVerdict('healthy', { evidence: dated }), unread)
    assert.deepEqual([state.expiry, state.versionId], [dated.expiry, 'version-1'])
  })

  it('an expiry is forgotten when an answer names none', () => {
    assert.equal(stateAfter(aVerdict('healthy', { evidence: dated }), unread, 'healthy').expiry, null)
  })
})
