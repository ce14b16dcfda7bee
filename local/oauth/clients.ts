/** Format of an access token: a random string that only the server can explain, or a signed JWT. */
export type TokenFormat = 'opaque' | 'jwt'

/** A client, and the defaults of its plain `client_credentials` requests. */
type OAuthClient = {
  readonly clientId: string
  readonly clientSecret: string
  /** Scopes that the server grants at most. It grants less than asked for, and says so in `scope` of its answer. */
  readonly scopes: readonly string[]
  /** Opaque unless said otherwise. */
  readonly format: TokenFormat
  /** Whole seconds; 600 unless said otherwise. */
  readonly ttlSeconds: number
  /** The identity that the API answers with; the client id unless said otherwise. */
  readonly login: string
  /** Environment of the client. Its tokens carry this label wherever they are shown. */
  readonly environment: string | null
  /** Ends a refresh token with its first use (RFC 9700 section 4.14.2). The default is true. */
  readonly rotatesRefreshTokens: boolean
  /** Resource of tokens whose request names none; `null` for the default resource of the format. */
  readonly audience: string | null
}

/** A client as it is registered: everything with a default may be left out. */
export type NewClient = Pick<OAuthClient, 'clientId' | 'clientSecret' | 'scopes'> & Partial<OAuthClient>

/** The registered clients; changes count from the next token on. */
export type ClientRegistry = {
  /** Registers a client, or replaces the one of the same id: this is also how a client secret changes. */
  add(client: NewClient): void
  change(clientId: string, changes: Partial<Pick<OAuthClient, 'scopes' | 'ttlSeconds'>>): void
  find(clientId: string): OAuthClient | undefined
  get(clientId: string): OAuthClient
}

/** Holds the clients in memory. */
export function createClientRegistry(initial: readonly NewClient[]): ClientRegistry {
  const clients = new Map<string, OAuthClient>()
  const get = (clientId: string) => {
    const client = clients.get(clientId)
    if (client === undefined) throw new Error(`no such client: ${clientId}`)
    return client
  }
  const add = (client: NewClient) => {
    const defaults = {
      format: 'opaque',
      ttlSeconds: 600,
      environment: null,
      rotatesRefreshTokens: true,
      audience: null,
    } as const
    clients.set(client.clientId, { login: client.clientId, ...defaults, ...client })
  }
  for (const client of initial) add(client)
  return {
    add,
    change: (clientId, changes) => add({ ...get(clientId), ...changes }),
    find: (clientId) => clients.get(clientId),
    get,
  }
}
