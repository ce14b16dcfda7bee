import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import type { Check } from '../../functions/core/model/check.ts'
import { aCheck, aDeployment, anEnvironment } from '../support/check.ts'
import { kinds } from '../support/rotation-kinds.ts'
import { synthesize } from '../support/synth.ts'

const policy = z.object({
  ManagedPolicyName: z.unknown().optional(),
  PolicyDocument: z.object({
    Statement: z.array(
      z.object({ Sid: z.string(), Action: z.unknown(), Resource: z.unknown(), Condition: z.unknown().optional() }),
    ),
  }),
})

async function statementsFor(check: Check) {
  const page = [{ kind: 'email', address: 'ops@acme.example' }] as const
  const { of } = await synthesize(aDeployment([check], { environments: [anEnvironment({ page })] }))
  const found = of('AWS::IAM::ManagedPolicy')
    .map(({ Properties }) => policy.parse(Properties))
    .find(({ ManagedPolicyName: name }) => JSON.stringify(name ?? '').includes('TokenwatchOperator-acme'))
  return found?.PolicyDocument.Statement ?? []
}

describe('the policy TokenwatchOperator', () => {
  it('allows to read, to call the probe, and to write states and conditions only', async () => {
    const statements = await statementsFor(aCheck())
    assert.deepEqual(
      statements.map(({ Sid, Action, Condition }) => [Sid, Action, Condition]),
      [
        ['Find', 'ssm:GetParameter', undefined],
        [
          'LookAndChange',
          ['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem'],
          { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['check#*', 'shadow#*', 'conditions'] } },
        ],
        [
          'SeeHistory',
          'dynamodb:BatchGetItem',
          { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['history#*'] } },
        ],
        ['AskProbe', 'lambda:InvokeFunction', undefined],
        ['TestPages', 'lambda:InvokeFunction', undefined],
        ['SeeSubscriptions', 'sns:ListSubscriptionsByTopic', undefined],
      ],
    )
    assert.doesNotMatch(JSON.stringify(statements.map(({ Resource }) => Resource)), /"\*"/)
  })

  it('allows to read and order rotations, and grants no access to a secret, if something is rotated', async () => {
    const rotation = kinds.createRevoke.rotation('https://api.acme.example')
    const statements = (await statementsFor(aCheck({ rotation }))).slice(6)
    assert.deepEqual(
      statements.map(({ Sid, Action, Condition }) => [Sid, Action, Condition]),
      [
        [
          'SeeRotations',
          ['dynamodb:GetItem', 'dynamodb:Query'],
          { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['rotation#*'] } },
        ],
        ['OrderRotations', 'lambda:InvokeFunction', undefined],
      ],
    )
    const named = JSON.stringify(statements[1]?.Resource)
    assert.match(named, /Tick/)
    assert.match(named, /Rotate/)
    assert.doesNotMatch(named, /"\*"|Probe/)
  })
})
