import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { identityPolicy } from '../../../local/template/policy/statement.ts'
import { boundaryArn, companyAccount } from '../../support/company-account.ts'
import { play } from './play.ts'
import { synthesizeWalk, type WalkSubject } from './subject.ts'

/** A boundary of these actions. */
const boundary = (...Action: readonly string[]) =>
  new Map([
    [
      boundaryArn,
      identityPolicy.parse({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }),
    ],
  ])

/** Services that docs/security-review.md asks the boundary of a company to allow. */
const services = [
  'cloudtrail:LookupEvents',
  'cloudwatch:PutMetricData',
  'dynamodb:*',
  'ecs:*',
  'events:PutEvents',
  'kms:*',
  'lambda:*',
  'logs:*',
  'sns:*',
  'sqs:*',
]

describe('a stack that follows the rules of an account, walked in the lab', { timeout: 600_000 }, () => {
  let subject: WalkSubject
  before(async () => {
    subject = await synthesizeWalk({ account: companyAccount })
  })
  after(() => subject.close())

  it('ticks, pages, notifies PagerDuty and rotates within its boundary, without a denied call', async () => {
    const policies = boundary(...services, 'secretsmanager:*')
    const { effects, denials } = await play(subject, subject.template, { reviewing: true, policies })
    const everything = Object.fromEntries(Object.keys(effects).map((name) => [name, true]))
    assert.deepEqual([denials, effects], [[], { ...everything, remembered: false }])
  })

  it('can do nothing outside of its boundary', async () => {
    const { effects, denials } = await play(subject, subject.template, { once: true, policies: boundary(...services) })
    assert.deepEqual([effects.pagedAtOnce, effects.swept], [false, false])
    assert.ok(denials.length > 0)
    for (const { action } of denials) assert.match(action, /^secretsmanager:/)
  })
})
