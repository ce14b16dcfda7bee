import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { request } from 'undici'
import { region } from '../../../local/aws/account.ts'
import { type Aws, startAws } from '../../../local/aws/aws.ts'
import { credentialsFor, trustKey } from '../../../local/aws/caller.ts'

describe('the lab of one start', () => {
  let aws: Aws
  before(async () => {
    aws = await startAws({ invokeRotation: async () => {} })
    aws.secretsManager.put('production/api', 'a-token-of-somebody')
  })
  after(() => aws.close())

  const read = async (credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }) => {
    const client = new SecretsManagerClient({ endpoint: aws.secretsManager.url, region, credentials, maxAttempts: 1 })
    try {
      return (await client.send(new GetSecretValueCommand({ SecretId: 'production/api' }))).SecretString
    } catch (error) {
      return error instanceof Error ? error.name : ''
    } finally {
      client.destroy()
    }
  }

  it('answers its own functions', async () =>
    assert.equal(await read(credentialsFor('tokenwatch-probe')), 'a-token-of-somebody'))

  it('answers who has a key that was given to it', async () => {
    const key = { accessKeyId: 'AKIAEXAMPLEOFAPERSON', secretAccessKey: 'of-a-real-account' }
    assert.equal(await read(key), 'InvalidSignatureException')
    trustKey(key.accessKeyId, key.secretAccessKey)
    assert.equal(await read(key), 'a-token-of-somebody')
    assert.equal(await read({ ...key, secretAccessKey: 'another' }), 'InvalidSignatureException')
  })

  it('answers nobody who only knows the access key of a function', async () => {
    const { accessKeyId } = credentialsFor('tokenwatch-probe')
    for (const secretAccessKey of ['secret', '', accessKeyId])
      assert.notEqual(await read({ accessKeyId, secretAccessKey: secretAccessKey || 'x' }), 'a-token-of-somebody')
  })

  /** Every service but STS, which judges signatures itself. */
  const closed = () =>
    Object.entries(aws).flatMap(([name, service]) =>
      typeof service === 'object' && 'url' in service && name !== 'sts' ? [{ name, url: service.url }] : [],
    )

  it('answers no call without a signature, on no port', async () => {
    assert.ok(closed().length >= 13)
    for (const { name, url } of closed()) {
      const { statusCode, body } = await request(url, { method: 'POST', body: '{}' })
      const said = await body.text()
      assert.equal(statusCode, 403, name)
      assert.match(said, /MissingAuthenticationToken/, name)
    }
  })

  it('answers no call whose signature was copied to another body, path, query or host', async () => {
    const seen = await signedCall(aws)
    const answer = async (change: Partial<typeof seen>) => {
      const { url, headers, body } = { ...seen, ...change }
      const { statusCode, body: said } = await request(url, { method: 'POST', headers, body })
      return [statusCode, (await said.text()).includes('a-token-of-somebody')]
    }
    assert.deepEqual(await answer({}), [200, true])
    assert.deepEqual(await answer({ body: seen.body.replace('api', 'apj') }), [403, false])
    assert.deepEqual(await answer({ url: `${seen.url}/other` }), [403, false])
    assert.deepEqual(await answer({ url: `${seen.url}/?a=1` }), [403, false])
    assert.deepEqual(await answer({ headers: { ...seen.headers, host: 'attacker.example' } }), [403, false])
    assert.deepEqual(await answer({ headers: { ...seen.headers, 'x-amz-target': 'secretsmanager.ListSecrets' } }), [
      403,
      false,
    ])
  })
})

/** Returns a call as the SDK signs it, before it is sent. */
async function signedCall({ secretsManager: { url } }: Aws) {
  const client = new SecretsManagerClient({ endpoint: url, region, credentials: credentialsFor('tokenwatch-probe') })
  let call = { url, headers: {} as Record<string, string>, body: '' }
  client.middlewareStack.add(
    (next) => async (args) => {
      const { headers, body } = args.request as { headers: Record<string, string>; body: Uint8Array }
      call = { url, headers, body: new TextDecoder().decode(body) }
      return next(args)
    },
    { step: 'finalizeRequest', priority: 'low' },
  )
  await client.send(new GetSecretValueCommand({ SecretId: 'production/api' }))
  client.destroy()
  return call
}
