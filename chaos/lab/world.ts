import { randomUUID } from 'node:crypto'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { type Api, startApi } from '../../local/api/api.ts'
import { type SecretsManager, startSecretsManager } from '../../local/aws/secrets-manager.ts'
import { type OAuthServer, startOAuth } from '../../local/oauth/server.ts'
import type { FaultDefinition } from '../faults/fault.ts'
import { createInjection, type Injection } from '../injectors/injection.ts'
import { startProxy } from '../injectors/proxy.ts'
import { startSecretsEndpoint } from '../injectors/secrets-endpoint.ts'
import type { Client, ClientModule } from './client.ts'
import type { LogLine } from './log-line.ts'

/** One sandbox: an authorization server, an API, a secret store, injection points before each of them, and a fleet of one client. */
export type World = {
  readonly oauth: OAuthServer
  readonly api: Api
  readonly store: SecretsManager
  readonly injection: Injection
  /** Where the points listen: what a client is told instead of the real addresses. */
  readonly urls: {
    readonly api: string
    readonly token: string
    readonly introspection: string
    readonly secretsManager: string
  }
  readonly service: ServiceIdentity
  readonly fleet: Fleet
  readonly alerts: AlertPath
  /** Every secret of this sandbox so far: none may be found in what the fleet prints. */
  readonly canaries: Set<string>
  /** Everything that the fleet has logged. */
  readonly log: readonly LogLine[]
  close(): Promise<void>
}

/** The OAuth client that the fleet is, with the names of its secrets. */
export type ServiceIdentity = {
  readonly clientId: string
  readonly secretId: string
  /** Holds an access token by itself, for a monitor that watches one. */
  readonly tokenSecretId: string
  readonly scopes: readonly string[]
  readonly format: FaultDefinition['tokens']['format']
  readonly ttlSeconds: number
}
/** The client's instances. A cold start replaces them by new ones that know nothing yet. */
export type Fleet = { readonly instances: readonly Client[]; restart(): Promise<void> }

/** Where the fleet's alerts go; while it is cut, nobody can be told. */
export type AlertPath = {
  readonly reported: readonly { readonly atMs: number; readonly message: string }[]
  /** Alerts that somebody tried to send while it was cut. */
  refused(): number
  cut(): void
  restore(): void
}

export const stranger = { clientId: 'acme-stranger', scopes: ['invoices:read', 'orders:write'] } as const

export type WorldOptions = {
  readonly client: ClientModule
  readonly instances: number
  readonly tokens: FaultDefinition['tokens']
}

/** Resources of the lab: what the API is, and what it is not. */
export const resources = {
  opaque: 'https://api.example/opaque',
  jwt: 'https://api.example/jwt',
  elsewhere: { opaque: 'https://elsewhere.example/opaque', jwt: 'https://elsewhere.example/jwt' },
} as const

const service: Omit<ServiceIdentity, 'format' | 'ttlSeconds'> = {
  clientId: 'acme-orders',
  secretId: 'sandbox/orders',
  tokenSecretId: 'sandbox/orders-token',
  scopes: ['invoices:read', 'orders:write'],
}

/** Starts everything on loopback; takes a few dozen milliseconds. */
export async function startWorld({ client, instances, tokens }: WorldOptions): Promise<World> {
  await using started = new AsyncDisposableStack()
  const keep = <Opened extends { close(): Promise<void> }>(opened: Opened) =>
    started.adopt(opened, (one) => one.close())
  const clientSecret = randomUUID()
  const identity = { ...service, ...tokens, clientSecret, scopes: [...service.scopes] }
  const oauth = keep(
    await startOAuth({
      clients: [identity, { ...stranger, clientSecret, scopes: [...stranger.scopes], environment: 'staging' }],
      resources: (['opaque', 'jwt'] as const).map((format) => ({ indicator: resources.elsewhere[format], format })),
    }),
  )
  const canaries = new Set<string>([clientSecret])
  const injection = createInjection({ sawToken: (token) => canaries.add(token) })
  oauth.onRevoked(injection.revoked)
  const validation = keep(await startProxy({ upstream: oauth.issuer, plane: 'validation', injection }))
  const through = (url: string) => url.replace(oauth.issuer, validation.url)
  const asked = { ...oauth, introspectionUrl: through(oauth.introspectionUrl), jwksUrl: through(oauth.jwksUrl) }
  const api = keep(await startApi({ oauth: asked, environment: 'production', audiences: resources }))
  const store = keep(await startSecretsManager({ invokeRotation: async () => undefined }))
  const tags = { 'tokenwatch:chaos': 'true' }
  store.put(service.secretId, JSON.stringify({ id: service.clientId, secret: clientSecret }), { tags })
  const apiProxy = keep(await startProxy({ upstream: api.url, plane: 'api', injection }))
  const idpProxy = keep(await startProxy({ upstream: oauth.issuer, plane: 'idp', injection }))
  const upstream = storeClient(store.url)
  started.defer(() => upstream.destroy())
  const secretsEndpoint = keep(await startSecretsEndpoint({ injection, upstream }))
  const urls = {
    api: apiProxy.url,
    token: oauth.tokenUrl.replace(oauth.issuer, idpProxy.url),
    introspection: asked.introspectionUrl,
    secretsManager: secretsEndpoint.url,
  }
  const log: LogLine[] = []
  const alerts = createAlertPath()
  const fleet = createFleet(instances, (instance) =>
    client.createClient({
      api: urls.api,
      tokenUrl: urls.token,
      secretsManager: urls.secretsManager,
      secretId: service.secretId,
      instance,
      log: (text) => void log.push({ atMs: performance.now(), text }),
      alert: alerts.send,
    }),
  )
  started.defer(() => fleet.close())
  const running = started.move()
  return {
    oauth,
    api,
    store,
    injection,
    urls,
    service: { ...service, ...tokens },
    fleet,
    alerts,
    canaries,
    log,
    close: () => running.disposeAsync(),
  }
}

/** A client of the lab's own Secrets Manager. */
export function storeClient(endpoint: string): SecretsManagerClient {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'of-the-lab' }
  return new SecretsManagerClient({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 })
}

function createFleet(size: number, create: (instance: string) => Client): Fleet & { close(): Promise<void> } {
  let generation = 0
  const born = () => Array.from({ length: size }, (_, index) => create(`orders-${generation}-${index}`))
  let instances = born()
  const close = async () => void (await Promise.all(instances.map((one) => one.close())))
  return {
    get instances() {
      return instances
    },
    async restart() {
      const before = instances
      generation += 1
      instances = born()
      await Promise.all(before.map((one) => one.close()))
    },
    close,
  }
}

function createAlertPath(): AlertPath & { send(message: string): Promise<void> } {
  const reported: { atMs: number; message: string }[] = []
  let isCut = false
  let refused = 0
  return {
    reported,
    refused: () => refused,
    cut() {
      isCut = true
    },
    restore() {
      isCut = false
    },
    async send(message) {
      if (isCut) {
        refused += 1
        throw new Error('the alert was not accepted')
      }
      reported.push({ atMs: performance.now(), message })
    },
  }
}
