import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager'
import { type CheckInput, ours, secret } from '../../functions/config.ts'
import type { Stack } from '../../local/stack.ts'
import { secretsManagerClient } from '../local/aws/clients.ts'
import {
  aWatch,
  bot,
  deploymentOf,
  eventually,
  hookLimit,
  keepOpen,
  type Product,
  readingsOf,
  stackCadence,
  startProduct,
  startWatching,
  stateOf,
} from '../support/stack.ts'

/** `orders` is rotated by a client that is permitted to, `ledger` by one whose secret is wrong. `plain` is not rotated. */
const names = ['orders', 'ledger', 'plain'] as const
type Name = (typeof names)[number]

describe('a rotation that is due', { timeout: 60_000 }, () => {
  let product: Product
  let stack: Stack
  /** The versions that were current at the start. */
  const first: Record<string, string> = {}

  const opened = keepOpen()
  before(async () => {
    product = opened(await startProduct())
    // The clock stands, so that what was read a moment ago is still known.
    const clockOffsetMs = () => 0
    stack = opened(
      await startWatching(deploymentOf(names.map(watch)), Object.fromEntries(await secrets()), { clockOffsetMs }),
    )
    for (const name of names) first[name] = versionAt(name, 'AWSCURRENT')
  }, hookLimit)

  function watch(id: Name): CheckInput {
    const client = secret(`production/${id}-client`, { clientId: 'id', clientSecret: 'secret' })
    const { tokenUrl } = product.oauth
    const rotation = ours({ grant: 'client_credentials', tokenUrl, client, scope: 'things:read', rotateWithin: '15m' })
    return aWatch(id, `${product.api.url}/me`, {
      secret: secret(`production/${id}`, 'access_token'),
      expiresField: { name: 'expires_at', format: 'epoch_seconds' },
      warn: '30m',
      critical: '1m',
      rotation: id === 'plain' ? 'manual' : rotation,
    })
  }

  async function secrets(): Promise<readonly (readonly [string, string])[]> {
    const ttlSeconds = 600
    const expires_at = Math.floor(Date.now() / 1_000) + ttlSeconds
    const access_token = await product.mint({ ttlSeconds })
    const client = (clientSecret: string) => JSON.stringify({ id: bot.clientId, secret: clientSecret })
    return [
      ...names.map((name) => [`production/${name}`, JSON.stringify({ access_token, expires_at })] as const),
      ['production/orders-client', client(bot.clientSecret)],
      ['production/ledger-client', client('not-the-secret')],
    ]
  }

  function versionAt(name: Name, stage: string): string {
    const { versionIdsToStages } = stack.aws.secretsManager.describe(`production/${name}`)
    return Object.entries(versionIdsToStages).find(([, stages]) => stages.includes(stage))?.[0] ?? ''
  }

  function happened(name: Name): readonly string[] {
    const { arn } = stack.aws.secretsManager.describe(`production/${name}`)
    return stack.aws.secretsManager.events.filter((event) => event.secretArn === arn).map((event) => event.name)
  }

  function asked(name: Name): readonly string[] {
    return stack.logbook.events
      .filter((event) => event.event === 'rotation')
      .filter((event) => event.check === `production/${name}`)
      .map((event) => event.step ?? event.outcome)
  }

  const reasonOf = (name: Name) => readingsOf(stack, `production/${name}`).at(-1)?.reason

  it('begins with a tick that finds the token expiring, which does not page', async () => {
    await stack.tick(stackCadence)
    assert.deepEqual(names.map(reasonOf), ['expiring', 'expiring', 'expiring'])
    assert.deepEqual([asked('orders'), stack.aws.sns.published.length], [[], 0])
  })

  it('is requested by the next tick, once for its version however often it is found due', async () => {
    const { secretsManager } = stack.aws
    secretsManager.inject({ operation: 'PutSecretValue', times: Number.POSITIVE_INFINITY, fault: { hang: true } })
    await stack.tick(stackCadence)
    await eventually(() => secretsManager.calls.some(({ operation }) => operation === 'PutSecretValue'))
    await stack.tick(stackCadence)
    assert.deepEqual(asked('orders'), ['requested', 'in_progress'])
    assert.deepEqual(happened('orders'), ['RotationStarted'])
    assert.equal(reasonOf('orders'), 'expiring')
  })

  it('survives a crash of its function between the mint and the save', async () => {
    stack.aws.secretsManager.clearFaults()
    stack.functions.rotate.kill()
    await eventually(() => happened('orders').includes('RotationSucceeded') && asked('orders').includes('finishSecret'))
    assert.deepEqual(happened('orders'), ['RotationStarted', 'RotationSucceeded'])
    assert.deepEqual(asked('orders').slice(2), ['createSecret', 'setSecret', 'testSecret', 'finishSecret'])
  })

  it('is not started again for a replaced version, even if the current one is unknown', async () => {
    stack.aws.secretsManager.inject({ operation: 'ListSecrets', times: 1, fault: { error: 'AccessDeniedException' } })
    await stack.tick(stackCadence)
    assert.equal(asked('orders').at(-1), 'requested')
    assert.deepEqual(happened('orders'), ['RotationStarted', 'RotationSucceeded'])
  })

  it('ends in a healthy token under a new version, and keeps the previous one', async () => {
    await stack.tick(stackCadence)
    const { reason, versionId, expiry } = await stateOf(stack, 'production/orders')
    assert.equal(reason, 'healthy')
    assert.equal(versionId, versionAt('orders', 'AWSCURRENT'))
    assert.notEqual(versionId, first['orders'])
    assert.equal(versionAt('orders', 'AWSPREVIOUS'), first['orders'])
    assert.equal(expiry?.source, 'secret_field')
  })

  it('leaves the old version in force if no token is granted, and is recorded as failed', async () => {
    await eventually(() => happened('ledger').includes('RotationFailed'))
    const { value, versionId } = await currentValue('production/ledger')
    assert.equal(versionId, first['ledger'])
    assert.equal(typeof value.access_token, 'string')
    assert.equal((await stateOf(stack, 'production/ledger')).versionId, first['ledger'])
    assert.equal(reasonOf('ledger'), 'expiring')
    const faults = stack.logbook.events.filter((event) => event.event === 'fault' && event.where === 'rotate')
    assert.deepEqual([...new Set(faults.map((event) => event.event === 'fault' && event.code))], ['RotationStopped'])
  })

  it('is refused if it is forged for a secret that no check rotates', async () => {
    const { arn } = stack.aws.secretsManager.describe('production/plain')
    const token = crypto.randomUUID()
    const before = stack.aws.secretsManager.calls.length
    const outcome = await stack.functions.rotate.invoke({
      Step: 'createSecret',
      SecretId: arn,
      ClientRequestToken: token,
      RotationToken: token,
    })
    assert.deepEqual(outcome, {
      ok: false,
      errorType: 'Error',
      errorMessage: 'no check of this deployment rotates this secret',
    })
    const caused = stack.aws.secretsManager.calls
      .slice(before)
      .filter(({ input }) => JSON.stringify(input).includes(arn))
    assert.deepEqual(
      caused.map(({ operation }) => operation),
      ['DescribeSecret'],
    )
  })

  it('is refused if it is forged for a version that Secrets Manager did not make', async () => {
    const { arn } = stack.aws.secretsManager.describe('production/orders')
    const outcome = await stack.functions.rotate.invoke({
      Step: 'createSecret',
      SecretId: arn,
      ClientRequestToken: crypto.randomUUID(),
    })
    assert.equal(!outcome.ok && outcome.errorMessage, 'the secret has no version with the id of this rotation')
  })

  async function currentValue(name: string) {
    const client = secretsManagerClient(stack.aws.secretsManager.url)
    const { SecretString = '', VersionId: versionId } = await client.send(new GetSecretValueCommand({ SecretId: name }))
    client.destroy()
    return { value: JSON.parse(SecretString), versionId }
  }
})
