import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startAws } from '../../../local/aws/aws.ts'
import { accessKeyIdFor } from '../../../local/aws/caller.ts'

test('every service has an endpoint of its own, named as the SDK expects', async () => {
  const aws = await startAws({ invokeRotation: async () => {} })
  const environment = aws.environment('probe')
  const { environment: _environment, close: _close, ...services } = aws
  const urls = Object.values(services).map(({ url }) => url)
  assert.equal(new Set(urls).size, urls.length)
  const named = Object.entries(environment).filter(([name]) => name.startsWith('AWS_ENDPOINT_URL_'))
  assert.deepEqual(new Set(named.map(([, url]) => url)), new Set(urls))
  for (const service of ['SECRETS_MANAGER', 'SNS', 'CLOUDWATCH', 'SQS', 'DYNAMODB'])
    assert.ok(urls.includes(environment[`AWS_ENDPOINT_URL_${service}`] ?? ''), service)
  for (const url of urls) assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  assert.equal(environment['AWS_REGION'], 'eu-west-1')
  assert.equal(environment['AWS_ACCESS_KEY_ID'], accessKeyIdFor('probe'))
  await aws.close()
  for (const url of urls) await assert.rejects(fetch(url))
})

test('functions have different access keys, and each always the same', async () => {
  assert.notEqual(accessKeyIdFor('probe'), accessKeyIdFor('tick'))
  assert.equal(accessKeyIdFor('probe'), accessKeyIdFor('probe'))
  assert.match(accessKeyIdFor('probe'), /^ASIA[A-Z0-9]{16}$/)
})
