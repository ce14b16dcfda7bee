import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { aCheck, aDeployment, anEnvironment } from '../support/check.ts'
import { synthesize } from '../support/synth.ts'

const policy = z.object({
  ManagedPolicyName: z.unknown().optional(),
  PolicyDocument: z.object({
    Statement: z.array(
      z.object({ Sid: z.string(), Action: z.unknown(), Resource: z.unknown(), Condition: z.unknown().optional() }),
    ),
  }),
})

describe('the policy TokenwatchOperator', () => {
  it('allows to look, to ask the probe, and to write states and conditions alone', async () => {
    const page = [{ kind: 'email', address: 'ops@acme.example' }] as const
    const { of } = await synthesize(aDeployment([aCheck()], { environments: [anEnvironment({ page })] }))
    const found = of('AWS::IAM::ManagedPolicy')
      .map(({ Properties }) => policy.parse(Properties))
      .find(({ ManagedPolicyName: name }) => JSON.stringify(name ?? '').includes('TokenwatchOperator-acme'))
    const statements = found?.PolicyDocument.Statement ?? []
    assert.deepEqual(
      statements.map(({ Sid, Action, Condition }) => [Sid, Action, Condition]),
      [
        ['Find', 'ssm:GetParameter', undefined],
        [
          'LookAndChange',
          ['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem'],
          { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['check#*', 'conditions'] } },
        ],
        ['AskProbe', 'lambda:InvokeFunction', undefined],
      ],
    )
    assert.doesNotMatch(JSON.stringify(statements.map(({ Resource }) => Resource)), /"\*"/)
  })
})
