import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isAllowed, type PolicyRequest } from '../../../local/template/policy/decide.ts'
import { identityPolicy, resourcePolicy, type Statement } from '../../../local/template/policy/statement.ts'

const role = 'arn:aws:iam::123456789012:role/probe'
const read: PolicyRequest = {
  principal: { kind: 'role', arn: role },
  action: 'secretsmanager:GetSecretValue',
  resource: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-AbC123',
  context: { 'secretsmanager:VersionStage': 'AWSCURRENT', 'aws:SecureTransport': 'true' },
}
const decrypt: PolicyRequest = { ...read, action: 'kms:Decrypt', resource: 'arn:aws:kms:eu-west-1:123456789012:key/1' }
const alarm: PolicyRequest = {
  principal: { kind: 'service', name: 'cloudwatch.amazonaws.com' },
  action: 'sns:Publish',
  resource: 'arn:aws:sns:eu-west-1:123456789012:page',
  context: {
    'aws:SourceAccount': '123456789012',
    'aws:SourceArn': 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a',
  },
}

const own = (...statements: object[]) =>
  identityPolicy.parse({ Version: '2012-10-17', Statement: statements.map((one) => ({ Effect: 'Allow', ...one })) })
const theirs = (...statements: object[]) =>
  resourcePolicy.parse({ Version: '2012-10-17', Statement: statements.map((one) => ({ Effect: 'Allow', ...one })) })
const decide = (
  request: PolicyRequest,
  identity: readonly Statement[],
  resource: readonly Statement[] = [],
  boundary: readonly Statement[] | null = null,
) => isAllowed(request, { identity, boundary, resource })

const anything = { Action: '*', Resource: '*' }
const when = (Condition: object) => own({ ...anything, Condition })

describe('a request of a role', () => {
  const cases: readonly (readonly [
    sentence: string,
    allowed: boolean,
    identity: readonly Statement[],
    resource?: readonly Statement[],
  ])[] = [
    ['is refused where no statement speaks of it', false, []],
    ['is allowed by action and resource', true, own({ Action: read.action, Resource: read.resource })],
    ['is refused to another action', false, own({ Action: 'secretsmanager:PutSecretValue', Resource: '*' })],
    ['is refused to another resource', false, own({ Action: read.action, Resource: decrypt.resource })],
    ['is allowed by everything but another action', true, own({ NotAction: 'kms:*', Resource: '*' })],
    ['is refused by everything but its action', false, own({ NotAction: ['secretsmanager:Get*'], Resource: '*' })],
    ['is allowed by everything but another resource', true, own({ Action: '*', NotResource: decrypt.resource })],
    ['is refused by everything but its resource', false, own({ Action: '*', NotResource: '*:secret:*' })],
    ['is refused by a deny beside the allow', false, own(anything, { ...anything, Effect: 'Deny' })],
    [
      'is refused by a deny of the resource',
      false,
      own(anything),
      theirs({ ...anything, Effect: 'Deny', Principal: '*' }),
    ],
    ['is allowed by the resource alone', true, [], theirs({ ...anything, Principal: { AWS: role } })],
    [
      'is not allowed by a resource that leaves it to the account',
      false,
      [],
      theirs({ ...anything, Principal: { AWS: 'arn:aws:iam::123456789012:root' } }),
    ],
    [
      'is not allowed by a resource that names another',
      false,
      [],
      theirs({ ...anything, Principal: { AWS: `${role}2` } }),
    ],
    [
      'is allowed by the stage that it names',
      true,
      when({ StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } }),
    ],
    [
      'is allowed by one of several stages',
      true,
      when({ 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': ['AWSPENDING', 'AWSCURRENT'] } }),
    ],
    [
      'is refused another stage',
      false,
      when({ 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': ['AWSPENDING'] } }),
    ],
    [
      'has to meet every condition',
      false,
      when({ Bool: { 'aws:SecureTransport': true }, StringLike: { 'secretsmanager:VersionStage': 'AWSP*' } }),
    ],
    [
      'meets conditions whatever the case of their keys',
      true,
      when({ StringLike: { 'SecretsManager:versionstage': 'AWS*' } }),
    ],
    [
      'is refused by a deny of what it is not',
      true,
      [
        ...own(anything),
        ...own({ ...anything, Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ],
    ],
  ]
  for (const [sentence, allowed, identity, resource] of cases) {
    it(sentence, () => assert.equal(decide(read, identity, resource), allowed))
  }
})

describe('a request without the key of a condition', () => {
  const bare = { ...read, context: {} }
  const stage = 'secretsmanager:VersionStage'
  const cases: readonly (readonly [operator: string, value: string, allowed: boolean])[] = [
    ['StringEquals', 'AWSCURRENT', false],
    ['StringLike', '*', false],
    ['ArnLike', '*', false],
    ['ArnEquals', '*', false],
    ['Bool', 'false', false],
    ['ForAnyValue:StringEquals', 'AWSCURRENT', false],
    ['ForAllValues:StringEquals', 'AWSCURRENT', true],
    ['StringNotEquals', 'AWSCURRENT', true],
    ['Null', 'true', true],
    ['Null', 'false', false],
  ]
  for (const [operator, value, allowed] of cases) {
    it(`${allowed ? 'meets' : 'does not meet'} ${operator} ${value}`, () => {
      assert.equal(decide(bare, when({ [operator]: { [stage]: value } })), allowed)
    })
  }
})

describe('a request for a key', () => {
  const account = theirs({ Action: 'kms:*', Resource: '*', Principal: { AWS: 'arn:aws:iam::123456789012:root' } })
  it('needs the role and the key, which delegates to the account', () =>
    assert.equal(decide(decrypt, own(anything), account), true))
  it('is refused if the key does not allow it', () => assert.equal(decide(decrypt, own(anything)), false))
  it('is refused if only the key allows it', () => assert.equal(decide(decrypt, [], account), false))
})

describe('a request of a service', () => {
  const named = { Action: 'sns:Publish', Resource: '*', Principal: { Service: 'cloudwatch.amazonaws.com' } }
  const alarms = { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*' } }
  const elsewhere = { StringEquals: { 'aws:SourceAccount': '210987654321' } }
  it('is allowed by a resource that names it', () =>
    assert.equal(decide(alarm, [], theirs({ ...named, Condition: alarms })), true))
  it('is refused for another account', () =>
    assert.equal(decide(alarm, [], theirs({ ...named, Condition: elsewhere })), false))
  it('is refused if the resource names another service', () => {
    assert.equal(decide(alarm, [], theirs({ ...named, Principal: { Service: 'sns.amazonaws.com' } })), false)
  })
  it('is refused if the resource names roles only', () => {
    assert.equal(decide(alarm, [], theirs({ ...named, Principal: { AWS: role } })), false)
  })
})

describe('a policy with an unknown element', () => {
  const thrown: readonly (readonly [what: string, statements: readonly Statement[], message: RegExp])[] = [
    ['an operator', when({ DateLessThan: { 'aws:CurrentTime': 'x' } }), /operator DateLessThan is not known/],
    ['a key', when({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }), /key aws:PrincipalOrgID is not known/],
    ['a variable', when({ StringLike: { 'secretsmanager:VersionStage': `\${aws:username}` } }), /policy variables/],
  ]
  for (const [what, statements, message] of thrown) {
    it(`is refused: ${what}`, () => assert.throws(() => decide(read, statements), message))
  }

  it('is refused even if another condition is not met', () => {
    const conditions = when({ StringEquals: { 'cloudwatch:namespace': 'x', 'aws:CurrentTime': 'y' } })
    assert.throws(() => decide(read, conditions), /aws:CurrentTime is not known/)
  })
})

describe('a request of a bounded role', () => {
  const cases: readonly (readonly [sentence: string, allowed: boolean, boundary: readonly Statement[]])[] = [
    ['is allowed within its boundary', true, own({ Action: 'secretsmanager:*', Resource: '*' })],
    ['is refused outside of it', false, own({ Action: 'sns:*', Resource: '*' })],
    ['is refused by a deny of the boundary', false, own(anything, { ...anything, Effect: 'Deny' })],
    ['is refused by an empty boundary', false, []],
  ]
  for (const [sentence, allowed, boundary] of cases)
    it(sentence, () => assert.equal(decide(read, own(anything), [], boundary), allowed))

  it('is granted nothing by its boundary', () => assert.equal(decide(read, [], [], own(anything)), false))

  it('is bounded too where the resource allows it', () =>
    assert.equal(
      decide(read, [], theirs({ ...anything, Principal: { AWS: role } }), own({ Action: 'sns:*', Resource: '*' })),
      false,
    ))
})
