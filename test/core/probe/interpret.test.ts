import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../../functions/core/model/check.ts'
import { interpret } from '../../../functions/core/probe/interpret.ts'
import { profileOf } from '../../../functions/providers/providers.ts'
import { aCheck, expecting, reading } from '../../support/check.ts'
import { anObserver } from '../../support/observer.ts'
import { fc } from '../../support/property.ts'
import { timings } from '../../support/reading.ts'
import { aWireAnswer } from '../../support/wire.ts'

const asInterpreted = (check: Check, ...answer: Parameters<typeof aWireAnswer>) =>
  interpret(aWireAnswer(...answer), profileOf('http').rules, anObserver({ check }))

const readsLogin = aCheck({ paths: reading({ identity: 'login' }), expect: expecting({ identity: 'bot' }) })
const needsRepo = (path: string | null) =>
  aCheck({ paths: reading({ scopes: path }), expect: expecting({ scopes: { require: ['repo', 'hook'], forbid: [] } }) })
const insufficient = (scope: string) => ({ 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` })

describe('an interpreted answer', () => {
  it('says what the body showed, by which rule, and how long it took', () => {
    assert.deepEqual(asInterpreted(readsLogin, 200, { login: 'bot' }), {
      kind: 'answered',
      status: 200,
      timings,
      meaning: 'alive',
      rule: 'success',
      identity: { expected: 'bot', seen: 'bot', matches: true },
      environment: null,
      scopes: null,
      expiries: [],
      failedAssertions: [],
      retryAfterSeconds: null,
    })
  })

  it('that refuses the token is not looked into', () => {
    const answer = asInterpreted(readsLogin, 401, { login: 'mallory' })
    assert.deepEqual([answer.meaning, answer.identity, answer.failedAssertions], ['rejected', null, []])
  })

  it('keeps when to come back', () => {
    assert.equal(asInterpreted(aCheck(), 429, {}, { 'retry-after': '2' }).retryAfterSeconds, 2)
  })

  it('is judged by what the check declares before the profile', () => {
    const check = aCheck({ answers: [{ status: 404, when: "code == 'gone'", means: 'revoked' }] })
    assert.equal(asInterpreted(check, 404, { code: 'gone' }).meaning, 'revoked')
    assert.equal(asInterpreted(check, 404, {}).meaning, 'wrong_target')
  })
})

describe('a good status with a body that cannot be read', () => {
  const asserts = aCheck({ expect: expecting({ assert: ['ok'] }) })
  const readers: [string, Check][] = [
    ['an identity', readsLogin],
    ['an environment', aCheck({ paths: reading({ environment: 'mode' }) })],
    ['scopes', needsRepo('scope')],
    ['an assertion', asserts],
  ]
  for (const [what, check] of readers) {
    it(`is the wrong target where HTML stands in the place of ${what}`, () => {
      assert.equal(asInterpreted(check, 200, '<!doctype html><p>Sign in').meaning, 'wrong_target')
    })
    it(`proves nothing where no JSON holds ${what}`, () => {
      assert.equal(asInterpreted(check, 200, 'fine').meaning, 'unrecognized')
      assert.equal(asInterpreted(check, 204).meaning, 'unrecognized')
    })
  }

  it('is enough where the check reads nothing of it', () => {
    assert.equal(asInterpreted(aCheck(), 204).meaning, 'alive')
    assert.equal(asInterpreted(aCheck(), 200, '<html>').meaning, 'alive')
  })

  it('is another thing than JSON that does not hold what was asserted', () => {
    const answer = asInterpreted(asserts, 200, [])
    assert.deepEqual([answer.meaning, answer.failedAssertions.map(({ because }) => because)], ['alive', ['absent']])
  })
})

describe('a refusal that names the scope it wanted', () => {
  it('says that the token lacks that scope, and nothing of the others', () => {
    const { meaning, scopes } = asInterpreted(needsRepo(null), 403, {}, insufficient('repo'))
    assert.deepEqual(
      [meaning, scopes],
      ['ping_forbidden', { required: ['repo', 'hook'], missing: ['repo'], forbidden: [] }],
    )
  })

  it('says nothing where the check does not require it', () => {
    assert.equal(asInterpreted(needsRepo(null), 403, {}, insufficient('admin')).scopes, null)
  })

  it('does not outweigh the scopes that an accepted answer names', () => {
    const { scopes } = asInterpreted(needsRepo('scope'), 200, { scope: 'repo hook' }, insufficient('repo'))
    assert.deepEqual(scopes?.missing, [])
  })
})

it('any JSON answer with any status has an interpretation', () => {
  const check = { ...readsLogin, paths: { ...readsLogin.paths, scopes: 'scope', environment: 'mode.name' } }
  const expires = { at: 'expires', format: 'iso' } as const
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 599 }), fc.jsonValue({ maxDepth: 4 }), (status, body) => {
      const data = { login: body, scope: body, mode: body, expires: body }
      const answer = asInterpreted({ ...check, paths: { ...check.paths, expires } }, status, JSON.stringify(data))
      assert.equal(answer.kind, 'answered')
    }),
  )
})
