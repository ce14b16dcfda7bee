import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { everything, type GateSelection, namesOf, select } from '../../../functions/core/gate/selection.ts'
import { aCheck } from '../../support/check.ts'

const checks = [
  aCheck({ id: 'billing', environment: 'production', usedBy: ['shop'], tags: ['paid'] }),
  aCheck({ id: 'billing', environment: 'staging', usedBy: ['shop'], tags: [] }),
  aCheck({ id: 'wiki', environment: 'production', usedBy: ['docs'], tags: ['paid'] }),
]

const cases: readonly (readonly [
  title: string,
  selection: Partial<GateSelection>,
  keys: readonly string[],
  unmatched: readonly string[],
])[] = [
  ['nothing named', {}, ['production/billing', 'staging/billing', 'production/wiki'], []],
  ['an id', { ids: ['billing'] }, ['production/billing', 'staging/billing'], []],
  ['a key', { ids: ['staging/billing'] }, ['staging/billing'], []],
  ['two ids', { ids: ['wiki', 'staging/billing'] }, ['staging/billing', 'production/wiki'], []],
  ['two services', { usedBy: ['shop', 'docs'] }, ['production/billing', 'staging/billing', 'production/wiki'], []],
  ['a service in an environment', { usedBy: ['shop'], environment: 'staging' }, ['staging/billing'], []],
  ['a tag and a service', { tags: ['paid'], usedBy: ['shop'] }, ['production/billing'], []],
  ['a service that is not there', { usedBy: ['shpo'] }, [], ['service shpo']],
  ['a service of another environment', { usedBy: ['docs'], environment: 'staging' }, [], ['service docs']],
  ['one good name and a bad one', { ids: ['wiki', 'wikki'] }, ['production/wiki'], ['id wikki']],
]

describe('a selection', () => {
  for (const [title, selection, keys, unmatched] of cases)
    it(`of ${title} selects ${keys.length} checks and reports ${unmatched.length} names without a match`, () => {
      const selected = select(checks, { ...everything, ...selection })
      assert.deepEqual(
        selected.checks.map(({ key }) => key),
        keys,
      )
      assert.deepEqual(
        selected.unmatched.map(({ kind, name }) => `${kind} ${name}`),
        unmatched,
      )
    })

  it('may use each kind of name once', () => {
    assert.deepEqual(namesOf(checks), {
      id: ['billing', 'wiki'],
      tag: ['paid'],
      service: ['docs', 'shop'],
      environment: ['production', 'staging'],
    })
  })
})
