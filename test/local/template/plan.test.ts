import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { planOf } from '../../../local/template/plan.ts'
import { queue } from '../../../local/template/resources/messages.ts'

const letters = { Type: 'AWS::SQS::Queue', Properties: { SqsManagedSseEnabled: true } }
const batches = {
  Type: 'AWS::SQS::Queue',
  Properties: {
    SqsManagedSseEnabled: true,
    RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Letters', 'Arn'] }, maxReceiveCount: 3 },
  },
}
const plan = (resources: object, rest: object = {}) =>
  planOf(
    { Resources: resources, ...rest },
    { stackName: 'walked', queueUrl: (name) => `https://queue.example/${name}` },
  )

describe('a plan', () => {
  it('holds each resource under the value of references to it', () => {
    const found = plan({ Letters: letters, Batches: batches }).all(queue)
    assert.deepEqual(
      found.map(({ ref, properties }) => [ref, properties.RedrivePolicy?.deadLetterTargetArn]),
      [
        ['https://queue.example/walked-Letters', undefined],
        ['https://queue.example/walked-Batches', 'arn:aws:sqs:eu-west-1:123456789012:walked-Letters'],
      ],
    )
  })

  it('names a resource as the template does', () => {
    const Properties = { ...letters.Properties, QueueName: { 'Fn::Sub': `letters-\${AWS::Region}` } }
    assert.equal(plan({ Letters: { ...letters, Properties } }).all(queue)[0]?.name, 'letters-eu-west-1')
  })

  const cases: readonly (readonly [what: string, resources: object, message: RegExp, rest?: object])[] = [
    ['a type', { Bus: { Type: 'AWS::Events::EventBus' } }, /Bus: .* type AWS::Events::EventBus/],
    [
      'a property',
      { Letters: { ...letters, Properties: { ...letters.Properties, FifoQueue: true } } },
      /Letters .*FifoQueue/,
    ],
    [
      'a property inside another',
      {
        Letters: letters,
        Batches: {
          ...batches,
          Properties: {
            ...batches.Properties,
            RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:x', maxReceiveCount: 3, other: 1 },
          },
        },
      },
      /Batches .*other.*\n.*RedrivePolicy/,
    ],
    ['a section', {}, /Mappings/, { Mappings: {} }],
    ['a parameter', {}, /Stage/, { Parameters: { Stage: { Type: 'String' } } }],
    ['an attribute of a resource', { Letters: { ...letters, CreationPolicy: {} } }, /CreationPolicy/],
    ['a condition', { Letters: { ...letters, Condition: 'Live' } }, /no condition Live/],
    [
      'a function in a condition',
      { Letters: { ...letters, Condition: 'Live' } },
      /Invalid input/,
      { Conditions: { Live: { 'Fn::If': [] } } },
    ],
    [
      'a reference in an output',
      {},
      /Outputs.Page.Value: nobody knows what AWS::StackId/,
      { Outputs: { Page: { Value: { Ref: 'AWS::StackId' } } } },
    ],
  ]
  for (const [what, resources, message, rest] of cases) {
    it(`refuses ${what} that is unknown`, () => assert.throws(() => plan(resources, rest), message))
  }

  it('holds what its conditions create, in the account and Region of the lab', () => {
    const equals = (Ref: string, value: string) => ({ 'Fn::Equals': [{ Ref }, value] })
    const Conditions = {
      Here: { 'Fn::And': [equals('AWS::AccountId', '123456789012'), equals('AWS::Region', 'eu-west-1')] },
      Elsewhere: { 'Fn::Not': [{ Condition: 'Here' }] },
    }
    const Outputs = { One: { Value: 'here', Condition: 'Here' }, Other: { Value: 'there', Condition: 'Elsewhere' } }
    const found = plan(
      { Ours: { ...letters, Condition: 'Here' }, Theirs: { ...letters, Condition: 'Elsewhere' } },
      { Conditions, Outputs },
    )
    assert.deepEqual(
      found.all(queue).map(({ id }) => id),
      ['Ours'],
    )
    assert.deepEqual([...found.outputs], [['One', 'here']])
  })

  it('refuses a reference to a missing resource', () => {
    assert.throws(() => plan({ Batches: batches }), {
      message: 'Batches waits for Letters, which the template does not have',
    })
  })

  it('refuses a dependency on a missing resource', () => {
    assert.throws(() => plan({ Letters: { ...letters, DependsOn: 'Role' } }), /Letters waits for Role/)
  })

  it('refuses a circle of dependencies', () => {
    assert.throws(() => plan({ Letters: { ...letters, DependsOn: ['Batches'] }, Batches: batches }), {
      message: 'the resources wait for each other: Letters -> Batches -> Letters',
    })
  })
})
