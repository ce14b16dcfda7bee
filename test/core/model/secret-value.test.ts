import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SecretReference } from '../../../functions/core/model/secret-reference.ts'
import { readSecret } from '../../../functions/core/model/secret-value.ts'
import { aSecret } from '../../support/check.ts'
import { fc } from '../../support/property.ts'

const inField = aSecret({ token: 'key' })
const client = aSecret({ clientId: 'id', clientSecret: 'secret' })

const read = (value: string | Uint8Array, reference: SecretReference = aSecret(), expiryField: string | null = null) =>
  readSecret({ value, versionId: 'version-1' }, reference, expiryField)

function opened(value: string, reference?: SecretReference, role = 'token'): string {
  const found = read(value, reference)
  return found.kind === 'read' ? found.credential.open(role) : assert.fail(found.code)
}

describe('a secret that can be read', () => {
  it('is the whole string if the check names no field', () => {
    assert.equal(opened('abc{"key":1}'), 'abc{"key":1}')
  })

  it('is one field of a JSON object', () => assert.equal(opened('{"key":"abc","other":7}', inField), 'abc'))

  it('may hold several roles', () => {
    const value = '{"id":"billing","secret":"abc"}'
    assert.deepEqual([opened(value, client, 'clientId'), opened(value, client, 'clientSecret')], ['billing', 'abc'])
  })

  it('may keep its value under a name that every object inherits', () => {
    assert.equal(opened('{"__proto__":"abc"}', aSecret({ token: '__proto__' })), 'abc')
  })

  it('loses one trailing line break if the check declares that it was stored with one', () => {
    for (const value of ['abc\n', 'abc\r\n', 'abc'])
      assert.equal(opened(value, aSecret({ token: null }, { trimNewline: true })), 'abc')
  })

  it('keeps all other whitespace, which may belong to the value', () => {
    assert.equal(opened(' a b '), ' a b ')
  })

  it('knows its other fields to be secret, but for names and ids', () => {
    const others = { key_id: 'key-0001-7f3a9c', seed: 'seed-0001-9c3a7f', deep: [{ salt: 'salt-0001-3a7f9c' }] }
    const found = read(JSON.stringify({ key: 'abc', ...others }), inField)
    const { credential } = found.kind === 'read' ? found : assert.fail(found.code)
    assert.deepEqual(
      [others.key_id, others.seed, 'salt-0001-3a7f9c'].map((text) => credential.isIn(`<${text}>`)),
      [false, true, true],
    )
  })

  it('may be as large as Secrets Manager allows', () => assert.equal(opened('x'.repeat(65_536)).length, 65_536))

  it('is known by the version that it was read from', () => {
    const found = read('abc')
    assert.equal(found.kind === 'read' && found.credential.versionId, 'version-1')
  })

  it('keeps the field that names its expiry, as it is stored', () => {
    const field = (value: string) => {
      const found = read(value, inField, 'until')
      return found.kind === 'read' ? found.expiryField : found.code
    }
    assert.equal(field('{"key":"abc","until":1800000000}'), 1_800_000_000)
    assert.equal(field('{"key":"abc"}'), undefined)
  })
})

describe('a secret that cannot be used', () => {
  const secrets: [string, string | Uint8Array, SecretReference, string][] = [
    ['is bytes', Buffer.from('abc'), aSecret(), 'binary'],
    ['is nothing', '', aSecret(), 'empty'],
    ['is blank', ' \n\t', aSecret(), 'empty'],
    ['is larger than any secret', 'x'.repeat(65_537), aSecret(), 'too_large'],
    ['is larger in bytes than in characters', 'ü'.repeat(32_769), aSecret(), 'too_large'],
    ['begins with a byte order mark', '\uFEFFabc', aSecret(), 'byte_order_mark'],
    ['ends in a line feed', 'abc\n', aSecret(), 'trailing_newline'],
    ['ends in a carriage return', 'abc\r', aSecret(), 'trailing_newline'],
    ['ends in two line breaks', 'abc\n\n', aSecret({ token: null }, { trimNewline: true }), 'trailing_newline'],
    [
      'is a mere line break once trimmed',
      '{"key":"\\n"}',
      aSecret({ token: 'key' }, { trimNewline: true }),
      'field_empty',
    ],
    ['is no JSON', 'abc', inField, 'not_json'],
    ['is half of a JSON document', '{"key":"abc"', inField, 'not_json'],
    ['is a JSON string', '"abc"', inField, 'not_an_object'],
    ['is a JSON list', '["abc"]', inField, 'not_an_object'],
    ['is JSON null', 'null', inField, 'not_an_object'],
    ['has not the field', '{"Key":"abc"}', inField, 'field_missing'],
    ['has the field only by inheritance', '{"a":"b"}', aSecret({ token: 'constructor' }), 'field_missing'],
    ['has null in the field', '{"key":null}', inField, 'field_not_a_string'],
    ['has a number in the field', '{"key":7}', inField, 'field_not_a_string'],
    ['has an object in the field', '{"key":{"a":"b"}}', inField, 'field_not_a_string'],
    ['has nothing in the field', '{"key":""}', inField, 'field_empty'],
    ['has a line break at the end of the field', '{"key":"abc\\n"}', inField, 'trailing_newline'],
    ['has one of its two roles', '{"id":"billing"}', client, 'field_missing'],
  ]
  for (const [what, value, reference, code] of secrets)
    it(`because it ${what} is ${code}`, () => {
      const { about: _, ...failure } = { about: '', ...read(value, reference) }
      assert.deepEqual(failure, { kind: 'failure', reason: 'secret_malformed', code })
    })

  it('names the field that is wrong, of several', () => {
    for (const value of [
      '{"id":"billing"}',
      '{"id":"a","secret":7}',
      '{"id":"a","secret":""}',
      '{"id":"a","secret":"b\\n"}',
    ])
      assert.equal(
        'about' in read(value, client) && JSON.stringify(read(value, client)).includes('its field secret'),
        true,
      )
  })

  it('is not_json if its expiry is promised in a field and it is not JSON', () => {
    assert.deepEqual(read('abc', aSecret(), 'until'), { kind: 'failure', reason: 'secret_malformed', code: 'not_json' })
  })

  it('never reveals what it holds', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12 }), fc.boolean(), (value, trimNewline) => {
        for (const fields of [{ token: null }, { token: 'key' }]) {
          const found = read(value, aSecret(fields, { trimNewline }))
          if (found.kind === 'failure') assert.ok(!JSON.stringify(found).includes(value.slice(0, 12)))
        }
      }),
    )
  })
})
