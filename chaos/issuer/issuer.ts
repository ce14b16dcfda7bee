import { startSecretsManager } from '../../local/aws/secrets-manager.ts'
import { startOAuth } from '../../local/oauth/server.ts'
import type { Driver } from '../faults/driver.ts'
import type { Plane } from '../faults/request.ts'
import type { Injection } from '../injectors/injection.ts'
import { startProxy } from '../injectors/proxy.ts'
import { startSecretsEndpoint } from '../injectors/secrets-endpoint.ts'
import { createIdentityDriver } from '../lab/identity-driver.ts'
import { createRotationDriver } from '../lab/rotation-driver.ts'
import { resources, storeClient, stranger } from '../lab/services.ts'
import type { SeenSecret } from '../token/secrets-in.ts'
import type { IssuerSettings } from './settings.ts'

export type IssuerOptions = {
  readonly settings: IssuerSettings
  readonly clientSecret: string
  readonly injection: Injection
  /** Ports of the issuer and of its secret store; 0 takes a free one. */
  readonly ports: { readonly issuer: number; readonly secrets: number }
  sawSecret(secret: SeenSecret): void
  /** Sends the API a token, as any client could. */
  showToken(accessToken: string): Promise<void>
}

/** An authorization server for a service's test environment, and its secret store if one was declared. Both are behind injection points. */
export type Issuer = {
  readonly issuerUrl: string
  readonly tokenUrl: string
  /** `null` without a secret. */
  readonly secretsUrl: string | null
  /** Makes the changes of faults. Alerts are not the issuer's. */
  readonly driver: Driver
  close(): Promise<void>
}

/** Starts the issuer. Its client exists from the beginning. */
export async function openIssuer(options: IssuerOptions): Promise<Issuer> {
  await using opened = new AsyncDisposableStack()
  const { settings, clientSecret, injection } = options
  const sawSecret = (value: string) => options.sawSecret({ field: 'client_secret', value })
  const oauth = await startAuthorization(opened, options)
  oauth.onRevoked(injection.revoked)
  sawSecret(clientSecret)
  const { clientId, scopes, format, ttlSeconds, audience } = settings
  const service = { clientId, scopes, format, ttlSeconds }
  const identity = createIdentityDriver({ oauth, service, audience, showToken: options.showToken })
  const store = await openStore(opened, options)
  const rotation =
    store === null ? withoutStore : createRotationDriver({ oauth, sawSecret, ...store }, identity.registered)
  const running = opened.move()
  return {
    issuerUrl: oauth.issuer,
    tokenUrl: oauth.tokenUrl,
    secretsUrl: store?.url ?? null,
    driver: { ...identity, ...rotation, cutAlerts: refuse, restoreAlerts: refuse },
    close: () => running.disposeAsync(),
  }
}

/** Requests for tokens, and requests about them. The key set is read by whoever validates. */
const planeOfPath = (path: string): Plane => (/\/(?:jwks|introspection)$/.test(path) ? 'validation' : 'idp')

async function startAuthorization(
  opened: AsyncDisposableStack,
  { settings, clientSecret, injection, ports }: IssuerOptions,
) {
  const { clientId, apiClientId, scopes, format, ttlSeconds, audience } = settings
  const own = audience === null ? [] : [{ indicator: audience, format }]
  const elsewhere = { indicator: resources.elsewhere[format], format }
  const oauth = await startOAuth({
    clients: [
      { clientId, clientSecret, scopes, format, ttlSeconds, audience },
      { clientId: apiClientId, clientSecret, scopes: [] },
      { ...stranger, clientSecret, scopes, format, audience, environment: 'staging' },
    ],
    resources: [...own, elsewhere],
    async publicUrl(upstream) {
      const proxy = await startProxy({ upstream, plane: planeOfPath, injection, port: ports.issuer })
      opened.defer(() => proxy.close())
      return proxy.url
    },
  })
  opened.defer(() => oauth.close())
  return oauth
}

/** Starts a store that holds the client's id and secret under the names that the service reads. */
async function openStore(
  opened: AsyncDisposableStack,
  { settings: { clientId, secret }, clientSecret, injection, ports, sawSecret }: IssuerOptions,
) {
  if (secret === null) return null
  const { id: secretId, fields } = secret
  const secretText = (value: string) => JSON.stringify({ [fields.id]: clientId, [fields.secret]: value })
  const store = await startSecretsManager({ invokeRotation: async () => undefined })
  opened.defer(() => store.close())
  store.put(secretId, secretText(clientSecret))
  const upstream = storeClient(store.url)
  opened.defer(async () => upstream.destroy())
  const point = await startSecretsEndpoint({ injection, upstream, port: ports.secrets, sawSecret })
  opened.defer(() => point.close())
  return { store, url: point.url, service: { clientId, secretId }, secretText }
}

const refuse = async (): Promise<never> => {
  throw new Error('the issuer was started without this part')
}
const withoutStore = { rotateSecret: refuse, strandRotation: refuse, finishRotation: refuse }
