import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { jsonPath, parseJson, withJsonField } from '../../../functions/core/model/json-field.ts'

describe('a value in JSON', () => {
  const places: [string, unknown, unknown][] = [
    ['token', {}, { token: 'x' }],
    ['token', { a: 1 }, { a: 1, token: 'x' }],
    ['token', { token: 'placeholder' }, { token: 'x' }],
    ['params.password', { method: 'login' }, { method: 'login', params: { password: 'x' } }],
    ['params.password', { params: { user: 'bot' } }, { params: { user: 'bot', password: 'x' } }],
    ['params.0', { params: [null, 'session'] }, { params: ['x', 'session'] }],
    ['params.args.2', { params: { args: ['db', 7] } }, { params: { args: ['db', 7, 'x'] } }],
    ['0', [], ['x']],
    ['auth.identity.password.user.password', {}, { auth: { identity: { password: { user: { password: 'x' } } } } }],
    ['toString', {}, { toString: 'x' }],
    ['length', [], undefined],
    ['params.2', { params: ['a'] }, undefined],
    ['params.-1', { params: ['a'] }, undefined],
    ['token.value', { token: 'text' }, undefined],
    ['token.value', { token: null }, undefined],
    ['token', 'text', undefined],
    ['token', null, undefined],
  ]
  for (const [name, before, after] of places)
    it(`at ${name} joins ${JSON.stringify(before)}`, () => {
      const kept = structuredClone(before)
      assert.deepEqual(withJsonField(before, jsonPath(name), 'x'), after)
      assert.deepEqual(before, kept)
    })

  it('cannot change the prototype of an object', () => {
    const filled = withJsonField({}, jsonPath('__proto__.admin'), 'x')
    assert.equal(JSON.stringify(filled), '{"__proto__":{"admin":"x"}}')
    assert.equal(Object.getPrototypeOf(filled), Object.prototype)
  })
})

describe('a text', () => {
  const spaced = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r', '\f', '\u00a0', '\ufeff'), maxLength: 3 })
  const text = fc.tuple(spaced, fc.oneof(fc.json(), fc.string(), fc.constantFrom('', '-', '-1', '+1', 'tru', 'NaN')))

  it('is parsed exactly if it is JSON', () =>
    fc.assert(fc.property(text, ([space, rest]) => assert.deepEqual(parseJson(space + rest), parsed(space + rest)))))
})

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
