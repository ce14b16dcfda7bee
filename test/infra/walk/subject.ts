import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import {
  cloudTrail,
  ecs,
  email,
  health,
  lambdaFunction,
  lastAccessed,
  ours,
  pagerDuty,
  replica,
  secret,
} from '../../../functions/config.ts'
import { type AccountSettings, plainAccount } from '../../../functions/core/model/account.ts'
import type { Deployment } from '../../../functions/core/model/deployment.ts'
import { TokenwatchStack } from '../../../infra/stack.ts'
import { placeBundles } from '../../../local/bundles.ts'
import type { ForeignSecret } from '../../../local/template/foreign-secrets.ts'
import { inAccount } from '../../support/company-account.ts'
import { type PagerDutyServer, startPagerDuty } from '../../support/pagerduty-server.ts'
import { aWatch, bot, deploymentOf, type Product, startProduct } from '../../support/stack.ts'

/** Holds a key that no two walks share, so that each knows its own events at PagerDuty. */
export const pagerDutyKey = 'keys/pagerduty'

/** Name of the stack of every walk. */
export const stackName = 'tokenwatch-acme'

/** A template as CDK wrote it, open to mutation. */
export type WrittenTemplate = { readonly Resources: Record<string, WrittenResource> }
export type WrittenResource = {
  readonly Type: string
  readonly Properties: Record<string, unknown>
  readonly DependsOn?: readonly string[]
}

/** A synthesized app with everything that its checks talk to. */
export type WalkSubject = {
  readonly template: WrittenTemplate
  readonly assetDirectory: string
  readonly deployment: Deployment
  readonly pagerDuty: PagerDutyServer
  /** A token that expires within minutes, with a client that may rotate it, and an invalid token. */
  readonly secrets: () => Promise<ReadonlyMap<string, ForeignSecret>>
  readonly close: () => Promise<void>
}

/** Encryption and tags of the secrets of a walk, and the grants of their readers. */
export type Keeping = {
  readonly grants: Deployment['grants']
  /** Of the customer's key that every secret is encrypted under; null for AWS's own. */
  readonly keyArn: string | null
  readonly tags: Readonly<Record<string, string>>
  readonly account: AccountSettings
  readonly widget: boolean
}

const usual: Keeping = { grants: 'each', keyArn: null, tags: {}, account: plainAccount, widget: false }

/** Synthesizes the stack of two checks: `orders`, which is rotated, and `wiki`, which is dead. */
export function synthesizeWalk(given: Partial<Keeping> = {}): Promise<WalkSubject> {
  const keeping = { ...usual, ...given }
  return synthesizeOf(
    (product, pager) => {
      const deployment = inAccount(deploymentFor(product, pager, keeping), keeping.account)
      return { ...deployment, widget: keeping.widget }
    },
    (product) => walkedSecrets(product, keeping),
  )
}

/** Synthesizes the stack of a deployment whose checks ask the product. */
export async function synthesizeOf(
  deploymentOf: (product: Product, pager: PagerDutyServer) => Deployment,
  secretsOf: (product: Product) => Promise<ReadonlyMap<string, ForeignSecret>>,
): Promise<WalkSubject> {
  const directory = await mkdtemp(join(tmpdir(), 'tokenwatch-walk-'))
  const [product, pager] = await Promise.all([startProduct(), startPagerDuty()])
  const close = async () => {
    await Promise.all([product.close(), pager.close(), rm(directory, { recursive: true, force: true })])
  }
  try {
    const deployment = { ...deploymentOf(product, pager), pagerDutyHost: pager.host }
    const bundles = join(directory, 'bundles')
    await placeBundles(bundles, deployment)
    const app = synthesized(deployment, bundles, join(directory, 'cdk.out'))
    return { ...app, deployment, pagerDuty: pager, secrets: () => secretsOf(product), close }
  } catch (error) {
    await close()
    throw error
  }
}

function synthesized(deployment: Deployment, bundles: string, outdir: string) {
  process.env['CDK_VALIDATION'] = 'false'
  const app = new App({ outdir, context: {}, analyticsReporting: false })
  new TokenwatchStack(app, stackName, { deployment, bundles })
  const assembly = app.synth()
  const template: WrittenTemplate = assembly.getStackByName(stackName).template
  return { template, assetDirectory: assembly.directory }
}

function deploymentFor({ api, oauth }: Product, { ca }: PagerDutyServer, { grants, keyArn }: Keeping): Deployment {
  const key = keyArn === null ? {} : { keyArn }
  const client = secret('production/orders-client', { clientId: 'id', clientSecret: 'secret' }, key)
  const orders = aWatch('orders', `${api.url}/me`, {
    secret: secret('production/orders', 'access_token', key),
    expiresField: { name: 'expires_at', format: 'epoch_seconds' },
    warn: '30m',
    critical: '1m',
    consumers: [
      health({ name: 'page', url: `${api.url}/health` }),
      ecs({ cluster: 'shop', service: 'web' }),
      lambdaFunction({ functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:invoices' }),
      cloudTrail({ roleArn: 'arn:aws:iam::123456789012:role/reports' }),
      lastAccessed(),
      replica({ region: 'eu-central-1' }),
    ],
    rotation: ours({
      grant: 'client_credentials',
      scope: 'things:read',
      tokenUrl: oauth.tokenUrl,
      client,
      rotateWithin: '20m',
    }),
  })
  const wiki = aWatch('wiki', `${api.url}/me`, { secret: secret('production/wiki', undefined, key) })
  const page = [email('platform@acme.example'), pagerDuty(secret(pagerDutyKey, undefined, key))]
  return deploymentOf([orders, wiki], {
    environments: { production: { page: [email('ops@acme.example')] } },
    // The owner of both checks, whose people are paged instead.
    owners: { platform: { page } },
    grants,
    privateCa: ca,
  })
}

/** Returns the secrets of a walk: a token that ends in ten minutes, its client, one that is dead, and a PagerDuty key. */
export async function walkedSecrets(
  product: Product,
  { keyArn, tags }: Keeping = usual,
): Promise<ReadonlyMap<string, ForeignSecret>> {
  const ttlSeconds = 600
  const access_token = await product.mint({ ttlSeconds })
  const expires_at = Math.floor(Date.now() / 1_000) + ttlSeconds
  const values = {
    'production/orders': JSON.stringify({ access_token, expires_at }),
    'production/orders-client': JSON.stringify({ id: bot.clientId, secret: bot.clientSecret }),
    'production/wiki': 'a-token-that-nobody-honours',
    [pagerDutyKey]: randomUUID().replaceAll('-', ''),
  }
  return new Map(
    Object.entries(values).map(([name, value]) => [name, { value, tags, ...(keyArn !== null && { keyArn }) }]),
  )
}
