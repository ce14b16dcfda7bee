import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readRow } from '../../functions/aws/row.ts'
import { isCount, isText, shape } from '../../functions/core/model/shape.ts'

type Item = { readonly name: string; readonly revision?: number }

const accepts = shape<Item>({
  name: isText,
  revision: (value): value is number => value === undefined || isCount(value),
})
const isOf = ({ name }: Item, partition: string) => partition === `item#${name}`
const row = (body: unknown, attributes: object = {}) => ({
  pk: { S: 'item#one' },
  body: { S: typeof body === 'string' ? body : JSON.stringify(body) },
  ...attributes,
})
const one = { name: 'one' }

describe('a row of the table', () => {
  const cases: readonly (readonly [what: string, row: Parameters<typeof readRow>[0], read: unknown])[] = [
    ['is what its body says', row(one), one],
    [
      'has a revision and a tick beside its body',
      row({ ...one, revision: 7 }, { revision: { N: '7' } }),
      { ...one, revision: 7 },
    ],
    ['may have attributes that its body does not state', row(one, { revision: { N: '7' }, tick: { N: '1' } }), one],
    [
      'may lack the attributes that its body states',
      row({ ...one, revision: 7, tick: 8 }),
      { ...one, revision: 7, tick: 8 },
    ],
    [
      'cannot be read with another revision than its body',
      row({ ...one, revision: 7 }, { revision: { N: '8' } }),
      'unreadable',
    ],
    ['cannot be read with another tick than its body', row({ ...one, tick: 7 }, { tick: { N: '8' } }), 'unreadable'],
    ['cannot be read with a revision in letters', row({ ...one, revision: 7 }, { revision: { S: '7' } }), 'unreadable'],
    ['cannot be read under the name of another', row({ name: 'two' }), 'unreadable'],
    ['cannot be read without its key', { body: { S: JSON.stringify(one) } }, 'unreadable'],
    ['cannot be read with a body of another shape', row({ name: 7 }), 'unreadable'],
    ['cannot be read with half a body', row('{"name":'), 'unreadable'],
    ['cannot be read without a body', { pk: { S: 'item#one' } }, 'unreadable'],
    ['cannot be read with bytes for a body', { pk: { S: 'item#one' }, body: { B: new Uint8Array([1]) } }, 'unreadable'],
    ['was set aside if its body is null', row('null'), null],
  ]
  for (const [what, stored, read] of cases) it(what, () => assert.deepEqual(readRow(stored, { accepts, isOf }), read))

  it('belongs to every key where its kind does not say more', () => {
    assert.deepEqual(readRow(row({ name: 'two' }), { accepts }), { name: 'two' })
  })
})
