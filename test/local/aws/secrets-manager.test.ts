import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  paginateListSecrets,
  RestoreSecretCommand,
  type SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-secrets-manager'
import { type SecretsManager, startSecretsManager } from '../../../local/aws/secrets-manager.ts'
import { secretsManagerClient } from './clients.ts'

let lab: SecretsManager
let client: SecretsManagerClient

before(async () => {
  lab = await startSecretsManager({ invokeRotation: async () => {} })
  client = secretsManagerClient(lab.url)
})
after(() => lab.close())

test('a parameter of the wrong type is refused', async () => {
  const response = await fetch(lab.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'secretsmanager.GetSecretValue', authorization: 'AWS4 Credential=A/b' },
    body: JSON.stringify({ SecretId: 5 }),
  })
  assert.equal(response.status, 400)
  assert.equal(response.headers.get('x-amzn-errortype'), 'InvalidParameterException')
  assert.match(await response.text(), /"__type":"InvalidParameterException","message":"SecretId/)
})

test('an operation that does not exist is unknown', async () => {
  const response = await fetch(lab.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'secretsmanager.constructor', authorization: 'AWS4 Credential=A/b' },
    body: '{}',
  })
  assert.equal(response.status, 400)
  assert.match(await response.text(), /"__type":"UnknownOperationException"/)
})

test('an unsigned request is refused', async () => {
  const headers = { 'x-amz-target': 'secretsmanager.ListSecrets' }
  const response = await fetch(lab.url, { method: 'POST', headers, body: '{}' })
  assert.match(await response.text(), /"__type":"MissingAuthenticationTokenException"/)
})

test('a secret is created without a value and found by its description', async () => {
  const { VersionId } = await client.send(
    new CreateSecretCommand({
      Name: 'made/new',
      Description: 'for a test',
      Tags: [{ Key: 'team', Value: 'platform' }],
    }),
  )
  assert.equal(VersionId, undefined)
  const described = await client.send(new DescribeSecretCommand({ SecretId: 'made/new' }))
  assert.equal(described.Description, 'for a test')
  assert.deepEqual(described.Tags, [{ Key: 'team', Value: 'platform' }])
  assert.equal(described.RotationEnabled, undefined)
  await assert.rejects(client.send(new CreateSecretCommand({ Name: 'made/new' })), { name: 'ResourceExistsException' })
})

test('tags are added and removed', async () => {
  lab.put('tagged', 'value', { tags: { a: '1', b: '2' } })
  await client.send(new TagResourceCommand({ SecretId: 'tagged', Tags: [{ Key: 'a', Value: '3' }] }))
  await client.send(new UntagResourceCommand({ SecretId: 'tagged', TagKeys: ['b'] }))
  assert.deepEqual(lab.describe('tagged').tags, { a: '3' })
})

test('a secret that is marked for deletion is described, restored and otherwise refused', async () => {
  lab.put('deleted', 'value')
  await client.send(new DeleteSecretCommand({ SecretId: 'deleted', RecoveryWindowInDays: 7 }))
  const marked = {
    name: 'InvalidRequestException',
    message: "You can't perform this operation on the secret because it was marked for deletion.",
  }
  await assert.rejects(client.send(new GetSecretValueCommand({ SecretId: 'deleted' })), marked)
  await assert.rejects(client.send(new PutSecretValueCommand({ SecretId: 'deleted', SecretString: 'x' })), marked)
  await assert.rejects(client.send(new CreateSecretCommand({ Name: 'deleted' })), { name: 'InvalidRequestException' })
  assert.ok((await client.send(new DescribeSecretCommand({ SecretId: 'deleted' }))).DeletedDate)
  await client.send(new RestoreSecretCommand({ SecretId: 'deleted' }))
  assert.equal((await client.send(new GetSecretValueCommand({ SecretId: 'deleted' }))).SecretString, 'value')
})

test('a secret that is deleted without recovery is gone at once', async () => {
  lab.put('gone', 'value')
  await client.send(new DeleteSecretCommand({ SecretId: 'gone', ForceDeleteWithoutRecovery: true }))
  await assert.rejects(client.send(new DescribeSecretCommand({ SecretId: 'gone' })), {
    name: 'ResourceNotFoundException',
  })
})

test('the list comes in pages, with labels, and without what is marked for deletion', async (t) => {
  const own = await startSecretsManager({ invokeRotation: async () => {} })
  t.after(own.close)
  const reader = secretsManagerClient(own.url)
  for (let index = 0; index < 7; index++) own.put(`listed-${index}`, 'value', { tags: { kind: 'listed' } })
  await reader.send(new DeleteSecretCommand({ SecretId: 'listed-6' }))
  const names: (string | undefined)[] = []
  let pages = 0
  for await (const { SecretList = [] } of paginateListSecrets({ client: reader, pageSize: 4 }, { SortOrder: 'asc' })) {
    pages += 1
    names.push(...SecretList.map(({ Name }) => Name))
    for (const { SecretVersionsToStages } of SecretList) {
      assert.deepEqual(Object.values(SecretVersionsToStages ?? {}), [['AWSCURRENT']])
    }
  }
  assert.equal(pages, 2)
  assert.deepEqual(names, ['listed-0', 'listed-1', 'listed-2', 'listed-3', 'listed-4', 'listed-5'])
  const all = await reader.send(new ListSecretsCommand({ IncludePlannedDeletion: true }))
  assert.equal(all.SecretList?.length, 7)
  const some = await reader.send(new ListSecretsCommand({ Filters: [{ Key: 'name', Values: ['listed-3'] }] }))
  assert.deepEqual(
    some.SecretList?.map(({ Name }) => Name),
    ['listed-3'],
  )
})

test('versions without a label are listed only on request', async () => {
  const ids = ['a', 'b', 'c'].map((value) => lab.put('history', value))
  const list = async (IncludeDeprecated: boolean) => {
    const answer = await client.send(new ListSecretVersionIdsCommand({ SecretId: 'history', IncludeDeprecated }))
    return answer.Versions?.map(({ VersionId }) => VersionId)
  }
  assert.deepEqual(await list(false), ids.slice(1))
  assert.deepEqual(await list(true), ids)
})

test('the day of the last read is kept per version', async () => {
  lab.put('read', 'value')
  await client.send(new GetSecretValueCommand({ SecretId: 'read' }))
  const { Versions } = await client.send(new ListSecretVersionIdsCommand({ SecretId: 'read' }))
  const day = Versions?.[0]?.LastAccessedDate?.toISOString()
  assert.match(day ?? '', /T00:00:00\.000Z$/)
})
