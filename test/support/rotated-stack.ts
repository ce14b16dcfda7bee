import { type CheckInput, existing, health, ours, secret } from '../../functions/config.ts'
import type { Check } from '../../functions/core/model/check.ts'
import { reconcileEvent } from '../../functions/rotate/request.ts'
import { arnOf } from '../../local/aws/account.ts'
import type { Stack } from '../../local/stack.ts'
import type { KeyProvider } from './key-provider.ts'
import { admin } from './key-routes.ts'
import { aWatch, bot, deploymentOf, loopback, type Product, startWatching } from './stack.ts'

/**
 * Checks that are rotated by client credentials: `orders` by a permitted client, `ledger` by one whose secret is wrong, `guarded`
 * only with approval.
 */
const minted = ['orders', 'ledger', 'guarded'] as const

export type RotatedOptions = {
  readonly product: Product
  readonly provider: KeyProvider
  /** URL at which the one consumer of `keys` reports its version. */
  readonly consumerUrl: string
  readonly clockOffsetMs?: () => number
}

/**
 * A deployment in the lab whose credentials are rotated: `keys` is created and revoked by id, `foreign` has another function, which
 * fails, and `byhand` is rotated by a person.
 */
export async function startRotated(options: RotatedOptions): Promise<Stack> {
  const { product, provider, consumerUrl, clockOffsetMs = () => 0 } = options
  const checks = [
    ...minted.map((id) => mintedCheck(id, product)),
    keysCheck(provider.url, consumerUrl),
    aWatch('foreign', `${product.api.url}/me`, {
      ...expiring('foreign'),
      rotation: existing({ functionArn, rotateWithin: '15m' }),
    }),
    aWatch('byhand', `${product.api.url}/me`),
  ]
  const first = provider.add('by hand')
  const ttlSeconds = 600
  const expires_at = Math.floor(Date.now() / 1_000) + ttlSeconds
  const token = async () => JSON.stringify({ access_token: await product.mint({ ttlSeconds }), expires_at })
  const client = (clientSecret: string) => JSON.stringify({ id: bot.clientId, secret: clientSecret })
  const secrets = {
    'production/orders': await token(),
    'production/ledger': await token(),
    'production/guarded': await token(),
    'production/foreign': await token(),
    'production/keys': JSON.stringify({ key: first.value, id: first.id }),
    'production/byhand': await product.mint(),
    'production/orders-client': client(bot.clientSecret),
    'production/ledger-client': client('not-the-secret'),
    'production/guarded-client': client(bot.clientSecret),
    'lab/admin': admin,
  }
  const stack = await startWatching(deploymentOf(checks), secrets, { clockOffsetMs })
  stack.aws.secretsManager.enableRotation('production/foreign', functionArn)
  return stack
}

/** Our own function refuses to rotate a check that has another function. */
const functionArn = arnOf('lambda', 'function:tokenwatch-rotate')

/** A token that names its end, which is near. */
const expiring = (id: string) =>
  ({
    secret: secret(`production/${id}`, 'access_token'),
    expiresField: { name: 'expires_at', format: 'epoch_seconds' },
    warn: '30m',
    critical: '1m',
  }) as const

function mintedCheck(id: (typeof minted)[number], { api, oauth }: Product): CheckInput {
  const client = secret(`production/${id}-client`, { clientId: 'id', clientSecret: 'secret' })
  const grant = { grant: 'client_credentials', tokenUrl: oauth.tokenUrl, client, scope: 'things:read' } as const
  return aWatch(id, `${api.url}/me`, {
    ...expiring(id),
    rotation: ours({ ...grant, rotateWithin: '15m', approve: id === 'guarded' }),
  })
}

function keysCheck(url: string, consumerUrl: string): CheckInput {
  return aWatch('keys', `${url}/me`, {
    secret: secret('production/keys', 'key'),
    assert: ["login == 'bot'"],
    consumers: [health({ name: 'shop', url: consumerUrl })],
    rotation: ours({
      grant: 'http',
      class: 'create_revoke',
      keyLimit: 5,
      rotateWithin: '1m',
      idField: 'id',
      authority: secret('lab/admin'),
      consumers: [{ name: 'shop', reads: 'at_start' }],
      issue: {
        method: 'POST',
        url: `${url}/keys`,
        json: { name: '{name}' },
        read: { values: { token: 'value' }, id: 'id' },
      },
      list: { method: 'GET', url: `${url}/keys`, keys: { items: 'keys', id: 'id', name: 'name' } },
      revoke: { method: 'DELETE', url: `${url}/keys/{id}` },
    }),
    allowPrivate: loopback,
  })
}

/** Version of a check's secret with a stage; empty if there is none. */
export function currentVersionOf({ aws }: Stack, id: Check['id'], stage: string): string {
  const { versionIdsToStages } = aws.secretsManager.describe(`production/${id}`)
  return Object.entries(versionIdsToStages).find(([, stages]) => stages.includes(stage))?.[0] ?? ''
}

/** Runs the function that reconciles open rotations. */
export async function lookAfter({ functions }: Stack): Promise<void> {
  const outcome = await functions.rotate.invoke(reconcileEvent(['production']))
  if (!outcome.ok) throw new Error(`the look failed: ${outcome.errorMessage}`)
}
