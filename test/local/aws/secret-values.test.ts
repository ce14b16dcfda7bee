import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  BatchGetSecretValueCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { type SecretsManager, startSecretsManager } from '../../../local/aws/secrets-manager.ts'
import { secretsManagerClient } from './clients.ts'

let lab: SecretsManager
let client: SecretsManagerClient

const token = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`

before(async () => {
  lab = await startSecretsManager({ invokeRotation: async () => {} })
  client = secretsManagerClient(lab.url)
})
after(() => lab.close())

test('a secret is read by name, by ARN and by ARN without its random ending', async () => {
  const versionId = lab.put('found', 'value')
  const { arn } = lab.describe('found')
  assert.match(arn, /^arn:aws:secretsmanager:eu-west-1:123456789012:secret:found-[A-Za-z0-9]{6}$/)
  for (const SecretId of ['found', arn, arn.slice(0, -7)]) {
    const answer = await client.send(new GetSecretValueCommand({ SecretId }))
    assert.equal(answer.SecretString, 'value')
    assert.equal(answer.VersionId, versionId)
    assert.equal(answer.ARN, arn)
    assert.deepEqual(answer.VersionStages, ['AWSCURRENT'])
    assert.ok(answer.CreatedDate instanceof Date)
  }
})

test('a secret that does not exist is not found', async () => {
  await assert.rejects(client.send(new GetSecretValueCommand({ SecretId: 'nowhere' })), {
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret.",
  })
})

test('a binary value is returned as bytes', async () => {
  lab.putBinary('bytes', new Uint8Array([0, 255, 10]))
  const answer = await client.send(new GetSecretValueCommand({ SecretId: 'bytes' }))
  assert.deepEqual([...(answer.SecretBinary ?? [])], [0, 255, 10])
  assert.equal(answer.SecretString, undefined)
})

test('the operator replaces a value and the old one is the previous version', async () => {
  const first = lab.put('replaced', 'old')
  const second = lab.put('replaced', 'new')
  const previous = new GetSecretValueCommand({ SecretId: 'replaced', VersionStage: 'AWSPREVIOUS' })
  assert.equal((await client.send(previous)).SecretString, 'old')
  assert.deepEqual(lab.describe('replaced').versionIdsToStages, { [first]: ['AWSPREVIOUS'], [second]: ['AWSCURRENT'] })
})

test('a version id and a stage must agree', async () => {
  const first = lab.put('agreeing', 'old')
  lab.put('agreeing', 'new')
  const read = (VersionStage: string) =>
    client.send(new GetSecretValueCommand({ SecretId: 'agreeing', VersionId: first, VersionStage }))
  assert.equal((await read('AWSPREVIOUS')).SecretString, 'old')
  await assert.rejects(read('AWSCURRENT'), { name: 'InvalidRequestException' })
})

test('a refusal names the missing version or stage', async () => {
  lab.put('versioned', 'value')
  await assert.rejects(client.send(new GetSecretValueCommand({ SecretId: 'versioned', VersionId: token(1) })), {
    name: 'ResourceNotFoundException',
    message: `Secrets Manager can't find the specified secret value for VersionId: ${token(1)}`,
  })
  await assert.rejects(client.send(new GetSecretValueCommand({ SecretId: 'versioned', VersionStage: 'AWSPENDING' })), {
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
  })
})

test('a token writes its value once: the same value is accepted again, another one is refused', async () => {
  lab.put('written-once', 'start')
  const put = (SecretString: string) =>
    client.send(new PutSecretValueCommand({ SecretId: 'written-once', ClientRequestToken: token(2), SecretString }))
  assert.equal((await put('mine')).VersionId, token(2))
  assert.deepEqual((await put('mine')).VersionStages, ['AWSCURRENT'])
  await assert.rejects(put('other'), { name: 'ResourceExistsException' })
  const current = await client.send(new GetSecretValueCommand({ SecretId: 'written-once' }))
  assert.equal(current.SecretString, 'mine')
})

test('exactly one of several callers with one token and different values succeeds', async () => {
  lab.put('contended', 'start')
  const puts = ['a', 'b', 'c', 'd'].map((SecretString) =>
    client.send(new PutSecretValueCommand({ SecretId: 'contended', ClientRequestToken: token(3), SecretString })),
  )
  const settled = await Promise.allSettled(puts)
  assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('a label moves only if the caller knows its present version', async () => {
  const first = lab.put('moving', 'old')
  const second = lab.put('moving', 'new')
  const move = (RemoveFromVersionId?: string) =>
    client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: 'moving',
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: first,
        ...(RemoveFromVersionId !== undefined && { RemoveFromVersionId }),
      }),
    )
  await assert.rejects(move(), { name: 'InvalidParameterException', message: new RegExp(second) })
  await move(second)
  assert.deepEqual(lab.describe('moving').versionIdsToStages, { [first]: ['AWSCURRENT'], [second]: ['AWSPREVIOUS'] })
})

test('invalid values are refused', async () => {
  lab.put('strict', 'value')
  const put = (given: object) => client.send(new PutSecretValueCommand({ SecretId: 'strict', ...given }))
  const refused = { name: 'InvalidParameterException' }
  await assert.rejects(put({}), refused)
  await assert.rejects(put({ SecretString: '' }), refused)
  await assert.rejects(put({ SecretString: 'a', SecretBinary: Buffer.from('a') }), refused)
  await assert.rejects(put({ SecretString: 'x'.repeat(65_537) }), refused)
  await assert.rejects(put({ SecretString: 'ü'.repeat(32_769) }), refused)
  await assert.rejects(put({ SecretString: 'a', ClientRequestToken: 'short' }), refused)
  assert.ok(await put({ SecretString: 'x'.repeat(65_536) }))
})

test('a batch returns the readable secrets and names the others', async () => {
  lab.put('batch-1', 'one')
  lab.put('batch-2', 'two')
  const answer = await client.send(new BatchGetSecretValueCommand({ SecretIdList: ['batch-1', 'missing', 'batch-2'] }))
  assert.deepEqual(
    answer.SecretValues?.map(({ SecretString }) => SecretString),
    ['one', 'two'],
  )
  assert.deepEqual(
    answer.Errors?.map(({ SecretId, ErrorCode }) => [SecretId, ErrorCode]),
    [['missing', 'ResourceNotFoundException']],
  )
  const tooMany = Array.from({ length: 21 }, () => 'batch-1')
  await assert.rejects(client.send(new BatchGetSecretValueCommand({ SecretIdList: tooMany })), {
    name: 'InvalidParameterException',
  })
})

test('reads miss a write that is younger than the delay', async (t) => {
  const slow = await startSecretsManager({ invokeRotation: async () => {}, readDelayMs: 3_600_000 })
  t.after(slow.close)
  slow.put('late', 'value')
  await assert.rejects(secretsManagerClient(slow.url).send(new GetSecretValueCommand({ SecretId: 'late' })), {
    name: 'ResourceNotFoundException',
  })
})

test('reads return a write in the end, and never the old value after it', async (t) => {
  const slow = await startSecretsManager({ invokeRotation: async () => {}, readDelayMs: 50 })
  t.after(slow.close)
  const reader = secretsManagerClient(slow.url)
  slow.put('late', 'old')
  slow.put('late', 'new')
  const seen: (string | undefined)[] = []
  for (let reads = 0; reads < 2_000 && seen.at(-1) !== 'new'; reads++) {
    const value = await reader.send(new GetSecretValueCommand({ SecretId: 'late' })).catch(() => undefined)
    if (value?.SecretString !== seen.at(-1)) seen.push(value?.SecretString)
  }
  assert.equal(seen.at(-1), 'new')
  assert.deepEqual(seen, ['old', 'new'].slice(-seen.length))
})
