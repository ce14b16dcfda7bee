import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { type Api, startApi } from '../../local/api/api.ts'
import { type SecretsManager, startSecretsManager } from '../../local/aws/secrets-manager.ts'
import { type OAuthServer, startOAuth } from '../../local/oauth/server.ts'
import type { FaultDefinition } from '../faults/fault.ts'
import type { Injection } from '../injectors/injection.ts'
import { startProxy } from '../injectors/proxy.ts'
import { startSecretsEndpoint } from '../injectors/secrets-endpoint.ts'

/** The OAuth client that the fleet uses, with the names of its secrets. */
export type ServiceIdentity = {
  readonly clientId: string
  readonly secretId: string
  /** Secret that holds only an access token, for a monitor that checks one. */
  readonly tokenSecretId: string
  readonly scopes: readonly string[]
  readonly format: FaultDefinition['tokens']['format']
  readonly ttlSeconds: number
}

/** The servers of a sandbox. */
export type LabServices = {
  readonly oauth: OAuthServer
  readonly api: Api
  readonly store: SecretsManager
  /** Addresses of the injection points. Clients get these instead of the real addresses. */
  readonly urls: {
    readonly api: string
    readonly token: string
    readonly introspection: string
    readonly secretsManager: string
  }
}

/** Client of another environment, which owns the tokens of the fault `audience.wrong`. */
export const stranger = { clientId: 'acme-stranger', scopes: ['invoices:read', 'orders:write'] } as const

/** Resource indicators of the lab's API, and of an API elsewhere. */
export const resources = {
  opaque: 'https://api.example/opaque',
  jwt: 'https://api.example/jwt',
  elsewhere: { opaque: 'https://elsewhere.example/opaque', jwt: 'https://elsewhere.example/jwt' },
} as const

export type LabServicesOptions = {
  readonly service: ServiceIdentity
  readonly clientSecret: string
  readonly injection: Injection
}

/** Starts an authorization server, an API and a secret store, each behind an injection point. `opened` closes them. */
export async function startServices(
  opened: AsyncDisposableStack,
  { service, clientSecret, injection }: LabServicesOptions,
): Promise<LabServices> {
  const keep = <Opened extends { close(): Promise<void> }>(one: Opened) => opened.adopt(one, (each) => each.close())
  const oauth = keep(await startAuthorization(service, clientSecret))
  oauth.onRevoked(injection.revoked)
  const validation = keep(await startProxy({ upstream: oauth.issuer, plane: 'validation', injection }))
  const throughProxy = (url: string) => url.replace(oauth.issuer, validation.url)
  const introspection = throughProxy(oauth.introspectionUrl)
  const asked = { ...oauth, introspectionUrl: introspection, jwksUrl: throughProxy(oauth.jwksUrl) }
  const api = keep(await startApi({ oauth: asked, environment: 'production', audiences: resources }))
  const store = keep(await startSecretsManager({ invokeRotation: async () => undefined }))
  const value = JSON.stringify({ id: service.clientId, secret: clientSecret })
  store.put(service.secretId, value, { tags: { 'tokenwatch:chaos': 'true' } })
  const apiProxy = keep(await startProxy({ upstream: api.url, plane: 'api', injection }))
  const idpProxy = keep(await startProxy({ upstream: oauth.issuer, plane: 'idp', injection }))
  const upstream = storeClient(store.url)
  opened.defer(() => upstream.destroy())
  const secretsEndpoint = keep(await startSecretsEndpoint({ injection, upstream }))
  const token = oauth.tokenUrl.replace(oauth.issuer, idpProxy.url)
  return { oauth, api, store, urls: { api: apiProxy.url, token, introspection, secretsManager: secretsEndpoint.url } }
}

function startAuthorization(service: ServiceIdentity, clientSecret: string): Promise<OAuthServer> {
  return startOAuth({
    clients: [
      { ...service, clientSecret, scopes: [...service.scopes] },
      { ...stranger, clientSecret, scopes: [...stranger.scopes], environment: 'staging' },
    ],
    resources: (['opaque', 'jwt'] as const).map((format) => ({ indicator: resources.elsewhere[format], format })),
  })
}

/** Creates a client of the lab's Secrets Manager. */
export function storeClient(endpoint: string): SecretsManagerClient {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'of-the-lab' }
  return new SecretsManagerClient({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 })
}
