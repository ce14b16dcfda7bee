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
const detailsOf = (one: Side, other: Side, sameValue = false) =>
  compareSides(one, other, sameValue).map(([key, { reason, detail }]) => `${key} ${reason}: ${detail}`)

describe('two checks of one id in different environments', () => {
  it('are fine if they have nothing in common', () =>
    assert.deepEqual(detailsOf(side('staging', named('a')), side('production', named('b'))), []))

  it('are found if they have the same value', () =>
    assert.deepEqual(detailsOf(side('staging'), side('production'), true), [
      'staging/ci-bot shared_across_environments: it has the same value as production/ci-bot',
      'production/ci-bot shared_across_environments: it has the same value as staging/ci-bot',
    ]))

  it('are found if their two values belong to one identity', () =>
    assert.deepEqual(detailsOf(side('staging', named('bot')), side('production', named('bot'))), [
      'staging/ci-bot shared_across_environments: it belongs to the same identity as production/ci-bot: bot',
      'production/ci-bot shared_across_environments: it belongs to the same identity as staging/ci-bot: bot',
    ]))

  it('may belong to one identity if both expect it by name', () => {
    const expect = expecting({ identity: 'bot' })
    assert.deepEqual(
      detailsOf(side('staging', named('bot'), { expect }), side('production', named('bot'), { expect })),
      [],
    )
  })

  it('are found by a label on the wrong side: a test key in production, or a live key in staging', () =>
    assert.deepEqual(detailsOf(side('staging', labelled('live')), side('production', labelled('live'))), [
      'staging/ci-bot shared_across_environments: its provider labels it live, like production/ci-bot',
      'production/ci-bot shared_across_environments: its provider labels it live, like staging/ci-bot',
    ]))

  it('are not compared if a token is invalid or its answer named no identity', () => {
    assert.deepEqual(detailsOf(side('staging', named('bot'), {}, 'invalid'), side('production', named('bot'))), [])
    assert.deepEqual(detailsOf(side('staging', named(null)), side('production', named(null))), [])
    assert.deepEqual(
      detailsOf({ check: aCheck({ environment: 'staging' }), state: null }, side('production', named('bot'))),
      [],
    )
  })

  it('may share one credential if both declare it, but not if only one does', () => {
    const [here, there] = [side('staging', {}, { shared: true }), side('production', {}, { shared: true })]
    assert.deepEqual(detailsOf(here, there, true), [])
    assert.equal(detailsOf(here, side('production'), true).length, 2)
  })

  it('are found if one has a scope that only the other should have', () => {
    const staging = side('staging', { scopes: { required: [], missing: [], forbidden: ['deploy', 'admin'] } })
    const production = side('production', { scopes: { required: ['deploy'], missing: [], forbidden: [] } })
    const line = 'staging/ci-bot over_scoped: it has scopes that only production/ci-bot should have: deploy'
    assert.deepEqual([detailsOf(staging, production), detailsOf(production, staging)], [[line], [line]])
  })
})
