import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { homeProblems } from '../../functions/config/home.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import { aCheck, aDeployment, anEnvironment, aSecret } from '../support/check.ts'
import { companyAccount, inAccount } from '../support/company-account.ts'
import { everyFeature } from '../support/everything.ts'

const owner = '123456789012'
const key = `arn:aws:kms:eu-west-1:${owner}:key/0a1b2c3d-0000-4000-8000-0123456789ab`
const topic = (name: string): `arn:${string}` => `arn:aws:sns:eu-west-1:${owner}:${name}`
const secretIn = (account: string, name = 'ci', keyArn: string | null = null) =>
  aSecret(
    { token: 'key' },
    {
      source: { from: 'secrets-manager', id: `arn:aws:secretsmanager:eu-west-1:${account}:secret:${name}-AbCdEf` },
      keyArn,
    },
  )

/** Every field that holds an ARN holds one. */
function everyArn(): Deployment {
  const chat = `arn:aws:chatbot::${owner}:chat-configuration`
  const plain = everyFeature()
  const own = anEnvironment({
    name: 'staging',
    page: [
      { kind: 'slack', workspaceId: 'T1', channelId: 'C1', configurationArn: `${chat}/slack-channel/ops` },
      {
        kind: 'teams',
        tenantId: 't',
        teamId: 't',
        channelId: 'c',
        configurationArn: `${chat}/microsoft-teams-channel/ops`,
      },
    ],
  })
  const account = {
    ...companyAccount,
    permissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
    topics: { page: topic('page'), notice: topic('notice'), watcher: topic('watcher') },
    keys: { logs: key, table: key, queues: key, topics: key } as const,
    bootstrap: { ...companyAccount.bootstrap, executionRoleArn: `arn:aws:iam::${owner}:role/deploy` },
  }
  const named = aCheck({ id: 'named', secret: secretIn(owner, 'ci', key) })
  return inAccount(
    {
      ...plain,
      checks: [...plain.checks, named],
      environments: [...plain.environments, own],
      adopt: { table: 'state', escrowKey: key },
    },
    Object(account),
  )
}

describe('the ARNs of a config', () => {
  const text = JSON.stringify(everyArn())
  const places = [...text.matchAll(/"arn:aws:/g)].map(({ index }) => index)

  it('may all be of one partition, whichever that is', () => {
    assert.deepEqual(homeProblems(everyArn()), [])
    assert.ok(places.length > 15, `${places.length} ARNs`)
    const gov = text.replaceAll('arn:aws:', 'arn:aws-us-gov:').replaceAll('eu-west-1', 'us-gov-west-1')
    assert.deepEqual(homeProblems(JSON.parse(gov)), [])
    assert.deepEqual(homeProblems(JSON.parse(gov), { account: owner, region: 'us-gov-west-1' }), [])
  })

  it('are refused with every field and its first neighbour, where one of them is of another partition', () => {
    for (const at of places) {
      const one = `${text.slice(0, at)}"arn:aws-cn:${text.slice(at + '"arn:aws:'.length)}`
      const problems = homeProblems(JSON.parse(one))
      const shown = text.slice(at, at + 60)
      assert.ok(problems.length > 0, `nothing refuses ${shown}`)
      for (const { field, message } of problems) {
        assert.match(message, / of the partition of the deployment, found [\w-]+ beside [\w-]+ \(.+\): /, shown)
        assert.notEqual(field, '')
      }
      assert.ok(homeProblems(JSON.parse(one), { account: owner, region: 'eu-west-1' }).length === 1, shown)
    }
  })
})

describe('a secret of another account', () => {
  const theirs = '210987654321'
  const fields = (deployment: Deployment, here: Parameters<typeof homeProblems>[1] = null) =>
    homeProblems(deployment, here).map(({ field, message }) => [field, message] as const)
  const boundary = (deployment: Deployment, account: string) =>
    inAccount(deployment, {
      ...companyAccount,
      permissionsBoundary: `arn:aws:iam::${account}:policy/boundary`,
    })
  const lone = (keyArn: string | null) => aDeployment([aCheck({ secret: secretIn(theirs, 'ci', keyArn) })])

  it('without a key of its own is refused where another ARN tells the account', () => {
    const [[field, message] = assert.fail(), ...more] = fields(boundary(lone(null), owner))
    assert.deepEqual([field, more], ['secret', []])
    assert.equal(
      message,
      'expected a secret of the account of the deployment, found 210987654321 beside 123456789012 (account.permissionsBoundary): its default key aws/secretsmanager opens it for its own account only; encrypt it with a key of yours, and name that as keyArn',
    )
  })

  it('without a key of its own is refused where the account is known', () =>
    assert.deepEqual(
      fields(lone(null), { account: owner, region: 'eu-west-1' }).map(([field]) => field),
      ['secret'],
    ))

  it('with a key of its own is not, and neither is one of which no account is known', () => {
    assert.deepEqual(fields(boundary(lone(key), owner)), [])
    assert.deepEqual(fields(lone(key), { account: owner, region: 'eu-west-1' }), [])
    assert.deepEqual(fields(lone(null)), [])
    assert.deepEqual(fields(boundary(lone(null), 'aws')), [])
  })

  it('is refused beside one of a third account, since one of them is not of the deployment', () => {
    const two = [aCheck({ secret: secretIn(theirs) }), aCheck({ id: 'other', secret: secretIn(owner) })]
    assert.deepEqual(
      fields(aDeployment(two)).map(([field]) => field),
      ['secret'],
    )
  })

  it('is refused for the address of a watchdog and the key of PagerDuty, too', () => {
    const { source } = secretIn(theirs)
    const secretId = source.from === 'secrets-manager' ? source.id : assert.fail()
    const integrationKey = { secretId, field: null, keyArn: null }
    const pager = { kind: 'pagerduty', via: 'events', region: 'us', integrationKey } as const
    const deployment = aDeployment([aCheck()], {
      environments: [anEnvironment({ page: [pager] })],
      heartbeatUrl: { secret: secretIn(theirs) },
    })
    assert.deepEqual(
      fields(deployment, { account: owner, region: 'eu-west-1' }).map(([field]) => field),
      ['heartbeatUrl', 'environments.production.page[0].integrationKey'],
    )
  })
})
