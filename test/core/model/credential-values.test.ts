import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Credential } from '../../../functions/core/model/credential.ts'

describe('a credential', () => {
  const held = new Credential({ user: 'bot', token: 'abc-Z9z' }, 'v1')

  it('has the roles that were read', () => assert.deepEqual([held.has('user'), held.has('key')], [true, false]))

  it('is the same as one with the same roles and values', () => {
    const others: readonly (readonly [Record<string, string>, boolean])[] = [
      [{ user: 'bot', token: 'abc-Z9z' }, true],
      [{ user: 'bot', token: 'abc-Z9y' }, false],
      [{ user: 'bob', token: 'abc-Z9z' }, false],
      [{ token: 'abc-Z9z' }, false],
      [{ user: 'bot', key: 'abc-Z9z' }, false],
    ]
    for (const [values, same] of others) assert.equal(held.sameAs(new Credential(values, null)), same)
    assert.equal(new Credential({}, null).sameAs(new Credential({}, null)), false)
    assert.equal(new Credential({ user: '' }, null).sameAs(new Credential({ token: 'abc' }, null)), false)
  })

  it('names the roles that no text can be searched for, other than names', () => {
    const short = { user: 'bot', pin: 'abc123', even: 'x'.repeat(40), token: 'abc-Z9z-e81b04' }
    assert.deepEqual(new Credential(short, null).plainRoles(), ['pin', 'even'])
  })

  it('takes its own values out of a text', () => {
    const remove = new Credential({ user: 'bot', token: 'abc-Z9z-e81b04' }, null, ['beside-77d1b3']).remover()
    assert.equal(remove('bot has abc-Z9z-e81b04'), 'bot has x')
  })

  it('holds a text that is one of its values', () => {
    assert.deepEqual(
      ['bot', 'abc-Z9z', 'abc', ''].map((text) => held.holds(text)),
      [true, true, false, false],
    )
  })

  it('is among texts that have all of its values', () => {
    assert.deepEqual(
      [['bot', 'abc-Z9z', 'x'], ['bot'], [], ['x', 'y']].map((texts) => held.isAmong(texts)),
      [true, false, false, false],
    )
    assert.equal(new Credential({}, null).isAmong(['bot']), false)
  })

  it('is broken at its end alone, letter by letter of its kind', () => {
    const broken = new Credential(
      { a: 'prefix-of-it_AbZ9z', b: '........', c: 'Zz9', d: '.'.repeat(20) },
      'v1',
    ).broken()
    const values = ['a', 'b', 'c', 'd'].map((role) => broken.open(role))
    assert.deepEqual(values, ['prefix-pg-ju_BcA0a', '........x', 'Aa0', `${'.'.repeat(20)}x`])
  })

  it('prints as a mark, in every way to print it', () => {
    assert.deepEqual(
      [`${held}`, String(held), held.toString(), JSON.stringify(held)],
      ['[secret]', '[secret]', '[secret]', '"[secret]"'],
    )
  })
})
