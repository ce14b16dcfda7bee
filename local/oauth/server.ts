import { EventEmitter } from 'node:events'
import type { RequestListener } from 'node:http'
import { type ClientRegistry, createClientRegistry, type NewClient } from './clients.ts'
import { type FaultControl, startListener } from './listener.ts'
import { buildProvider } from './provider.ts'
import type { OAuthResource } from './resources.ts'
import { newSigningKey, type SigningKeys } from './signing-keys.ts'
import { createStore } from './store.ts'
import { type Consent, consentTo, type MintedToken, type MintRequest, mintToken, revokeToken } from './tokens.ts'

/** A real authorization server on loopback: client credentials, refresh tokens, introspection, revocation, JWKS, and faults on request. */
export type OAuthServer = FaultControl & {
  readonly issuer: string
  readonly tokenUrl: string
  readonly introspectionUrl: string
  readonly revocationUrl: string
  readonly jwksUrl: string
  /** Requests by path since the start. */
  readonly requests: ReadonlyMap<string, number>
  readonly addClient: ClientRegistry['add']
  /** Tokens issued from now on live this long. */
  setTtl(clientId: string, ttlSeconds: number): void
  /** Tokens issued from now on carry no other scopes. */
  setScopes(clientId: string, scopes: readonly string[]): void
  mint(request: MintRequest): Promise<MintedToken>
  /** Consents for a client, as a person would in a browser. */
  consent(clientId: string): Promise<Consent>
  revoke(accessToken: string): Promise<void>
  /** Revokes every opaque token of a client that is valid now. */
  revokeAllOf(clientId: string): Promise<void>
  /** Calls `listen` at once for every revoked token, whichever way it was revoked. */
  onRevoked(listen: (accessToken: string) => void): void
  /** Signs with a new key from now on and returns its id. `dropOld` also unpublishes the earlier keys. */
  rotateKeys(options?: { readonly dropOld?: boolean }): Promise<string>
  close(): Promise<void>
}

export type OAuthOptions = {
  readonly clients?: readonly NewClient[]
  readonly resources?: readonly OAuthResource[]
  /** Returns the URL under which clients reach the server, if it is behind a proxy. It is the issuer of all tokens. */
  readonly publicUrl?: (ownUrl: string) => Promise<string>
}

/** Starts an authorization server on a free port. */
export async function startOAuth(options: OAuthOptions = {}): Promise<OAuthServer> {
  const { resources = [] } = options
  const clients = createClientRegistry(options.clients ?? [])
  const events = new EventEmitter<{ revoked: [accessToken: string] }>().setMaxListeners(0)
  const store = createStore(clients, (accessToken) => events.emit('revoked', accessToken))
  let handle: RequestListener
  const listener = await startListener((request, response) => handle(request, response))
  const issuer = (await options.publicUrl?.(listener.url)) ?? listener.url

  // oidc-provider reads its keys once, so new keys need a new provider; the tokens are in the store, beside it.
  const install = (signing: SigningKeys) => {
    const built = buildProvider({ issuer, clients, resources, store: store.adapter, keys: signing })
    built.on('client_credentials.destroyed', (token) => events.emit('revoked', token.jti))
    handle = built.callback()
    return built
  }
  let keys: SigningKeys = [await newSigningKey()]
  let provider = install(keys)

  return {
    ...listener,
    issuer,
    tokenUrl: provider.urlFor('token'),
    introspectionUrl: provider.urlFor('introspection'),
    revocationUrl: provider.urlFor('revocation'),
    jwksUrl: provider.urlFor('jwks'),
    addClient: clients.add,
    setTtl: (clientId, ttlSeconds) => clients.change(clientId, { ttlSeconds }),
    setScopes: (clientId, scopes) => clients.change(clientId, { scopes }),
    mint: (request) => mintToken(provider, keys[0], request),
    consent: (clientId) => consentTo(provider, keys[0], clients.get(clientId)),
    revoke: (accessToken) => revokeToken(provider, accessToken),
    revokeAllOf: async (clientId) => {
      await Promise.all(store.accessTokensOf(clientId).map((token) => revokeToken(provider, token)))
    },
    onRevoked: (listen) => {
      events.on('revoked', listen)
    },
    rotateKeys: async ({ dropOld = false } = {}) => {
      const key = await newSigningKey()
      keys = dropOld ? [key] : [key, ...keys]
      provider = install(keys)
      return key.kid
    },
  }
}
