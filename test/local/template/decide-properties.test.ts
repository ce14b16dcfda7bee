import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isAllowed, type PolicyRequest } from '../../../local/template/policy/decide.ts'
import { identityPolicy } from '../../../local/template/policy/statement.ts'
import { fc } from '../../support/property.ts'

const key = 'arn:aws:kms:eu-west-1:123456789012:key/1'
const read: PolicyRequest = {
  principal: { kind: 'role', arn: 'arn:aws:iam::123456789012:role/probe' },
  action: 'secretsmanager:GetSecretValue',
  resource: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-AbC123',
  context: { 'secretsmanager:VersionStage': 'AWSCURRENT' },
}

const own = (...statements: object[]) => identityPolicy.parse({ Version: '2012-10-17', Statement: statements })
const decide = (request: PolicyRequest, identity: ReturnType<typeof own>) =>
  isAllowed(request, { identity, boundary: null, resource: [] })

describe('policies', () => {
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: fc.constantFrom('*', 'secretsmanager:*', 'secretsmanager:GetSecretValue', 'kms:Decrypt'),
    Resource: fc.constantFrom('*', read.resource, key),
    Condition: fc.constantFrom(
      {},
      { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
      { Null: { 'kms:ViaService': 'false' } },
    ),
  })
  const statements = fc.array(statement, { maxLength: 6 })

  it('allow no more after a deny was added', () => {
    fc.assert(
      fc.property(statements, statement, (given, added) => {
        const more = own(...given, { ...added, Effect: 'Deny' })
        assert.ok(decide(read, own(...given)) || !decide(read, more))
      }),
    )
  })

  it('give the same decision in any order', () => {
    const shuffled = statements.chain((given) =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
    )
    fc.assert(
      fc.property(shuffled, ([given, other]) => assert.equal(decide(read, own(...given)), decide(read, own(...other)))),
    )
  })
})
