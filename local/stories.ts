import { setTimeout as sleep } from 'node:timers/promises'
import { expandConfig } from '../functions/config/expand.ts'
import {
  bearer,
  defineConfig,
  get,
  http,
  oauthClientCredentials,
  oauthIntrospection,
  ours,
  secret,
} from '../functions/config.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { type Api, startApi } from './api/api.ts'
import type { Aws } from './aws/aws.ts'
import { type OAuthServer, startOAuth } from './oauth/server.ts'

/** Six tokens with six fates, and the services that they are for. */
export type Stories = {
  readonly deployment: Deployment
  readonly secrets: ReadonlyMap<string, string>
  /** What happens while somebody watches: a token is revoked, and later replaced. Ends early when the signal does. */
  play(aws: Aws, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** The clients of the lab's authorization server. Secrets of a lab on loopback, made up at each start. */
const clients = {
  billing: { clientId: 'acme-billing', scopes: ['invoices:read'] },
  reports: { clientId: 'acme-reports', scopes: ['reports:read'], ttlSeconds: 75 },
  deploys: { clientId: 'acme-deploys', scopes: ['deploys:write'], ttlSeconds: 3_600 },
  invoices: { clientId: 'acme-invoices', scopes: ['invoices:read'], ttlSeconds: 3_600 },
  partners: { clientId: 'acme-partners-staging', scopes: ['partners:read'], ttlSeconds: 3_600, environment: 'staging' },
  monitor: { clientId: 'tokenwatch', scopes: [] },
} as const

/** When the story's token is revoked, and how long its owner takes to replace it. */
const revokedAfterMs = 14_000
const replacedAfterMs = 14_000

/** Seconds that the expiring token has left when the lab starts: enough to be seen expiring, too few to be left alone. */
const firstLifeSeconds = 45

export async function startStories(): Promise<Stories> {
  const clientSecret = crypto.randomUUID()
  const oauth = await startOAuth({
    clients: Object.values(clients).map((client) => ({ ...client, scopes: [...client.scopes], clientSecret })),
  })
  const api = await startApi({ oauth, environment: 'production' })
  const search = await startApi({ oauth, environment: 'production', name: 'search' })
  await search.down()
  const mint = (client: { clientId: string; scopes: readonly string[] }, ttlSeconds: number) =>
    oauth.mint({ clientId: client.clientId, scope: client.scopes.join(' '), format: 'opaque', ttlSeconds })
  const tokens = {
    reports: await mint(clients.reports, firstLifeSeconds),
    deploys: await mint(clients.deploys, 3_600),
    invoices: await mint(clients.invoices, 3_600),
    partners: await mint(clients.partners, 3_600),
  }
  const json = (token: { accessToken: string; expiresAt: number }) =>
    JSON.stringify({ access_token: token.accessToken, expires_at: token.expiresAt })
  const client = (clientId: string) => JSON.stringify({ id: clientId, secret: clientSecret })
  return {
    deployment: deploymentOf(oauth, api, search),
    secrets: new Map([
      ['production/billing', client(clients.billing.clientId)],
      ['production/reports', json(tokens.reports)],
      ['production/reports-client', client(clients.reports.clientId)],
      ['production/deploys', json(tokens.deploys)],
      ['production/invoices', json(tokens.invoices)],
      ['production/partners', json(tokens.partners)],
      ['production/search', json(tokens.deploys)],
      ['production/monitor', client(clients.monitor.clientId)],
    ]),
    async play(aws, signal) {
      const pause = (milliseconds: number) => sleep(milliseconds, undefined, { signal }).catch(() => {})
      await pause(revokedAfterMs)
      if (!signal.aborted) await oauth.revoke(tokens.deploys.accessToken)
      await pause(replacedAfterMs)
      if (!signal.aborted) aws.secretsManager.put('production/deploys', json(await mint(clients.deploys, 3_600)))
    },
    async close() {
      await Promise.all([api.close(), search.close()])
      await oauth.close()
    },
  }
}

function deploymentOf(oauth: OAuthServer, api: Api, search: Api): Deployment {
  const loopback = ['127.0.0.0/8']
  const me = { ping: get(`${api.url}/me`), send: bearer(), allowPrivate: loopback }
  const token = (name: string) => secret(`production/${name}`, 'access_token')
  const expansion = expandConfig(
    defineConfig({
      name: 'stories',
      environments: { production: {} },
      defaults: {
        every: '5s',
        warn: '45s',
        critical: '5s',
        owner: 'platform',
        runbook: 'https://wiki.acme.example/tokens',
      },
      checks: [
        oauthClientCredentials({
          id: 'billing',
          secret: secret('production/billing', { clientId: 'id', clientSecret: 'secret' }),
          tokenUrl: oauth.tokenUrl,
          ping: me.ping,
          allowPrivate: loopback,
          scopes: { require: ['invoices:read'] },
          assert: [`login == '${clients.billing.clientId}'`],
          impact: 'No invoice leaves the house',
        }),
        http({
          id: 'reports',
          secret: token('reports'),
          ...me,
          read: { expires: { at: 'expires_at', format: 'iso' }, scopes: 'scope' },
          scopes: ['reports:read'],
          assert: [`login == '${clients.reports.clientId}'`],
          expiresField: { name: 'expires_at', format: 'epoch_seconds' },
          rotation: ours({
            grant: 'client_credentials',
            tokenUrl: oauth.tokenUrl,
            client: secret('production/reports-client', { clientId: 'id', clientSecret: 'secret' }),
            scope: 'reports:read',
            rotateWithin: '25s',
          }),
          impact: 'The morning reports stay empty',
        }),
        http({
          id: 'deploys',
          secret: token('deploys'),
          ...me,
          read: { scopes: 'scope' },
          scopes: ['deploys:write'],
          assert: [`login == '${clients.deploys.clientId}'`],
          usedBy: ['release'],
          impact: 'No release can go out',
        }),
        oauthIntrospection({
          id: 'invoices',
          secret: token('invoices'),
          introspectionUrl: oauth.introspectionUrl,
          client: secret('production/monitor', { clientId: 'id', clientSecret: 'secret' }),
          allowPrivate: loopback,
          scopes: { require: ['invoices:read', 'invoices:write'] },
          impact: 'Invoices can be read and not corrected',
        }),
        http({
          id: 'partners',
          secret: token('partners'),
          ...me,
          read: { environment: 'environment' },
          assert: [`login == '${clients.partners.clientId}'`],
          impact: 'Partners see the data of the staging system',
        }),
        http({
          id: 'search',
          secret: token('search'),
          ...me,
          ping: get(`${search.url}/me`),
          assert: [`login == '${clients.deploys.clientId}'`],
          impact: 'The site search finds nothing',
        }),
      ],
    }),
  )
  if (!expansion.ok) throw new Error(`the stories are misspelled: ${JSON.stringify(expansion.problems)}`)
  return expansion.deployment
}
