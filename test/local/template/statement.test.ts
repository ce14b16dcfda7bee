import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { identityPolicy, resourcePolicy } from '../../../local/template/policy/statement.ts'

const written = (statement: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })
const own = (statement: object) => identityPolicy.parse(written(statement))
const theirs = (statement: object) => resourcePolicy.parse(written(statement))
const anything = { Action: '*', Resource: '*' }

describe('an ambiguous policy', () => {
  const unreadable: readonly (readonly [what: string, statement: object])[] = [
    ['NotPrincipal', { ...anything, NotPrincipal: '*' }],
    ['an element', { ...anything, Because: 'x' }],
    ['neither Action nor NotAction', { Resource: '*' }],
    ['Action and NotAction', { ...anything, NotAction: '*' }],
    ['no Resource', { Action: '*' }],
    ['a principal in a policy of a role', { ...anything, Principal: '*' }],
  ]
  for (const [what, statement] of unreadable) it(`is refused: ${what}`, () => assert.throws(() => own(statement)))
  it('is refused: no principal in a policy of a resource', () => assert.throws(() => theirs(anything)))
})
