import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fc, runsOf } from '../support/property.ts'
import { brokenBy, fuzzTargets, textsFor } from './fuzz.ts'

describe('a parser of text from outside', () => {
  for (const target of fuzzTargets) {
    it(`keeps its promises for each text of its corpus: ${target.name}`, () => {
      assert.ok(target.corpus.length >= 8)
      for (const text of target.corpus) assert.equal(brokenBy(target, text), null, text)
    })

    it(`keeps its promises for changed texts: ${target.name}`, () =>
      fc.assert(
        fc.property(textsFor(target), (text) => {
          assert.equal(brokenBy(target, text), null)
        }),
        { seed: 20, numRuns: runsOf(60) },
      ))
  }

  it('is found if it breaks one: it throws, changes prototypes or gives an odd result', () => {
    const odd = { name: 'odd', corpus: ['x'], broken: () => null }
    assert.throws(() => brokenBy({ ...odd, parse: JSON.parse }, '{'))
    assert.equal(brokenBy({ ...odd, parse: () => 7, broken: () => 'is seven' }, ''), 'is seven')
  })
})
