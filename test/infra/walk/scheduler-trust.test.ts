import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { grantsOf } from '../../../local/template/grants.ts'
import { planOf } from '../../../local/template/plan.ts'
import { isAllowed } from '../../../local/template/policy/decide.ts'
import type { Statement } from '../../../local/template/policy/statement.ts'
import { aCheck, aDeployment } from '../../support/check.ts'
import { synthesize } from '../../support/synth.ts'

const account = '123456789012'
const group = `arn:aws:scheduler:eu-west-1:${account}:schedule-group/default`

describe("the role of the stack's schedules", () => {
  let role: string
  let resource: readonly Statement[]
  before(async () => {
    const { text } = await synthesize(aDeployment([aCheck()]))
    const { trust } = grantsOf(
      planOf(JSON.parse(text), {
        stackName: 'tokenwatch-acme',
        queueUrl: (name) => `https://sqs.acme.example/${name}`,
      }),
    )
    const found = [...trust].filter(([arn]) => arn.includes('Schedules'))
    assert.equal(found.length, 1)
    ;[[role, resource] = ['', []]] = found
  })

  const mayBecome = (name: string, context: Readonly<Record<string, string>>) =>
    isAllowed(
      {
        principal: { kind: 'service', name },
        action: 'sts:AssumeRole',
        resource: role,
        context: { 'aws:SecureTransport': 'true', ...context },
      },
      { identity: [], boundary: null, resource },
    )
  const source = (arn: string, of: string) => ({ 'aws:SourceArn': arn, 'aws:SourceAccount': of })

  it('is assumed by Scheduler, for the default group of this account', () =>
    assert.equal(mayBecome('scheduler.amazonaws.com', source(group, account)), true))

  const refused: readonly (readonly [what: string, service: string, context: Readonly<Record<string, string>>])[] = [
    ['for another account', 'scheduler.amazonaws.com', source(group, '210987654321')],
    [
      'for the group of another account',
      'scheduler.amazonaws.com',
      source(group.replace(account, '210987654321'), account),
    ],
    ['for another group', 'scheduler.amazonaws.com', source(group.replace('default', 'other'), account)],
    ['for another Region', 'scheduler.amazonaws.com', source(group.replace('eu-west-1', 'us-east-1'), account)],
    [
      'for a single schedule',
      'scheduler.amazonaws.com',
      source(group.replace('schedule-group/default', 'schedule/default/a'), account),
    ],
    ['without a source', 'scheduler.amazonaws.com', {}],
    ['without its ARN', 'scheduler.amazonaws.com', { 'aws:SourceAccount': account }],
    ['without its account', 'scheduler.amazonaws.com', { 'aws:SourceArn': group }],
    ['by another service', 'events.amazonaws.com', source(group, account)],
  ]
  for (const [what, service, context] of refused)
    it(`is not assumed ${what}`, () => assert.equal(mayBecome(service, context), false))
})
