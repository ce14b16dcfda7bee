import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { KeyPaths } from '../../../functions/core/model/rotator-spec.ts'
import { asWireAnswer } from '../../../functions/core/rotation/received-answer.ts'
import { keysIn } from '../../../functions/core/rotation/rotators/answers.ts'

const paths = {
  items: 'keys',
  id: 'id',
  name: null,
  createdAt: { at: 'created', format: 'text' },
  lastUsedAt: { at: 'used', format: 'text' },
} as const

function keyOf(key: object, lastUsedAt: KeyPaths['lastUsedAt'] = paths.lastUsedAt) {
  const body = Buffer.from(JSON.stringify({ keys: [{ id: 'key', ...key }] }))
  const page = keysIn(asWireAnswer({ status: 200, body, at: 0 }), { ...paths, lastUsedAt }, 0)
  return 'kind' in page ? page : page.keys[0]
}

const instants: readonly (readonly [what: string, used: unknown, at: number | null])[] = [
  ['a date without a time as the end of that day, in the last zone', '2027-03-01', Date.UTC(2027, 2, 2, 11, 59, 59)],
  ['midnight, with a time, as midnight', '2027-03-01T00:00:00Z', Date.UTC(2027, 2, 1)],
  ['an instant as it is', '2027-03-01T10:20:30Z', Date.UTC(2027, 2, 1, 10, 20, 30)],
  ['nothing as no evidence', null, null],
  ['what is no date as no evidence', 'yesterday', null],
]

describe('the last use of a key in a listing', () => {
  for (const [what, used, at] of instants)
    it(`reads ${what}`, () => {
      const key = keyOf({ used })
      assert.equal(key !== undefined && 'id' in key ? key.lastUsedAt : 'no key', at)
    })

  it('reads a date of a provider that documents UTC as the end of that day there', () => {
    const key = keyOf({ used: '2027-03-01' }, { at: 'used', format: 'date' })
    assert.equal(key !== undefined && 'id' in key ? key.lastUsedAt : 'no key', Date.UTC(2027, 2, 1, 23, 59, 59))
  })
})
