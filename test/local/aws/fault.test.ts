import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import type { Call } from '../../../local/aws/call.ts'
import { accessKeyIdFor } from '../../../local/aws/caller.ts'
import { type SecretsManager, startSecretsManager } from '../../../local/aws/secrets-manager.ts'
import { secretsManagerClient } from './clients.ts'
import { untilSynchronously } from './until.ts'

let lab: SecretsManager
let client: SecretsManagerClient

before(async () => {
  lab = await startSecretsManager({ invokeRotation: async () => {} })
  client = secretsManagerClient(lab.url)
  lab.put('token', 'value')
})
afterEach(() => lab.clearFaults())
after(() => lab.close())

const get = (from = client, options = {}) => from.send(new GetSecretValueCommand({ SecretId: 'token' }), options)
const put = (SecretString: string) => client.send(new PutSecretValueCommand({ SecretId: 'token', SecretString }))

test('an injected error is answered the given number of times', async () => {
  lab.inject({ operation: 'GetSecretValue', times: 2, fault: { error: 'ThrottlingException', status: 400 } })
  await assert.rejects(get(), { name: 'ThrottlingException' })
  await assert.rejects(get(), { name: 'ThrottlingException' })
  assert.equal((await get()).SecretString, 'value')
})

test('a fault affects only the operation that it names', async () => {
  lab.inject({ operation: 'PutSecretValue', times: 1, fault: { error: 'InternalServiceError', status: 500 } })
  assert.equal((await get()).SecretString, 'value')
  await assert.rejects(put('value'), { name: 'InternalServiceError' })
})

test('a fault can name the caller that it affects', async () => {
  const [one, other] = ['one', 'other'].map((caller) => secretsManagerClient(lab.url, caller))
  lab.inject({
    operation: '*',
    times: Number.POSITIVE_INFINITY,
    fault: { error: 'AccessDeniedException' },
    when: ({ accessKeyId }) => accessKeyId === accessKeyIdFor('one'),
  })
  await assert.rejects(get(one), { name: 'AccessDeniedException' })
  await assert.rejects(get(one), { name: 'AccessDeniedException' })
  assert.equal((await get(other)).SecretString, 'value')
})

const only = (caller: string) => ({
  times: 1,
  when: (call: Call) => call.accessKeyId === accessKeyIdFor(caller),
})

test('a delayed call is answered late, after a call that came later', async () => {
  lab.inject({ operation: '*', fault: { delayMs: 300 }, ...only('slow') })
  const order: string[] = []
  const delayed = get(secretsManagerClient(lab.url, 'slow')).then(() => order.push('delayed'))
  await get().then(() => order.push('direct'))
  await delayed
  assert.deepEqual(order, ['direct', 'delayed'])
})

test('a hanging call gets no answer while others do', async () => {
  lab.inject({ operation: '*', fault: { hang: true }, ...only('stuck') })
  const giveUp = new AbortController()
  const stuck = secretsManagerClient(lab.url, 'stuck')
  const hanging = assert.rejects(get(stuck, { abortSignal: giveUp.signal }), { name: 'AbortError' })
  await untilSynchronously(() => lab.calls.some(({ accessKeyId }) => accessKeyId === accessKeyIdFor('stuck')))
  assert.equal((await get()).SecretString, 'value')
  giveUp.abort()
  await hanging
})

test('a reset closes the connection', async () => {
  lab.inject({ operation: 'GetSecretValue', times: 1, fault: { reset: true } })
  await assert.rejects(get(), { code: 'ECONNRESET' })
})

test('a fault after the call keeps the effect of the call', async () => {
  lab.inject({ operation: 'PutSecretValue', times: 1, fault: { reset: true }, after: true })
  await assert.rejects(put('written'), { code: 'ECONNRESET' })
  assert.equal((await get()).SecretString, 'written')
  lab.inject({ operation: 'PutSecretValue', times: 1, fault: { reset: true } })
  await assert.rejects(put('not written'), { code: 'ECONNRESET' })
  assert.equal((await get()).SecretString, 'written')
})

test('every call is recorded with its operation, input and caller, failed ones too', async () => {
  lab.inject({ operation: 'GetSecretValue', times: 1, fault: { error: 'InternalServiceError', status: 500 } })
  await assert.rejects(get(secretsManagerClient(lab.url, 'probe')))
  const call = lab.calls.at(-1)
  assert.equal(call?.operation, 'GetSecretValue')
  assert.deepEqual(call?.input, { SecretId: 'token' })
  assert.equal(call?.accessKeyId, accessKeyIdFor('probe'))
})

test('a hanging call does not keep the endpoint from closing', async (t) => {
  const own = await startSecretsManager({ invokeRotation: async () => {} })
  t.after(own.close)
  own.inject({ operation: '*', times: 1, fault: { hang: true } })
  const hanging = assert.rejects(get(secretsManagerClient(own.url)))
  await untilSynchronously(() => own.calls.length > 0)
  await own.close()
  await hanging
})
