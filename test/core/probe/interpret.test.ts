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
  it('names the value that it found, the rule and the latency', () => {
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

  it('is not searched if it refuses the token', () => {
    const answer = asInterpreted(readsLogin, 401, { login: 'mallory' })
    assert.deepEqual([answer.meaning, answer.identity, answer.failedAssertions], ['rejected', null, []])
  })

  it('keeps the time of its Retry-After', () => {
    assert.equal(asInterpreted(aCheck(), 429, {}, { 'retry-after': '2' }).retryAfterSeconds, 2)
  })

  it('is judged by the rules of the check before those of the profile', () => {
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
    it(`is wrong_target if HTML stands in the place of ${what}`, () => {
      assert.equal(asInterpreted(check, 200, '<!doctype html><p>Sign in').meaning, 'wrong_target')
    })
    it(`proves nothing if no JSON holds ${what}`, () => {
      assert.equal(asInterpreted(check, 200, 'fine').meaning, 'unrecognized')
      assert.equal(asInterpreted(check, 204).meaning, 'unrecognized')
    })
  }

  it('is enough if the check reads nothing from the body', () => {
    assert.equal(asInterpreted(aCheck(), 204).meaning, 'alive')
    assert.equal(asInterpreted(aCheck(), 200, 'fine').meaning, 'alive')
  })

  it('is no proof if it is a page, or text of an error', () => {
    assert.equal(asInterpreted(aCheck(), 200, '<html>').meaning, 'wrong_target')
    assert.equal(asInterpreted(aCheck(), 200, 'ERROR: key expired').meaning, 'unrecognized')
  })

  it('differs from JSON that fails an assertion', () => {
    const answer = asInterpreted(asserts, 200, [])
    assert.deepEqual([answer.meaning, answer.failedAssertions.map(({ because }) => because)], ['alive', ['absent']])
  })
})

describe('a refusal that names the missing scope', () => {
  it('reports that scope as missing, and no other', () => {
    const { meaning, scopes } = asInterpreted(needsRepo(null), 403, {}, insufficient('repo'))
    assert.deepEqual(
      [meaning, scopes],
      ['under_scoped', { required: ['repo', 'hook'], missing: ['repo'], forbidden: [] }],
    )
  })

  it('reports nothing if the check does not require the scope', () => {
    assert.equal(asInterpreted(needsRepo(null), 403, {}, insufficient('admin')).scopes, null)
  })

  it('does not outweigh the scopes of an accepted answer', () => {
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
