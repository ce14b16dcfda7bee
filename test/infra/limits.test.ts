import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../functions/core/model/check.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import { writtenAtMost } from '../../infra/written-size.ts'
import { aCheck, aDeployment, anEnvironment, aSecret } from '../support/check.ts'
import { oursMinted } from '../support/everything.ts'
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

describe('a role whose permissions are too long is refused with the way out of what made them so', () => {
  const environments = [anEnvironment({ page: [{ kind: 'email', address: 'ops@acme.example' }] })]
  const key = (index: number) => `arn:aws:kms:eu-west-1:123456789012:key/${String(index).padStart(36, '0')}`
  const stored = (count: number, length: number, keys = 0) =>
    Array.from({ length: count }, (_, index) => {
      const name = `/p/${String(index).padStart(length, '0')}`
      const keyArn = keys === 0 ? null : key(index % keys)
      return aCheck({
        id: `p-${index}`,
        secret: aSecret({ token: null }, { source: { from: 'parameter-store', name }, keyArn }),
      })
    })
  const secrets = sized(240, { keys: 240 }).checks.map((check) => ({ ...check, environment: 'production' }))

  type Case = readonly [what: string, checks: readonly Check[], grants: Deployment['grants'], message: RegExp]
  const cases: readonly Case[] = [
    [
      'few parameters with very long names',
      stored(60, 900),
      'each',
      /^Refused: checks: .*: give the parameters shorter/,
    ],
    ['many parameters of usual names', stored(500, 60), 'each', /^Refused: checks: .*: give the parameters shorter/],
    ['parameters, although secrets have a prefix', stored(500, 60), namePrefix, /: give the parameters shorter/],
    [
      'keys of parameters with short names',
      stored(300, 4, 300),
      'each',
      /^Refused: checks: .*(?=.*encrypt the parameters under fewer)(?=.*give the parameters shorter)/,
    ],
    [
      'keys of secrets under a prefix',
      sized(600, { keys: 600 }).checks,
      namePrefix,
      /: encrypt the secrets under fewer/,
    ],
    ['secrets and their keys', secrets, 'each', /^Refused: grants: .*: set grants: .*, or encrypt the secrets under/],
    [
      'secrets and parameters',
      [...sized(200).checks, ...stored(200, 80)],
      'each',
      /(?=.*set grants: )(?=.*give the parameters shorter)/,
    ],
  ]
  for (const [what, checks, grants, message] of cases)
    it(what, async () => {
      const all = checks.map((check) => ({ ...check, environment: 'production' }))
      await assert.rejects(synthesize(aDeployment(all, { environments, grants })), (error: Error) => {
        assert.match(String(error), message)
        assert.match(String(error), /^Refused: (checks|grants): .*, or split the config into two deployments$/)
        assert.equal(String(error).includes('set grants'), message.source.includes('set grants'))
        return true
      })
    })
})

describe('a deployment whose names meet a limit', () => {
  const page = [{ kind: 'email', address: 'ops@acme.example' }] as const
  const environments = [anEnvironment({ page })]

  it('is refused if more owners filter a topic than SNS accepts', async () => {
    const owners = Array.from({ length: 201 }, (_, index) => {
      const name = `team-${index}`
      return { name, page: [{ kind: 'email', address: `${name}@acme.example` } as const], notice: [] }
    })
    await assert.rejects(
      synthesize(aDeployment([aCheck()], { environments, owners })),
      /has 202 subscribers with a filter, and SNS accepts 200: let owners share a subscriber/,
    )
    assert.deepEqual(
      beyond(await synthesize(aDeployment([aCheck()], { environments, owners: owners.slice(0, 199) }))),
      [],
    )
  })

  it('is refused if two secrets or two services would be one resource', async () => {
    const at = (id: string) => aSecret({ token: null }, { source: { from: 'secrets-manager', id } })
    const rotated = ['team/ci', 'team--ci'].map((name, index) =>
      aCheck({ id: `check-${index}`, secret: at(name), rotation: oursMinted }),
    )
    await assert.rejects(
      synthesize(aDeployment(rotated, { environments })),
      /team\/ci and team--ci would be one resource in the template: rename one of them/,
    )
    const blocking = ['team/ci', 'team--ci']
    await assert.rejects(
      synthesize(aDeployment([aCheck({ usedBy: blocking })], { environments, blocking })),
      /team--ci and team\/ci would be one resource in the template: rename one of them/,
    )
  })

  it('is refused if more queues of others need a statement than a stack has outputs', async () => {
    const paging = (queues: number) =>
      anEnvironment({
        page: Array.from({ length: queues }, (_, index) => ({
          kind: 'sqs' as const,
          queueArn: `arn:aws:sqs:eu-west-1:123456789012:pages-${index}` as const,
        })),
        notice: page,
      })
    const deployment = (queues: number) => aDeployment([aCheck()], { environments: [paging(queues)] })
    await assert.rejects(
      synthesize(deployment(200)),
      /^Refused: environments: 20\d outputs, and a stack accepts 200: .*share a subscriber that hands on, or split/,
    )
    const atMost = await synthesize(deployment(190))
    assert.deepEqual(beyond(atMost), [])
    assert.ok(Object.keys(JSON.parse(atMost.text).Outputs).length > 195)
  })

  it('is refused if its descriptions of alarms make the template too long', async () => {
    const check = (index: number) =>
      aCheck({ id: `check-${index}`, perCheckAlarm: true, impact: '鍵'.repeat(900), runbook: '' })
    const deployment = (alarms: number) =>
      aDeployment(
        Array.from({ length: alarms }, (_, index) => check(index)),
        { environments },
      )
    await assert.rejects(
      synthesize(deployment(400)),
      /^Refused: checks: \d+ bytes, and a stack accepts 1000000: 400 checks have perCheckAlarm\. Remove it/,
    )
    assert.deepEqual(beyond(await synthesize(deployment(200))), [])
  })

  it('has a description of an alarm in any script, cut between two characters', async () => {
    const runbook = `https://wiki.acme.example/${'鍵'.repeat(600)}${'\u{1f525}'.repeat(300)}`
    for (const impact of ['x', 'xy']) {
      const { of } = await synthesize(aDeployment([aCheck({ perCheckAlarm: true, impact, runbook })], { environments }))
      const cut = of('AWS::CloudWatch::Alarm').flatMap(({ Properties }) =>
        String(Properties['AlarmDescription']).includes('鍵') ? [String(Properties['AlarmDescription'])] : [],
      )
      assert.equal(cut.length, 1)
      for (const text of cut) assert.ok(text.isWellFormed() && text.length > 1_000 && text.length <= 1_024)
    }
  })
})

it('a limit is measured with the longest values that CloudFormation may fill in', () => {
  const arn = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':role/x']] }
  assert.equal(writtenAtMost({ arn }), '{"arn":"arn:aws-us-gov:iam::123456789012:role/x"}')
  assert.equal(writtenAtMost({ Ref: 'AFunction' }).length, 64)
  assert.ok(writtenAtMost({ 'Fn::GetAtt': ['AFunction', 'Arn'] }).length > 100)
})
