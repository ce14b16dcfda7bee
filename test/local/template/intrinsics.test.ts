import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type IntrinsicNames, resolveIntrinsics } from '../../../local/template/intrinsics.ts'

const names: IntrinsicNames = {
  ref: (id) => (id === 'Queue' ? 'https://queue.example/batches' : undefined),
  attribute: (id, name) => (`${id}.${name}` === 'Queue.Arn' ? 'arn:aws:sqs:eu-west-1:123456789012:batches' : undefined),
  pseudo: { 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '123456789012' },
  dynamic: (reference) => (reference === 'secretsmanager:key:SecretString:::v' ? 'k' : undefined),
  holds: (condition) => condition === 'Holds',
}
const resolve = (value: unknown) => resolveIntrinsics(value, 'Probe.Properties.Code', names)

describe('an intrinsic', () => {
  const cases: readonly (readonly [meaning: string, value: unknown, expected: unknown])[] = [
    ['a resource', { Ref: 'Queue' }, 'https://queue.example/batches'],
    ['a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['an attribute', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:eu-west-1:123456789012:batches'],
    ['an attribute in one text', { 'Fn::GetAtt': 'Queue.Arn' }, 'arn:aws:sqs:eu-west-1:123456789012:batches'],
    ['joined texts', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, 7]] }, 'a-eu-west-1-7'],
    ['a split text', { 'Fn::Split': [':', 'a:b:c'] }, ['a', 'b', 'c']],
    ['one of several', { 'Fn::Select': ['5', { 'Fn::Split': [':', { 'Fn::GetAtt': ['Queue', 'Arn'] }] }] }, 'batches'],
    [
      'a text with references',
      { 'Fn::Sub': `in \${AWS::Region}: \${Queue.Arn}` },
      'in eu-west-1: arn:aws:sqs:eu-west-1:123456789012:batches',
    ],
    [
      'a text with its own variables',
      { 'Fn::Sub': [`\${name} at \${Queue}`, { name: { Ref: 'AWS::AccountId' } }] },
      '123456789012 at https://queue.example/batches',
    ],
    ['a text that only looks like one', { 'Fn::Sub': `\${!aws:username}` }, `\${aws:username}`],
    [
      'secrets in a text',
      '{{resolve:secretsmanager:key:SecretString:::v}}/{{resolve:secretsmanager:key:SecretString:::v}}',
      'k/k',
    ],
    ['the first of two where a condition holds', { 'Fn::If': ['Holds', { Ref: 'AWS::Region' }, 'b'] }, 'eu-west-1'],
    ['the second where it does not', { a: { 'Fn::If': ['Other', { Ref: 'Lost' }, { Ref: 'AWS::NoValue' }] } }, {}],
    ['no value in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['no value in a list', [1, { Ref: 'AWS::NoValue' }, 2], [1, 2]],
    [
      'plain values at any depth',
      { a: [{ b: { Ref: 'AWS::Region' } }, true, null] },
      { a: [{ b: 'eu-west-1' }, true, null] },
    ],
  ]
  for (const [meaning, value, expected] of cases) {
    it(`stands for ${meaning}`, () => assert.deepEqual(resolve(value), expected))
  }
})

describe('an unknown intrinsic', () => {
  const cases: readonly (readonly [what: string, value: unknown, message: string])[] = [
    [
      'function',
      { A: [{ 'Fn::ImportValue': 'x' }] },
      'Probe.Properties.Code.A[0]: the intrinsic Fn::ImportValue is not known',
    ],
    ['branch', { 'Fn::If': ['Holds', 'b'] }, 'Probe.Properties.Code: a condition and two values are expected'],
    [
      'pseudo parameter',
      { B: { Ref: 'AWS::StackId' } },
      'Probe.Properties.Code.B: nobody knows what AWS::StackId refers to',
    ],
    ['resource', { Ref: 'Topic' }, 'Probe.Properties.Code: nobody knows what Topic refers to'],
    [
      'attribute',
      { 'Fn::GetAtt': ['Queue', 'Owner'] },
      'Probe.Properties.Code: the attribute Owner of Queue is not known',
    ],
    ['variable', { 'Fn::Sub': `\${Topic}` }, 'Probe.Properties.Code: nobody knows what Topic refers to'],
    [
      'attribute in a text',
      { 'Fn::Sub': `\${Queue.Owner}` },
      'Probe.Properties.Code: the attribute Owner of Queue is not known',
    ],
    [
      'dynamic reference',
      { 'Fn::Join': ['', ['{{resolve:ssm:x}}']] },
      'Probe.Properties.Code[0]: nobody knows what {{resolve:ssm:x}} refers to',
    ],
    ['place in a list', { 'Fn::Select': [3, ['a']] }, 'Probe.Properties.Code: nothing stands at 3'],
    ['companion', { Ref: 'Queue', Other: 1 }, 'Probe.Properties.Code: Ref stands beside other keys'],
  ]
  for (const [what, value, message] of cases) {
    it(`is refused with its place: a ${what}`, () => assert.throws(() => resolve(value), { message }))
  }
})
