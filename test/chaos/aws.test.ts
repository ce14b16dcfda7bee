import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { SchedulerClient } from '@aws-sdk/client-scheduler'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { scheduleInverse } from '../../chaos/aws/one-shot.ts'
import { chaosTag, denyChange, stageChange } from '../../chaos/aws/secret-change.ts'
import { undoChange } from '../../chaos/safety/inverse.ts'
import { callerEnvironment } from '../../local/aws/caller.ts'
import { type SecretsManager, startSecretsManager } from '../../local/aws/secrets-manager.ts'
import { portOf } from '../../local/loopback.ts'

const role = 'orders-service'
const principal = `arn:aws:iam::123456789012:role/${role}`

let store: SecretsManager
let operator: SecretsManagerClient
let service: SecretsManagerClient
let nowMs = Date.now()

function clientOf(name: string): SecretsManagerClient {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = callerEnvironment(name)
  return new SecretsManagerClient({
    endpoint: store.url,
    region: 'eu-central-1',
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  })
}

before(async () => {
  store = await startSecretsManager({ invokeRotation: async () => undefined, now: () => nowMs })
  operator = clientOf('operator')
  service = clientOf(role)
  store.put('sandbox/orders', 'first-value', { tags: { [chaosTag.key]: chaosTag.value } })
  store.put('sandbox/orders', 'second-value')
  store.put('sandbox/untagged', 'value-of-another')
})
after(async () => {
  operator.destroy()
  service.destroy()
  await store.close()
})

const read = async (client: SecretsManagerClient) =>
  (await client.send(new GetSecretValueCommand({ SecretId: 'sandbox/orders' }))).SecretString

describe('a denied secret', () => {
  it('is denied to one role only, and only until the end time', async () => {
    const change = await denyChange(operator, { id: 'sandbox/orders', principal })
    assert.ok('make' in change)
    await change.make(nowMs + 60_000)
    await assert.rejects(read(service), { name: 'AccessDeniedException' })
    assert.equal(await read(operator), 'second-value')
    nowMs += 61_000
    assert.equal(await read(service), 'second-value')
    await undoChange(change.inverse, operator)
    assert.ok(await change.isUndone())
  })

  it('can be undone earlier, and more than once', async () => {
    const change = await denyChange(operator, { id: 'sandbox/orders', principal })
    assert.ok('make' in change)
    await change.make(nowMs + 60_000)
    await undoChange(change.inverse, operator)
    await undoChange(change.inverse, operator)
    assert.equal(await read(service), 'second-value')
    assert.ok(await change.isUndone())
  })
})

describe('a moved stage', () => {
  it('serves the previous version until it is moved back, and can be moved back twice', async () => {
    const change = await stageChange(operator, { id: 'sandbox/orders', principal })
    assert.ok('make' in change)
    await change.make(0)
    assert.equal(await read(service), 'first-value')
    assert.equal(await change.isUndone(), false)
    await undoChange(change.inverse, operator)
    await undoChange(change.inverse, operator)
    assert.equal(await read(service), 'second-value')
    assert.ok(await change.isUndone())
  })
})

describe('a secret that must not be changed', () => {
  for (const [name, change] of [
    ['a deny', denyChange],
    ['a moved stage', stageChange],
  ] as const)
    it(`${name} is refused without the tag, and for a secret that does not exist`, async () => {
      for (const id of ['sandbox/untagged', 'sandbox/nobody']) {
        const refused = await change(operator, { id, principal })
        assert.ok('refusals' in refused)
        assert.match(
          refused.refusals.join(),
          id === 'sandbox/untagged' ? /missing the tag tokenwatch:chaos=true/ : /cannot be described/,
        )
      }
      assert.ok(
        !store.calls.some(
          ({ operation, input }) => /Put|Update/.test(operation) && JSON.stringify(input).includes('untagged'),
        ),
      )
    })
})

describe('the schedule that undoes a change', () => {
  it('runs once, calls Secrets Manager itself, and deletes itself', async () => {
    const asked: { method: string; url: string; body: string }[] = []
    const server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      asked.push({ method: request.method ?? '', url: request.url ?? '', body })
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ ScheduleArn: 'arn:aws:scheduler:eu-central-1:123456789012:schedule/default/x' }))
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'of-the-lab' }
    const scheduler = new SchedulerClient({
      endpoint: `http://127.0.0.1:${portOf(server)}`,
      region: 'eu-central-1',
      credentials,
    })
    const inverse = { kind: 'resource-policy', secretId: 'sandbox/orders', policy: null } as const
    const at = new Date('2026-11-25T23:00:00.500Z')
    const oneShot = await scheduleInverse(scheduler, {
      runId: 'run-1',
      at,
      roleArn: 'arn:aws:iam::123456789012:role/undo',
      inverse,
    })
    await oneShot.cancel()
    scheduler.destroy()
    server.closeAllConnections()
    server.close()
    assert.deepEqual(
      asked.map(({ method, url }) => `${method} ${url}`.replace(/\?.*/, '')),
      ['POST /schedules/tokenwatch-chaos-run-1', 'DELETE /schedules/tokenwatch-chaos-run-1'],
    )
    const { ScheduleExpression, ActionAfterCompletion, Target } = JSON.parse(asked[0]?.body ?? '')
    assert.deepEqual([ScheduleExpression, ActionAfterCompletion], ['at(2026-11-25T23:00:00)', 'DELETE'])
    assert.deepEqual(Target, {
      Arn: 'arn:aws:scheduler:::aws-sdk:secretsmanager:deleteResourcePolicy',
      RoleArn: 'arn:aws:iam::123456789012:role/undo',
      Input: '{"SecretId":"sandbox/orders"}',
    })
  })
})
