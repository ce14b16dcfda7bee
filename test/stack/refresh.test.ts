import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager'
import { type CheckInput, ours, secret } from '../../functions/config.ts'
import { rotationOrderEvent } from '../../functions/core/rotation/order-event.ts'
import type { Stack } from '../../local/stack.ts'
import { secretsManagerClient } from '../local/aws/clients.ts'
import { clientOf } from '../local/oauth/client.ts'
import { lookAfter } from '../support/rotated-stack.ts'
import {
  aWatch,
  deploymentOf,
  eventually,
  hookLimit,
  keepOpen,
  type Product,
  pagesOf,
  stackCadence,
  startProduct,
  startWatching,
  stateOf,
} from '../support/stack.ts'

/**
 * `rotating` and `keeping` have one writer. `shared` and `asked` have a second one, and only for `asked` the server is introspected
 * first. `revoked` is revoked by a person.
 */
const names = ['rotating', 'keeping', 'shared', 'asked', 'revoked'] as const
type Name = (typeof names)[number]

const clientSecret = 'shop-secret'
const refreshIntervalMs = 16 * 60_000

type Pair = { readonly access: string; readonly refresh: string; readonly until: number }

describe('refresh tokens at a real authorization server', { timeout: 180_000 }, () => {
  const keep = keepOpen()
  let product: Product
  let stack: Stack
  let offsetMs = 0
  before(async () => {
    product = keep(await startProduct())
    for (const clientId of names)
      product.oauth.addClient({
        clientId,
        clientSecret,
        scopes: ['things:read'],
        login: clientId,
        ttlSeconds: 3_600,
        rotatesRefreshTokens: clientId !== 'keeping',
      })
    const pairs = await Promise.all(names.map(async (name) => [`production/${name}`, await consented(name)] as const))
    const clients = names.map((name) => [`lab/${name}`, JSON.stringify({ id: name, secret: clientSecret })] as const)
    const secrets = Object.fromEntries([...pairs, ...clients])
    stack = keep(await startWatching(deploymentOf(names.map(watch)), secrets, { clockOffsetMs: () => offsetMs }))
    await stack.tick(stackCadence)
  }, hookLimit)

  function watch(id: Name): CheckInput {
    const { tokenUrl, introspectionUrl } = product.oauth
    const introspection = id === 'asked' ? { introspectionUrl } : {}
    return aWatch(id, `${product.api.url}/me`, {
      secret: secret(`production/${id}`, 'access'),
      assert: [`login == '${id}'`],
      expiresField: { name: 'until', format: 'epoch_seconds' },
      warn: '30m',
      critical: '1m',
      rotation: ours({
        ...introspection,
        grant: 'refresh_token',
        tokenUrl,
        refreshToken: 'refresh',
        rotates: id !== 'keeping',
        client: secret(`lab/${id}`, { clientId: 'id', clientSecret: 'secret' }),
        rotateWithin: '1m',
        console: 'https://id.acme.example/consent',
      }),
    })
  }

  async function consented(name: Name): Promise<string> {
    const { accessToken: access, refreshToken: refresh, expiresAt: until } = await product.oauth.consent(name)
    return JSON.stringify({ access, refresh, until })
  }

  const as = (name: Name) => clientOf(product.oauth, name, clientSecret)
  const isActive = async (name: Name, token: string) => (await as(name).introspect(token)).active

  async function held(name: Name): Promise<Pair> {
    const client = secretsManagerClient(stack.aws.secretsManager.url)
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: `production/${name}` }))
    client.destroy()
    return JSON.parse(SecretString)
  }

  const happened = (name: Name, what: string) => {
    const { arn } = stack.aws.secretsManager.describe(`production/${name}`)
    return stack.aws.secretsManager.events.filter((event) => event.secretArn === arn && event.name === what).length
  }

  /** Orders a rotation and waits for its end, whether it succeeds or fails. */
  async function rotate(name: Name): Promise<'RotationSucceeded' | 'RotationFailed'> {
    const ends = ['RotationSucceeded', 'RotationFailed'] as const
    const before = ends.map((end) => happened(name, end))
    const order = { check: `production/${name}`, act: 'start', by: 'sam', approve: false } as const
    assert.equal((await stack.functions.tick.invoke(rotationOrderEvent(order), 'operator')).ok, true)
    await eventually(() => ends.some((end, index) => happened(name, end) > (before[index] ?? 0)))
    return happened(name, ends[0]) > (before[0] ?? 0) ? ends[0] : ends[1]
  }

  /** Subjects of pages about the rotation of a check. */
  const paged = (name: Name) =>
    pagesOf(stack)
      .filter(({ alarm }) => alarm.AlarmName === `tokenwatch/acme/production/${name}/rotation`)
      .map(({ alarm }) => `${alarm.NewStateValue} ${alarm.Tokenwatch.reason}`)

  it('are exchanged for the next pair, again and again, and the used ones are worthless', async () => {
    for (let times = 0; times < 2; times += 1) {
      const before = await held('rotating')
      assert.equal(await rotate('rotating'), 'RotationSucceeded')
      const after = await held('rotating')
      assert.deepEqual(
        [await isActive('rotating', before.refresh), await isActive('rotating', after.refresh)],
        [false, true],
      )
      assert.notEqual(after.access, before.access)
      assert.equal(await isActive('rotating', after.access), true)
    }
    await stack.tick(stackCadence)
    assert.equal((await stateOf(stack, 'production/rotating')).reason, 'healthy')
  })

  it('that do not rotate make the next access token and stay as they are', async () => {
    for (let times = 0; times < 2; times += 1) {
      const before = await held('keeping')
      assert.equal(await rotate('keeping'), 'RotationSucceeded')
      const after = await held('keeping')
      assert.deepEqual([after.refresh, after.access === before.access], [before.refresh, false])
    }
  })

  for (const [name, lives] of [
    ['shared', false],
    ['asked', true],
  ] as const)
    it(`that somebody else used end in a page, and that person's tokens ${lives ? 'live on' : 'end'}: ${name}`, async () => {
      const before = await held(name)
      const theirs = await as(name).refresh(before.refresh)
      assert.equal(await rotate(name), 'RotationFailed')
      assert.deepEqual(paged(name), ['ALARM consent_needed'])
      // The server treats reuse as theft and ends all tokens of the consent. Only introspection before the exchange avoids that.
      assert.equal(await isActive(name, theirs.access_token), lives)
      assert.deepEqual(await held(name), before)
    })

  it('that were revoked end in the same page, and a pair that a person stores is used from then on', async () => {
    await as('revoked').revoke((await held('revoked')).refresh)
    assert.equal(await rotate('revoked'), 'RotationFailed')
    assert.deepEqual(paged('revoked'), ['ALARM consent_needed'])
    stack.aws.secretsManager.put('production/revoked', await consented('revoked'))
    offsetMs += refreshIntervalMs
    await lookAfter(stack)
    assert.deepEqual(paged('revoked'), ['ALARM consent_needed', 'OK consent_needed'])
    assert.equal(await rotate('revoked'), 'RotationSucceeded')
    const { access, refresh } = await held('revoked')
    assert.deepEqual([await isActive('revoked', access), await isActive('revoked', refresh)], [true, true])
  })
})
