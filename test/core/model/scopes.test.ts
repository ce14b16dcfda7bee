import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compareScopes, parseScopes, withImplied } from '../../../functions/core/model/scopes.ts'

describe('scopes in an answer', () => {
  const written: [string, unknown, readonly string[] | undefined][] = [
    ['a list', ['repo', 'read:org'], ['repo', 'read:org']],
    ['a list that repeats itself', ['repo', 'repo'], ['repo']],
    ['an empty list', [], []],
    ['words with spaces between them', 'repo read:org', ['repo', 'read:org']],
    ['words with commas between them, as GitHub writes them', 'repo, read:org', ['repo', 'read:org']],
    ['words between odd blanks', '  repo,\tread:org\n', ['repo', 'read:org']],
    ['an empty string', '', []],
    ['nothing', null, undefined],
    ['a number', 7, undefined],
    ['a list with something else in it', ['repo', 7], undefined],
    ['an object', { repo: true }, undefined],
  ]
  for (const [what, value, scopes] of written)
    it(`${what} ${scopes === undefined ? 'names no scopes at all' : `names ${scopes.length}`}`, () => {
      assert.deepEqual(parseScopes(value), scopes)
    })
})

describe('granted scopes against those that a check declares', () => {
  it('name the missing and the forbidden ones, and none of the others that the provider answered', () => {
    assert.deepEqual(
      compareScopes(['repo', 'delete_repo', 'unheard_of'], { require: ['repo', 'read:org'], forbid: ['delete_repo'] }),
      { required: ['repo', 'read:org'], missing: ['read:org'], forbidden: ['delete_repo'] },
    )
  })

  it('are compared letter by letter', () => {
    assert.deepEqual(compareScopes(['Repo', 'repo:status'], { require: ['repo'], forbid: [] }).missing, ['repo'])
  })

  it('are not confused by names that every object inherits', () => {
    const declared = { require: ['constructor', '__proto__'], forbid: ['toString'] }
    assert.deepEqual(compareScopes([], declared), {
      required: declared.require,
      missing: declared.require,
      forbidden: [],
    })
  })
})

describe('a scope that implies others', () => {
  const implied = { admin: ['write'], write: ['read'], read: [], loop: ['loop'] }
  it('counts as all of them, to any depth', () => {
    assert.deepEqual(withImplied(['admin'], implied), ['admin', 'write', 'read'])
  })
  it('ends if scopes imply each other', () => assert.deepEqual(withImplied(['loop'], implied), ['loop']))
  it("counts as itself alone if the provider's implications are not known", () => {
    assert.deepEqual(withImplied(['constructor'], implied), ['constructor'])
  })
})
