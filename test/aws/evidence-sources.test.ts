import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { clientOptions } from '../../functions/aws/clients.ts'
import { openEvidenceSources, openReaders } from '../../functions/aws/evidence-sources.ts'
import { openHistory } from '../../functions/aws/secret-history.ts'
import type { ObservedConsumer } from '../../functions/core/model/consumer.ts'
import type { SecretHistory } from '../../functions/core/probe/versions/history.ts'
import { type Aws, startAws } from '../../local/aws/aws.ts'
import { secretsManagerClient } from '../local/aws/clients.ts'
import { aCheck } from '../support/check.ts'

const name = 'production/ci'
const service = { cluster: 'shop', service: 'web' }
const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:invoices'
const roleArn = 'arn:aws:iam::123456789012:role/reports'
const hourMs = 3_600_000

describe('the evidence of AWS', () => {
  let aws: Aws
  let offsetMs = 0
  const nowMs = () => Date.now() + offsetMs
  const kept = { ...process.env }
  before(async () => {
    aws = await startAws({ now: nowMs, invokeRotation: async () => undefined })
    Object.assign(process.env, aws.environment('probe'))
    aws.secretsManager.put(name, 'one')
  })
  after(async () => {
    process.env = kept
    await aws.close()
  })

  const history = async (): Promise<SecretHistory> => {
    const client = secretsManagerClient(aws.secretsManager.url)
    const found = await openHistory(client)(aCheck())
    client.destroy()
    assert.ok(found !== null)
    return found
  }
  const evidenceSource = async (consumer: ObservedConsumer) =>
    openEvidenceSources({ ...clientOptions, maxAttempts: 1 })(consumer, await history())

  describe('of the versions of a secret', () => {
    it('has no previous version before there was one', async () => {
      const { previousId, knownIds, currentId } = await history()
      assert.deepEqual([previousId, knownIds], [null, [currentId]])
    })

    it('names the current and the previous one, the creation of the current one, and the last read of the other', async () => {
      const first = (await history()).currentId
      offsetMs += hourMs
      const second = aws.secretsManager.put(name, 'two')
      const seen = await history()
      assert.deepEqual([seen.currentId, seen.previousId, seen.name], [second, first, name])
      assert.deepEqual([...seen.knownIds].toSorted(), [first, second].toSorted())
      assert.ok(Math.abs(seen.promotedAt - nowMs()) < hourMs / 2)
      assert.equal(seen.previousReadOn, null)
    })

    it('names the state of each replica', async () => {
      aws.secretsManager.replicate(name, 'eu-central-1', 'Failed')
      assert.deepEqual((await history()).replicas, new Map([['eu-central-1', 'Failed']]))
    })

    it('is empty for a credential outside Secrets Manager', async () => {
      const client = secretsManagerClient(aws.secretsManager.url)
      assert.equal(await openHistory(client)(aCheck({ secret: null })), null)
      client.destroy()
    })
  })

  describe('of the tasks of a service', () => {
    const ask = () => evidenceSource({ kind: 'ecs', name: 'web', ...service })
    const arn = () => aws.secretsManager.describe(name).arn
    const startedAt = 1_795_262_400_000

    it('is the start of those that receive the secret, whatever follows its ARN', async () => {
      const forms = [arn(), `${arn()}:token::`, arn().slice(0, -7), `${arn().slice(0, -7)}:token:AWSCURRENT:`]
      aws.ecs.deploy(service, [
        ...forms.map((form) => ({ startedAt, secrets: [form] })),
        { startedAt: 0, secrets: [`${arn()}-other`] },
      ])
      assert.deepEqual(await ask(), { kind: 'started', at: forms.map(() => startedAt) })
    })

    it('is empty if no task runs, or none receives the secret', async () => {
      aws.ecs.deploy(service, [])
      assert.deepEqual(await ask(), { kind: 'unclear', why: 'no_tasks' })
      aws.ecs.deploy(service, [{ startedAt, secrets: ['arn:aws:ssm:eu-west-1:123456789012:parameter/other'] }])
      assert.deepEqual(await ask(), { kind: 'unclear', why: 'secret_not_in_task' })
    })

    it('holds all pages of a large service', async () => {
      aws.ecs.deploy(
        service,
        Array.from({ length: 101 }, () => ({ startedAt, secrets: [arn()] })),
      )
      const found = await ask()
      assert.equal(found.kind === 'started' && found.at.length, 101)
    })

    it('is only the name of the error if AWS refuses', async () => {
      aws.ecs.inject({
        operation: 'ListTasks',
        times: 1,
        fault: { error: 'AccessDeniedException', message: 'kept-secret', status: 403 },
      })
      assert.deepEqual(await ask(), { kind: 'unclear', why: 'AccessDeniedException' })
    })
  })

  describe('of a function', () => {
    const ask = () => evidenceSource({ kind: 'lambdaFunction', name: 'invoices', functionArn })

    it('is the absence of the function', async () =>
      assert.deepEqual(await ask(), { kind: 'unclear', why: 'ResourceNotFoundException' }))

    it('is its last deployment, and nothing of its environment', async () => {
      aws.invocations.deploy(functionArn, 1_795_262_400_000, { TOKEN: 'kept-secret' })
      assert.deepEqual(await ask(), { kind: 'started', at: [1_795_262_400_000] })
    })
  })

  describe('of the reads of a role', () => {
    const ask = () => evidenceSource({ kind: 'cloudTrail', name: 'reports', roleArn })
    beforeEach(() => {
      offsetMs += hourMs
    })

    it('is the absence of a read of this secret, whatever others did', async () => {
      const { arn, promotedAt } = await history()
      aws.cloudTrail.show({ at: promotedAt - hourMs, roleArn, secretId: name })
      aws.cloudTrail.show({ at: nowMs(), roleArn, secretId: 'production/other' })
      aws.cloudTrail.show({ at: nowMs(), roleArn: `${roleArn}-other`, secretId: arn })
      assert.deepEqual(await ask(), { kind: 'read', since: false })
    })

    it('is a read, by name or by ARN', async () => {
      for (const secretId of [name, (await history()).arn]) {
        offsetMs += hourMs
        aws.secretsManager.put(name, `value ${offsetMs}`)
        offsetMs += hourMs
        aws.cloudTrail.show({ at: nowMs(), roleArn, secretId })
        assert.deepEqual(await ask(), { kind: 'read', since: true })
      }
    })

    it('names every reader of this secret since the promotion, and nobody else', async () => {
      aws.secretsManager.put(name, 'another value')
      const found = await history()
      offsetMs += hourMs
      const show = (role: string, secretId: string, at = nowMs()) =>
        aws.cloudTrail.show({ at, roleArn: `${roleArn}-${role}`, secretId })
      show('b', name)
      show('a', found.arn)
      show('a', name)
      show('before', name, found.promotedAt - hourMs)
      show('elsewhere', 'production/other')
      const readers = openReaders({ ...clientOptions, maxAttempts: 1 })
      assert.deepEqual(await readers(await history()), [`${roleArn}-a`, `${roleArn}-b`])
    })

    it('is unknown if there are more reads than are searched', async () => {
      aws.secretsManager.put(name, 'the last value')
      offsetMs += hourMs
      for (let reads = 0; reads < 501; reads += 1)
        aws.cloudTrail.show({ at: nowMs(), roleArn, secretId: 'production/other' })
      assert.deepEqual(await ask(), { kind: 'unclear', why: 'too_many_reads' })
      assert.equal(await openReaders({ ...clientOptions, maxAttempts: 1 })(await history()), null)
    })
  })
})
