import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { storedAheadMs } from '../../../functions/core/state/rows/batch.ts'
import { isCheckState } from '../../../functions/core/state/rows/check-state.ts'
import { isConditionBy } from '../../../functions/core/state/rows/conditions.ts'
import { storedRows } from './rows/every.ts'
import { at, type StoredRow } from './rows/stored-row.ts'

type Path = readonly string[]

const nameOf = (path: Path): string => path.map((step) => step.replaceAll('.', '~')).join('.')

/** Lists the paths of all values in a row. */
function pathsIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([name, one]) => pathsIn(one, [...path, name]))]
}

/** Returns a copy of a row with another value at a path, or without it. */
function changed(row: unknown, [step, ...rest]: Path, other?: { readonly value: unknown }): unknown {
  if (step === undefined) return other?.value
  const copy: Record<string, unknown> = Array.isArray(row) ? Object.assign([], row) : { ...Object(row) }
  if (rest.length === 0 && other === undefined) delete copy[step]
  else copy[step] = changed(copy[step], rest, other)
  return copy
}

const valueAt = (row: unknown, path: Path): unknown => path.reduce((value, step) => Object(value)[step], row)

/** Values of another type than one. */
function otherTypes(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return [7, true, [], {}, ['x']]
  if (typeof value === 'number') return ['7', true, [], {}, Number.POSITIVE_INFINITY]
  if (typeof value === 'boolean') return ['true', 7, {}]
  return Array.isArray(value) ? ['x', 7, true, { 0: 'x' }] : ['x', 7, true, []]
}

const isField = (row: unknown, path: Path): boolean => !Array.isArray(valueAt(row, path.slice(0, -1)))

describe('a stored row', () => {
  const kinds: readonly (readonly [string, StoredRow])[] = Object.entries(storedRows)
  for (const [title, { accepts, whole, mayLack, words }] of kinds) {
    const paths = pathsIn(whole).filter(({ length }) => length > 0)

    it(`is ${title} with all of its fields, and with fields of a later version`, () => {
      assert.ok(accepts(whole))
      assert.ok(accepts({ ...whole, added: 'later' }))
      for (const none of [null, undefined, 7, 'x', [], [whole]]) assert.equal(accepts(none), false)
    })

    it(`is not ${title} if any value has another type`, () => {
      for (const path of paths)
        for (const value of otherTypes(valueAt(whole, path)))
          assert.equal(accepts(changed(whole, path, { value })), false, `${nameOf(path)}: ${JSON.stringify(value)}`)
    })

    it(`is ${title} without a field that an earlier version did not write, and without no other`, () => {
      const lacking = paths.filter((path) => isField(whole, path) && accepts(changed(whole, path)))
      assert.deepEqual(lacking.map(nameOf).toSorted(), [...mayLack].toSorted())
    })

    it(`is ${title} with every word that stands for something, and with no other`, () => {
      for (const path of paths)
        for (const word of words[nameOf(path)] ?? []) {
          assert.ok(accepts(changed(whole, path, { value: word })), `${nameOf(path)}: ${word}`)
          for (const other of ['', 'no such word', 'constructor'])
            assert.equal(accepts(changed(whole, path, { value: other })), false, `${nameOf(path)}: ${other}`)
        }
      assert.deepEqual(
        Object.keys(words).filter((name) => !paths.some((path) => nameOf(path) === name)),
        [],
      )
    })
  }

  it('of a later version is a state by its name and its version', () => {
    const later = { schema: 4, check: 'production/ci-bot', revision: 1 }
    assert.ok(isCheckState(later))
    for (const bad of [{ schema: 3 }, { schema: '4' }, { schema: 4.5 }, { check: 'no-key' }, { revision: -1 }])
      assert.equal(isCheckState({ ...later, ...bad }), false, JSON.stringify(bad))
  })

  it('of a kind that a later version has is a condition', () => {
    const isCondition = isConditionBy(() => at)
    const later = { kind: 'eclipse', id: 'one', revision: 1 }
    assert.ok(isCondition(later))
    for (const bad of [{ kind: 7 }, { id: 7 }, { revision: 2 ** 53 }, { kind: undefined }])
      assert.equal(isCondition({ ...later, ...bad }), false, JSON.stringify(bad))
    for (const kind of ['silence', 'unreliable', 'storm', 'outage', 'cadence', 'review'])
      assert.equal(isCondition({ ...later, kind }), false, kind)
  })

  it('of a silence covers a check, a provider, a tag or an environment', () => {
    const accepts = (covers: object) => storedRows['a silence']?.accepts({ ...storedRows['a silence'].whole, covers })
    for (const name of ['check', 'provider', 'tag', 'environment']) {
      assert.ok(accepts({ [name]: 'one' }), name)
      assert.equal(accepts({ [name]: 7 }), false, name)
    }
    assert.equal(accepts({ everything: 'x' }), false)
  })

  it('of a review is none if it lies far ahead', () => {
    const review = storedRows['findings of a review']
    const accepts = (aheadMs: number) => review?.accepts({ ...review.whole, at: at + aheadMs })
    assert.deepEqual([accepts(storedAheadMs), accepts(storedAheadMs + 1)], [true, false])
  })
})
