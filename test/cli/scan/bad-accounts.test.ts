import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { CreateSecretCommand, DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { examineAll } from '../../../cli/scan/examine-all.ts'
import { fingerprinter } from '../../../cli/scan/fingerprints.ts'
import { secretOfFields } from '../../../cli/scan/sources/files.ts'
import { aFolder, tokenwatch } from '../../support/command-line.ts'
import { hookLimit, keepOpen } from '../../support/stack.ts'
import { valueFor } from '../recognition/made-values.ts'
import { type ScannedAccount, startScannedAccount } from './scanned-account.ts'

describe('a scan of an account that does not answer as it should', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let account: ScannedAccount
  before(async () => {
    account = keep(await startScannedAccount())
    for (const name of ['a', 'b', 'c', 'd'])
      account.aws.secretsManager.put(`production/${name}`, valueFor('pulumi.token', 300 + name.charCodeAt(0)))
  }, hookLimit)

  const faults = (
    service: 'secretsManager' | 'parameters' | 'cloudTrail',
    operation: string,
    error: string,
    times = Number.POSITIVE_INFINITY,
  ) => account.aws[service].inject({ operation, times, fault: { error, status: 400 } })
  const clear = () => {
    for (const service of [account.aws.secretsManager, account.aws.parameters, account.aws.cloudTrail])
      service.clearFaults()
  }

  it('counts what it may not read, and names the line of a policy that would allow it', async () => {
    account.aws.secretsManager.inject({
      operation: 'GetSecretValue',
      times: Number.POSITIVE_INFINITY,
      fault: { error: 'AccessDeniedException', status: 400 },
      when: ({ input }) => /production\/[ab]-/.test(JSON.stringify(input)),
    })
    faults('parameters', 'DescribeParameters', 'AccessDeniedException')
    faults('cloudTrail', 'LookupEvents', 'AccessDeniedException')
    const { report, result } = await account.run({ yes: true })
    clear()
    const byAction = new Map(report.allowances.map((one) => [one.action, one]))
    assert.deepEqual([...byAction.keys()].toSorted(), [
      'cloudtrail:LookupEvents',
      'secretsmanager:GetSecretValue',
      'ssm:DescribeParameters',
    ])
    const reads = byAction.get('secretsmanager:GetSecretValue')
    assert.deepEqual([reads?.count, reads?.places], [2, ['eu-west-1 production/a', 'eu-west-1 production/b']])
    assert.match(
      reads?.statement ?? '',
      /^\{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":\["arn:aws:secretsmanager:eu-west-1:123456789012:secret:production\/a-/,
    )
    assert.match(
      result.text,
      /Not allowed \(3\)\n[\s\S]*secretsmanager:GetSecretValue was denied 2 times\n[\s\S]*do: allow \{"Effect":"Allow"[\s\S]*Not seen\n[\s\S]*2 not read: the session may not read its value/,
    )
    assert.equal(report.counts.alive, 2)
    assert.equal(result.exitCode, 2)
  })

  it('goes on while AWS says "too many calls", and counts what it never got', async () => {
    faults('secretsManager', 'GetSecretValue', 'ThrottlingException', 20)
    const patient = await account.run({ offline: true })
    assert.equal(patient.report.counts.unread, 0)
    faults('secretsManager', 'GetSecretValue', 'ThrottlingException')
    const { report } = await account.run({ offline: true })
    clear()
    assert.deepEqual(report.gaps, ['4 not read: AWS said "too many calls" for too long'])
  })

  it("tells a customer's key from a value, and leaves secrets that are marked for deletion", async () => {
    const client = new SecretsManagerClient({})
    const KmsKeyId = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-4333-8444-555555555555'
    await client.send(new CreateSecretCommand({ Name: 'production/keyed', SecretString: 'x', KmsKeyId }))
    await client.send(
      new CreateSecretCommand({ Name: 'production/ending', SecretString: valueFor('pulumi.token', 309) }),
    )
    await client.send(new DeleteSecretCommand({ SecretId: 'production/ending', RecoveryWindowInDays: 30 }))
    account.aws.secretsManager.inject({
      operation: 'GetSecretValue',
      times: Number.POSITIVE_INFINITY,
      fault: { error: 'DecryptionFailure', status: 400 },
      when: ({ input }) => JSON.stringify(input).includes('production/keyed'),
    })
    const { report } = await account.run({ offline: true })
    clear()
    assert.deepEqual(
      report.allowances.map(({ action, statement }) => [action, statement]),
      [['kms:Decrypt', JSON.stringify({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: KmsKeyId })]],
    )
    assert.deepEqual(report.notes, ['1 not read: it is marked for deletion, and nobody can read it'])
    assert.ok(!report.findings.some(({ place }) => place.endsWith('ending')))
  })

  it('says that a list is denied, and what would allow it', async () => {
    faults('secretsManager', 'ListSecrets', 'AccessDeniedException')
    const { report, result } = await account.run({ offline: true })
    clear()
    assert.deepEqual([report.counts.secrets, result.exitCode], [0, 2])
    assert.match(report.gaps.join('\n'), /^Secrets Manager in eu-west-1: AWS denies secretsmanager:ListSecrets/)
    assert.equal(
      report.allowances[0]?.statement,
      '{"Effect":"Allow","Action":"secretsmanager:ListSecrets","Resource":"*"}',
    )
  })

  it('looks in every Region, and goes on where one does not know the session', async () => {
    const { report } = await account.run({ offline: true, allRegions: true })
    assert.match(report.scanned, /^the account in 16 Regions$/)
    assert.deepEqual(
      report.gaps.filter((gap) => gap.includes('Regions')),
      [],
    )
    assert.ok(report.counts.secrets > 16)
  })

  it('looks also in the Regions that the account has switched on, and says if it may not know them', async () => {
    account.aws.accountRegions.inject({
      operation: 'ListRegions',
      times: 1,
      fault: { error: 'AccessDeniedException', status: 403 },
    })
    const denied = (await account.run({ offline: true, allRegions: true })).report
    assert.match(denied.scanned, /^the account in 16 Regions$/)
    assert.match(
      denied.gaps.join('\n'),
      /^Regions that an account has to switch on: not looked at, name each with --region: AWS denies account:ListRegions/,
    )
    assert.ok(denied.allowances.some(({ action }) => action === 'account:ListRegions'))
    for (const name of ['af-south-1', 'eu-south-2', 'me-central-1', 'il-central-1', 'ap-east-1'])
      account.aws.accountRegions.enable(name)
    const { report } = await account.run({ offline: true, allRegions: true })
    assert.match(report.scanned, /^the account in 21 Regions$/)
    assert.ok(report.credentials.some(({ place }) => place.startsWith('me-central-1 ')))
  })

  for (const [what, env, message] of [
    ['without a session', {}, /^no AWS credentials: sign in as for the AWS CLI/],
    [
      'whose keys AWS does not know',
      { AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN', AWS_SECRET_ACCESS_KEY: 'wrong' },
      /^AWS does not know these credentials|^AWS refuses the signature/,
    ],
  ] as const)
    it(`ends in one line for a person ${what}`, async () => {
      const folder = keep(await aFolder())
      const endpoints = Object.fromEntries(
        Object.entries(account.aws.environment('operator')).filter(([name]) => name.startsWith('AWS_ENDPOINT')),
      )
      const { code, stderr, stdout } = await tokenwatch(['scan', '--region', 'eu-west-1'], {
        cwd: folder.path,
        env: { ...endpoints, ...env },
      })
      assert.deepEqual([code, stdout, stderr.split('\n').length], [2, '', 2])
      assert.match(stderr, message)
    })

  it('ends in one line for a session that is over in the middle', async () => {
    faults('secretsManager', 'GetSecretValue', 'ExpiredTokenException')
    await assert.rejects(account.run({ offline: true }), {
      code: 'expired_credentials',
      message: /^the AWS credentials have expired/,
    })
    clear()
  })

  it('looks at 10,000 secrets in seconds, and keeps none of them', async () => {
    const secrets = Array.from({ length: 10_000 }, (_, index) =>
      secretOfFields('env-file', `s${index}`, { value: `${index} `.repeat(1_000) }),
    )
    const examination = { rules: { hosts: new Set<string>(), billed: false }, fingerprint: fingerprinter(), keep: null }
    const looked = await examineAll(secrets, examination, {
      signal: new AbortController().signal,
      terminal: { progress: () => undefined },
    })
    assert.equal(looked.length, 10_000)
    assert.ok(JSON.stringify(looked.map(({ recognition }) => recognition)).length < 4_000_000)
  })
})
