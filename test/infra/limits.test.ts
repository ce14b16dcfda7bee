import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { writtenAtMost } from '../../infra/written-size.ts'
import { synthesize } from '../support/synth.ts'
import { beyond, type DeploymentSize, sized } from './sized.ts'

const namePrefix = { namePrefix: 'production/' }

describe('a deployment that grows in one direction', () => {
  const accepted: readonly (readonly [what: string, checks: number, shape: DeploymentSize])[] = [
    ['rotations by functions of others', 80, { rotation: 'existing' }],
    ['rotations of our own', 80, { rotation: 'ours' }],
    ['rotations of our own under a prefix', 300, { rotation: 'ours', grants: namePrefix }],
    ['customer keys', 240, { keys: 240, grants: namePrefix }],
    ['environments', 45, { environments: 45 }],
    ['environments with a channel', 30, { environments: 30, chat: true }],
    ['networks', 16, { environments: 16, networks: true }],
  ]
  for (const [what, checks, shape] of accepted)
    it(`stays within the limits with many ${what}`, async () => {
      assert.deepEqual(beyond(await synthesize(sized(checks, shape))), [])
    })

  const refused: readonly (readonly [what: string, checks: number, shape: DeploymentSize, message: RegExp])[] = [
    ['customer keys', 240, { keys: 240 }, /managed policies, and a role accepts 10: set grants: \{ namePrefix \}/],
    ['rotations of our own', 300, { rotation: 'ours' }, /a role accepts 10: set grants/],
  ]
  for (const [what, checks, shape, message] of refused)
    it(`is refused with the way out that works, with too many ${what}`, async () => {
      await assert.rejects(synthesize(sized(checks, shape)), message)
      assert.deepEqual(beyond(await synthesize(sized(checks, { ...shape, grants: namePrefix }))), [])
    })
})

it('a limit is measured with the longest values that CloudFormation may fill in', () => {
  const arn = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':role/x']] }
  assert.equal(writtenAtMost({ arn }), '{"arn":"arn:aws-us-gov:iam::123456789012:role/x"}')
  assert.equal(writtenAtMost({ Ref: 'AFunction' }).length, 64)
  assert.ok(writtenAtMost({ 'Fn::GetAtt': ['AFunction', 'Arn'] }).length > 100)
})
