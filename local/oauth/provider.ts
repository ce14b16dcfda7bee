import { randomBytes } from 'node:crypto'
import { type AdapterFactory, type Configuration, errors, Provider } from 'oidc-provider'
import type { ClientRegistry } from './clients.ts'
import { defaultResources, type OAuthResource, resourceServerOf } from './resources.ts'
import { type SigningKeys, signingAlgorithm } from './signing-keys.ts'

/** Parts that a provider is built from. */
export type ProviderParts = {
  readonly issuer: string
  readonly clients: ClientRegistry
  readonly resources: readonly OAuthResource[]
  readonly store: AdapterFactory
  readonly keys: SigningKeys
}

type ResourceIndicators = NonNullable<NonNullable<Configuration['features']>['resourceIndicators']>

/** Seconds that a consent is valid, and the refresh tokens that it gave. */
const consentSeconds = 14 * 86_400

/** A silent oidc-provider that issues, refreshes, introspects and revokes tokens, and nothing else: no browser ever comes here. */
export function buildProvider(parts: ProviderParts): Provider {
  const provider = new Provider(parts.issuer, {
    adapter: parts.store,
    jwks: { keys: parts.keys },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    clientDefaults: {
      grant_types: ['client_credentials', 'refresh_token'],
      response_types: [],
      redirect_uris: [],
      id_token_signed_response_alg: signingAlgorithm,
    },
    ttl: {
      ClientCredentials: (_context, _token, client) => parts.clients.get(client.clientId).ttlSeconds,
      AccessToken: (_context, _token, client) => parts.clients.get(client.clientId).ttlSeconds,
      RefreshToken: consentSeconds,
      Grant: consentSeconds,
    },
    rotateRefreshToken: ({ oidc }) => parts.clients.get(oidc.client?.clientId ?? '').rotatesRefreshTokens,
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    extraTokenClaims: (_context, token) => claimsOf(parts.clients, token.clientId),
    features: {
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true, allowedPolicy: (_context, client, token) => client.clientId === token.clientId },
      resourceIndicators: resourceIndicatorsOf(parts),
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      devInteractions: { enabled: false },
    },
    // The rest replaces defaults that would print a notice when they are first used.
    cookies: { keys: [randomBytes(32).toString('hex')] },
    clientBasedCORS: () => false,
    renderError: (context, out) => {
      context.body = out
    },
  })
  // Koa would print errors of connections that went away under it.
  provider.silent = true
  return provider
}

function claimsOf(clients: ClientRegistry, clientId = ''): Record<string, string> {
  const { login, environment } = clients.get(clientId)
  return environment === null ? { login } : { login, environment }
}

function resourceIndicatorsOf({ clients, resources, keys }: ProviderParts): ResourceIndicators {
  const formats = new Map([...Object.values(defaultResources), ...resources].map((one) => [one.indicator, one.format]))
  return {
    enabled: true,
    // `audience` is how other vendors' clients spell `resource`.
    defaultResource: (context, client) => {
      const audience = context.oidc.body?.['audience']
      const own = clients.get(client.clientId)
      return typeof audience === 'string' ? audience : (own.audience ?? defaultResources[own.format].indicator)
    },
    getResourceServerInfo: (context, indicator, client) => {
      const format = formats.get(indicator)
      if (format === undefined) throw new errors.InvalidTarget('no such resource')
      const scope = clients.get(client.clientId).scopes.join(' ')
      // A request without a scope gets all that the client may have (RFC 6749 section 3.3).
      if (context.oidc.params !== undefined) context.oidc.params['scope'] ??= scope
      return resourceServerOf(scope, format, keys[0])
    },
  }
}
