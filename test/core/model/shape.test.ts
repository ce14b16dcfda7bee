import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as shapes from '../../../functions/core/model/shape.ts'

const { isCount, isFlag, isInstant, isNumber, isText, listOf, orAbsent, orNull, recordOf, shape } = shapes

type Judged = readonly [value: unknown, accepted: boolean]

const cases: Readonly<Record<string, readonly [(value: unknown) => boolean, readonly Judged[]]>> = {
  text: [
    isText,
    [
      ['', true],
      ['a', true],
      [1, false],
      [null, false],
      [new String('a'), false],
    ],
  ],
  flag: [
    isFlag,
    [
      [true, true],
      [false, true],
      [0, false],
      ['true', false],
      [null, false],
    ],
  ],
  number: [
    isNumber,
    [
      [0, true],
      [-1.5, true],
      [Number.NaN, false],
      [Number.POSITIVE_INFINITY, false],
      ['1', false],
    ],
  ],
  count: [
    isCount,
    [
      [0, true],
      [1, true],
      [2 ** 52, true],
      [2 ** 52 + 1, false],
      [-1, false],
      [1.5, false],
      ['1', false],
      [null, false],
    ],
  ],
  instant: [
    isInstant,
    [
      [0, true],
      [8_640_000_000_000_000, true],
      [-8_640_000_000_000_000, true],
      [8_640_000_000_000_001, false],
      [-8_640_000_000_000_001, false],
      ['2026', false],
    ],
  ],
  'a list': [
    listOf(isText),
    [
      [[], true],
      [['a'], true],
      [['a', 1], false],
      [{ length: 0 }, false],
      ['a', false],
    ],
  ],
  'null or a text': [
    orNull(isText),
    [
      [null, true],
      ['a', true],
      [undefined, false],
      [1, false],
    ],
  ],
  'a text or nothing': [
    orAbsent(isText),
    [
      [undefined, true],
      ['a', true],
      [null, false],
      [1, false],
    ],
  ],
  'a record': [
    recordOf(shapes.wordOf('a', 'b'), isCount),
    [
      [{}, true],
      [{ a: 1, b: 2 }, true],
      [{ c: 1 }, false],
      [{ a: 'x' }, false],
      [[], false],
      [null, false],
      ['a', false],
    ],
  ],
  'any of two': [
    shapes.anyOf<unknown>(isText, isFlag),
    [
      ['a', true],
      [true, true],
      [1, false],
    ],
  ],
  'one value': [
    shapes.exactly(true),
    [
      [true, true],
      [false, false],
      [1, false],
      [null, false],
    ],
  ],
  'an object': [
    shape<{ a: string; b?: number }>({ a: isText, b: orAbsent(isCount) }),
    [
      [{ a: 'x' }, true],
      [{ a: 'x', b: 1, c: 'later' }, true],
      [{ a: 'x', b: 'y' }, false],
      [{ b: 1 }, false],
      [Object.create({ a: 'x' }), false],
      [Object.assign(() => 0, { a: 'x' }), false],
      [Object.assign([], { a: 'x' }), false],
      [null, false],
      [undefined, false],
    ],
  ],
}

describe('a value from a store', () => {
  for (const [what, [accepts, judged]] of Object.entries(cases))
    for (const [index, [value, accepted]] of judged.entries())
      it(`is ${accepted ? '' : 'not '}${what}, case ${index + 1}`, () => assert.equal(accepts(value), accepted))

  it('has no field that every object inherits', () => {
    assert.equal(
      shape<{ toString: unknown }>({ toString: (value): value is unknown => value !== undefined })({}),
      false,
    )
  })
})
