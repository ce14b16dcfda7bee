import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type Reason,
  reasons,
  reasonsByStanding,
  type Severity,
  severityOf,
  standingOf,
  standings,
  worstOf,
} from '../../../functions/core/model/reason.ts'
import { fc } from '../../support/property.ts'

/** Severity of every reason by the design. Reasons that are not listed are notices. */
const severities: Readonly<Partial<Record<Reason, Severity>>> = {
  expired: 'page',
  revoked: 'page',
  rejected: 'page',
  half_rotated: 'page',
  suspended: 'page',
  wrong_identity: 'page',
  wrong_environment: 'page',
  under_scoped: 'page',
  wrong_answer: 'page',
  secret_missing: 'page',
  secret_malformed: 'page',
  quota_exhausted: 'page',
  slow: 'metric',
  unproved: 'metric',
  healthy: 'none',
}

describe('the table of reasons', () => {
  it('has every reason once', () => assert.equal(new Set(reasons).size, reasons.length))

  for (const standing of standings)
    it(`gives each reason its standing: ${standing}`, () => {
      for (const reason of reasonsByStanding[standing]) assert.equal(standingOf(reason), standing)
    })
})

describe('the worst of several reasons', () => {
  const contests: [Reason[], Reason][] = [
    [[], 'healthy'],
    [['slow', 'expiring'], 'expiring'],
    [['expiring', 'unreachable'], 'unreachable'],
    [['unreachable', 'secret_denied'], 'secret_denied'],
    [['wrong_target', 'wrong_answer'], 'wrong_answer'],
    [['under_scoped', 'revoked', 'ping_forbidden'], 'revoked'],
  ]
  for (const [found, worst] of contests)
    it(`of ${found.join(', ') || 'none'} is ${worst}`, () => assert.equal(worstOf(found), worst))

  it('does not depend on their order, and is one of them', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...reasons), { minLength: 1 }), (found) => {
        assert.equal(worstOf(found), worstOf(found.toReversed()))
        assert.ok(found.includes(worstOf(found)))
      }),
    )
  })
})

describe('the severity of a reason', () => {
  for (const reason of reasons)
    it(`${reason}: ${severities[reason] ?? 'notice'}`, () => {
      assert.equal(severityOf(reason, { critical: false }), severities[reason] ?? 'notice')
    })

  it('expiring pages within the critical window, and no other severity changes there', () => {
    for (const reason of reasons) {
      const expected = reason === 'expiring' ? 'page' : severityOf(reason, { critical: false })
      assert.equal(severityOf(reason, { critical: true }), expected)
    }
  })
})
