import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../../functions/core/model/check.ts'
import type { Evidence } from '../../../functions/core/model/verdict.ts'
import { compareSides, type Side } from '../../../functions/core/review/sides.ts'
import { aCheck, expecting } from '../../support/check.ts'

const nothing = { status: 200, rule: 'success', identity: null, environment: null, scopes: null }

function side(
  environment: string,
  seen: Partial<Evidence> = {},
  check: Partial<Check> = {},
  standing: 'valid' | 'invalid' = 'valid',
): Side {
  const reason = standing === 'valid' ? 'healthy' : 'rejected'
  return { check: aCheck({ environment, ...check }), state: { standing, reason, evidence: { ...nothing, ...seen } } }
}

const named = (seen: string | null) => ({ identity: { expected: null, seen, matches: true } })
const labelled = (seen: string | null) => ({ environment: { expected: null, seen, matches: true } })
const notified = (one: Side, other: Side, sameValue = false) =>
  compareSides(one, other, sameValue).map(([key, { reason, detail }]) => `${key} ${reason}: ${detail}`)

describe('two checks of one id in different environments', () => {
  it('are fine where nothing is the same', () =>
    assert.deepEqual(notified(side('staging', named('a')), side('production', named('b'))), []))

  it('are found where they have one value', () =>
    assert.deepEqual(notified(side('staging'), side('production'), true), [
      'staging/ci-bot shared_across_environments: it has the same value as production/ci-bot',
      'production/ci-bot shared_across_environments: it has the same value as staging/ci-bot',
    ]))

  it('are found where two values belong to one identity', () =>
    assert.deepEqual(notified(side('staging', named('bot')), side('production', named('bot'))), [
      'staging/ci-bot shared_across_environments: it belongs to the same identity as production/ci-bot: bot',
      'production/ci-bot shared_across_environments: it belongs to the same identity as staging/ci-bot: bot',
    ]))

  it('may belong to one identity that both expect by name', () => {
    const expect = expecting({ identity: 'bot' })
    assert.deepEqual(
      notified(side('staging', named('bot'), { expect }), side('production', named('bot'), { expect })),
      [],
    )
  })

  it('are found by the label that both have: a test key in production, or a live one in staging', () =>
    assert.deepEqual(notified(side('staging', labelled('live')), side('production', labelled('live'))), [
      'staging/ci-bot shared_across_environments: its provider labels it live, like production/ci-bot',
      'production/ci-bot shared_across_environments: its provider labels it live, like staging/ci-bot',
    ]))

  it('are not compared by what was seen of a token that is dead, or named nothing', () => {
    assert.deepEqual(notified(side('staging', named('bot'), {}, 'invalid'), side('production', named('bot'))), [])
    assert.deepEqual(notified(side('staging', named(null)), side('production', named(null))), [])
    assert.deepEqual(
      notified({ check: aCheck({ environment: 'staging' }), state: null }, side('production', named('bot'))),
      [],
    )
  })

  it('may be one credential where both say so, and not where one does', () => {
    const [here, there] = [side('staging', {}, { shared: true }), side('production', {}, { shared: true })]
    assert.deepEqual(notified(here, there, true), [])
    assert.equal(notified(here, side('production'), true).length, 2)
  })

  it('are found where one has a scope that only the other should have', () => {
    const staging = side('staging', { scopes: { required: [], missing: [], forbidden: ['deploy', 'admin'] } })
    const production = side('production', { scopes: { required: ['deploy'], missing: [], forbidden: [] } })
    const line = 'staging/ci-bot over_scoped: it has scopes that only production/ci-bot should have: deploy'
    assert.deepEqual([notified(staging, production), notified(production, staging)], [[line], [line]])
  })
})
