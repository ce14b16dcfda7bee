import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withFields } from '../../../functions/core/rotation/json-text.ts'
import { fc } from '../../support/property.ts'

describe('the members of a JSON text', () => {
  const rows: readonly (readonly [what: string, text: string, changes: [string, unknown][], expected: string])[] = [
    ['a big number beside a token', '{"n":9007199254740993,"t":"a"}', [['t', 'b']], '{"n":9007199254740993,"t":"b"}'],
    ['a number beyond a double', '{ "n": 1e400, "t": "a" }', [['t', 'b']], '{ "n": 1e400, "t": "b" }'],
    [
      'order and space',
      '{\n\t"10": 1,\r\n\t"2" : [ 1.0, {"t":"x"} ],\n\t"t":"a"\n}\n',
      [['t', 'b']],
      '{\n\t"10": 1,\r\n\t"2" : [ 1.0, {"t":"x"} ],\n\t"t":"b"\n}\n',
    ],
    ['escapes of others', '{"u":"\\u00e9\\/","t":"a"}', [['t', 'b']], '{"u":"\\u00e9\\/","t":"b"}'],
    ['an escaped name', '{"\\u0074":"a"}', [['t', 'b']], '{"\\u0074":"b"}'],
    ['a name that stands twice', '{"t":"a","t":"c"}', [['t', 'b']], '{"t":"b","t":"b"}'],
    ['a member of __proto__', '{"__proto__":{"t":1},"t":"a"}', [['t', 'b']], '{"__proto__":{"t":1},"t":"b"}'],
    ['a new member', '{"a":1 }', [['t', 'b']], '{"a":1,"t":"b" }'],
    ['the first member', '{ }', [['t', 'b']], '{"t":"b" }'],
    ['a removed first member', '{"t":1, "a":2}', [['t', undefined]], '{"a":2}'],
    ['a removed last member', '{"a":2, "t":1}', [['t', undefined]], '{"a":2}'],
    ['a removed only member', '{ "t":1 }', [['t', undefined]], '{  }'],
    ['a member removed twice', '{"t":1,"a":2,"t":3}', [['t', undefined]], '{"a":2}'],
    [
      'several at once',
      '{"a":1,"b":2,"c":3}',
      [
        ['b', undefined],
        ['c', 'x'],
        ['d', 4],
      ],
      '{"a":1,"c":"x","d":4}',
    ],
  ]
  for (const [what, text, changes, expected] of rows)
    it(`keep their bytes: ${what}`, () => assert.equal(withFields(text, changes), expected))

  it('are set as a parser would set them, and only they', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue())
    const spaced = fc.constantFrom(undefined, 1, '\t')
    fc.assert(
      fc.property(
        object,
        spaced,
        fc.string(),
        fc.option(fc.jsonValue(), { nil: undefined }),
        (given, space, name, value) => {
          const changed: unknown = JSON.parse(withFields(JSON.stringify(given, null, space), [[name, value]]))
          const expected = new Map<string, unknown>(Object.entries(given))
          if (value === undefined) expected.delete(name)
          else expected.set(name, value)
          assert.deepEqual(changed, JSON.parse(JSON.stringify(Object.fromEntries(expected))))
        },
      ),
    )
  })
})
