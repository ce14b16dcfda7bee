import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { profileOf } from '../../../functions/providers/providers.ts'
import { aCheck, expecting, reading } from '../../support/check.ts'
import { anObserver, observeJson } from '../../support/observer.ts'
import { nowSeconds } from '../../support/reading.ts'

const hour = nowSeconds + 3_600

/** Reads the identity at `login`, and compares it with the expected one. */
function identityIn(data: unknown, expected: string | null = 'bot') {
  const check = aCheck({ paths: reading({ identity: 'login' }), expect: expecting({ identity: expected }) })
  const { identity } = observeJson(data, anObserver({ check }))
  return [identity?.seen, identity?.matches]
}

describe('an identity in an answer', () => {
  it('is not read without a path', () => {
    assert.equal(observeJson({ login: 'bot' }, anObserver()).identity, null)
  })

  const identities: [string, unknown, string | null, boolean][] = [
    ['the expected name', { login: 'bot' }, 'bot', true],
    ['another name', { login: 'mallory' }, 'mallory', false],
    ['the name in other letters', { login: 'Bot' }, 'Bot', false],
    ['nothing', {}, null, false],
    ['null', { login: null }, null, false],
    ['an object', { login: { name: 'bot' } }, null, false],
    ['a list', { login: ['bot'] }, null, false],
    ['true', { login: true }, null, false],
    ['no object at all', 'bot', null, false],
    ['an empty name', { login: '' }, '', false],
  ]
  for (const [what, data, seen, matches] of identities)
    it(`that is ${what} is shown as ${JSON.stringify(seen)}`, () => {
      assert.deepEqual(identityIn(data), [seen, matches])
    })

  it('may be a number if the check expects digits', () => {
    assert.deepEqual(identityIn({ login: 42 }, '42'), ['42', true])
  })

  it('is not compared if it is a number that JSON does not keep exact', () => {
    const data: unknown = JSON.parse('{"login":12345678901234567890}')
    assert.deepEqual(identityIn(data, '12345678901234567890'), [null, false])
  })

  it('matches if none is expected', () => {
    assert.deepEqual(identityIn({ login: 'anybody' }, null), ['anybody', true])
    assert.deepEqual(identityIn({}, null), [null, true])
  })

  it('is compared before it is cleaned: a name with a line break is another name', () => {
    assert.deepEqual(identityIn({ login: 'bot\n' }, 'bot '), ['bot ', false])
  })

  it('is shown on one line, without control characters, and cut after 80 characters', () => {
    const [seen] = identityIn({ login: `a\r\nb\u2028c\u001b[31m\u202e${'😀'.repeat(100)}` })
    assert.equal(seen, `a  b c [31m ${'😀'.repeat(68)}`)
  })
})

describe('an environment in an answer', () => {
  it('is compared like an identity', () => {
    const check = aCheck({ paths: reading({ environment: 'mode' }), expect: expecting({ environment: 'live' }) })
    const { environment } = observeJson({ mode: 'test' }, anObserver({ check }))
    assert.deepEqual(environment, { expected: 'live', seen: 'test', matches: false })
  })
})

describe('scopes in an answer', () => {
  const check = aCheck({
    paths: reading({ scopes: 'scope' }),
    expect: expecting({ scopes: { require: ['repo'], forbid: ['admin'] } }),
  })
  it('are compared with the declared ones', () => {
    const { scopes } = observeJson({ scope: 'admin other' }, anObserver({ check }))
    assert.deepEqual(scopes, { required: ['repo'], missing: ['repo'], forbidden: ['admin'] })
  })

  it('are unknown, not empty, if the answer names none', () => {
    for (const data of [{}, { scope: null }, { scope: { repo: true } }])
      assert.equal(observeJson(data, anObserver({ check })).scopes, null)
  })
})

describe('an expiry in an answer', () => {
  const check = aCheck({ paths: reading({ expires: { at: 'token.exp', format: 'epoch_seconds' } }) })
  const expiriesIn = (data: unknown) => observeJson(data, anObserver({ check })).expiries

  it('is reported with its source', () => {
    assert.deepEqual(expiriesIn({ token: { exp: hour } }), [{ source: 'answer', at: hour }])
  })

  it('is unknown where the field is absent: silence is not a promise', () => {
    const nothing = {
      source: 'answer',
      at: 'unreadable',
      found: 'nothing',
      nothingAt: { field: 'read.expires', place: 'token.exp' },
    }
    const ofProfile = anObserver({ paths: reading({ expires: { at: 'token.exp', format: 'iso' } }) })
    for (const data of [{}, { token: null }, { token: {} }, { token: 'exp' }, [], null]) {
      assert.deepEqual(expiriesIn(data), [nothing])
      assert.deepEqual(observeJson(data, ofProfile).expiries, [])
    }
  })

  const unreadable: readonly (readonly [unknown, string])[] = [
    [null, 'null'],
    [0, '0'],
    [-1, '-1'],
    [true, 'true'],
    ['', 'an empty text'],
    ['soon', 'a text of 4 characters'],
    [{}, 'an object'],
    [[hour], 'a list'],
    [12, 'a number'],
  ]
  for (const [value, found] of unreadable)
    it(`that is ${JSON.stringify(value)} stands there and cannot be read`, () => {
      assert.deepEqual(expiriesIn({ token: { exp: value } }), [{ source: 'answer', at: 'unreadable', found }])
    })

  it('is not stated by a null of a provider that leaves the end out', () => {
    const paths = reading({ expires: { at: 'token.exp', format: 'iso', nullSaysNothing: true } })
    const read = (exp: unknown) =>
      observeJson({ token: { exp } }, anObserver({ check: aCheck({ paths }), paths })).expiries
    assert.deepEqual(read(null), [])
    assert.deepEqual(read('2026-12-01T00:00:00Z'), [{ source: 'answer', at: 1_796_083_200 }])
    assert.equal(read('soon')[0]?.at, 'unreadable')
    for (const name of ['plaid-item', 'buildkite']) assert.equal(profileOf(name).paths.expires?.nullSaysNothing, true)
  })

  it('is never only where that is documented', () => {
    const never = [null, 0, 'none']
    const documented = aCheck({ paths: reading({ expires: { at: 'token.exp', format: 'epoch_seconds', never } }) })
    for (const exp of [null, 0, 'none', '0'])
      assert.deepEqual(observeJson({ token: { exp } }, anObserver({ check: documented })).expiries, [
        { source: 'answer', at: 'never' },
      ])
  })
})

describe('an assertion', () => {
  const assertions = ["tenant == 'acme'", 'active', 'length(roles) > `0`', 'contains(name, `"x"`)', 'user.valueOf']
  const check = aCheck({ expect: expecting({ assert: assertions }) })
  const failedIn = (data: unknown) =>
    observeJson(data, anObserver({ check })).failedAssertions.map(({ expression }) => expression)

  it('holds only if it evaluates to true, and is named as the config spells it if not', () => {
    const good = { tenant: 'acme', active: true, roles: ['a'], name: 'x', user: { valueOf: true } }
    assert.deepEqual(failedIn(good), [])
    assert.deepEqual(failedIn({ ...good, tenant: 'other', active: 1 }), ["tenant == 'acme'", 'active'])
  })

  it('does not hold if the answer has other types than it expects', () => {
    assert.deepEqual(failedIn({ roles: 7, name: 7 }), assertions)
    for (const data of [null, [], 'text', 7]) assert.deepEqual(failedIn(data), assertions)
  })

  it('does not match properties that every object inherits', () => {
    assert.ok(failedIn({ user: {} }).includes('user.valueOf'))
  })
})

describe('an assertion that is not true', () => {
  const absent: readonly (readonly [string, unknown])[] = [
    ["login == 'bot'", {}],
    ["login == 'bot'", { login: null }],
    ["login == 'bot'", { message: 'Back soon' }],
    ["data.viewer.login == 'bot'", { data: null, errors: [{ message: 'Unauthorized' }] }],
    ["data.viewer.login == 'bot'", { data: { viewer: null } }],
    ["[0].name == 'bot'", []],
    ['length(roles) > `0`', { roles: 7 }],
    ['length(@) > `0`', []],
    ["contains(keys(@), 'login')", { error: 'down' }],
    ['balance > `0`', { balance: '12.50' }],
    ["users[?id == `7`].role | [0] == 'admin'", { users: [] }],
    ["users[?id == `7`].role | [0] == 'admin'", { users: [{ id: 8, role: 'admin' }] }],
    ["contains(name, 'bot')", { title: 'Down for maintenance' }],
  ]
  const differs: readonly (readonly [string, unknown])[] = [
    ["login == 'bot'", { login: 'mallory' }],
    ["login == 'bot'", { login: '' }],
    ['active', { active: false }],
    ['!disabled', { disabled: true }],
    ['length(roles) > `0`', { roles: [] }],
    ["contains(roles, 'admin')", { roles: ['reader'] }],
    ["[0].name == 'bot'", [{ name: 'mallory' }]],
    ["users[?id == `7`].role | [0] == 'admin'", { users: [{ id: 7, role: 'reader' }] }],
    ["data.viewer.login == 'bot'", { data: { viewer: { login: 'mallory' } } }],
    ['errors == null', { data: {}, errors: [{ message: 'partial' }] }],
    ['errors == `null`', { errors: ['x'] }],
    ['length(errors || `[]`) == `0`', { errors: ['x'] }],
  ]
  const notBoolean: readonly (readonly [string, unknown])[] = [
    ['header.revision', { header: { revision: '12' } }],
    ['started', { started: '2027-03-01T10:00:00Z' }],
    ['active', { active: 1 }],
    ['active', { active: 'false' }],
    ['roles', { roles: [] }],
    ['user', { user: {} }],
    ['length(roles)', { roles: ['admin'] }],
    ['active && name', { active: true, name: 'bot' }],
    ['users[?admin].name | [0]', { users: [{ admin: true, name: 'bot' }] }],
  ]
  const becauseOf = (expression: string, data: unknown) => {
    const check = aCheck({ expect: expecting({ assert: [expression] }) })
    return observeJson(data, anObserver({ check })).failedAssertions.map(({ because }) => because)
  }
  for (const [expression, data] of absent)
    it(`${expression} lacks what it reads in ${JSON.stringify(data)}`, () => {
      assert.deepEqual(becauseOf(expression, data), ['absent'])
    })
  for (const [expression, data] of differs)
    it(`${expression} differs in ${JSON.stringify(data)}`, () => {
      assert.deepEqual(becauseOf(expression, data), ['differs'])
    })
  for (const [expression, data] of notBoolean)
    it(`${expression} is neither true nor false in ${JSON.stringify(data)}`, () => {
      assert.deepEqual(becauseOf(expression, data), ['not_boolean'])
    })
  it('states an absence if it holds of an answer with nothing in it', () => {
    const check = aCheck({ expect: expecting({ assert: ['errors == null', "error.code != 'x'", 'active'] }) })
    const data = { errors: [1], error: { code: 'x' }, active: false }
    const found = observeJson(data, anObserver({ check })).failedAssertions.map(({ statesAbsence }) => statesAbsence)
    assert.deepEqual(found, [true, true, false])
  })
})

it('an answer with odd keys leaves every other object as it was', () => {
  const check = aCheck({ paths: reading({ identity: 'login' }) })
  const data: unknown = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')
  assert.deepEqual(observeJson(data, anObserver({ check })).identity, { expected: null, seen: null, matches: true })
  assert.equal('polluted' in {}, false)
})

it('an endlessly nested answer names nothing', () => {
  const depth = 50_000
  const check = aCheck({ paths: reading({ identity: 'login || a.b.c' }), expect: expecting({ assert: ['a.b'] }) })
  const data: unknown = JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)
  const observed = observeJson(data, anObserver({ check }))
  assert.deepEqual([observed.identity?.seen, observed.failedAssertions.length], [null, 1])
})
