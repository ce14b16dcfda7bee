/** How an access token looks: a random string that only the server can explain, or a signed JWT. */
export type TokenFormat = 'opaque' | 'jwt'

/** Who may ask for tokens, and what a plain `client_credentials` request of theirs is given. */
type OAuthClient = {
  readonly clientId: string
  readonly clientSecret: string
  /** What it may have. Asked for more, the server grants this much and says so in the answer's `scope`. */
  readonly scopes: readonly string[]
  /** Opaque unless said otherwise. */
  readonly format: TokenFormat
  /** Whole seconds; 600 unless said otherwise. */
  readonly ttlSeconds: number
  /** The identity that the API answers with; the client id unless said otherwise. */
  readonly login: string
  /** Where the client lives; its tokens carry the label wherever they are shown. */
  readonly environment: string | null
  /** Whether each exchange of a refresh token ends the one that it used (RFC 9700 section 4.14.2); it does unless said otherwise. */
  readonly rotatesRefreshTokens: boolean
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
    const defaults = { format: 'opaque', ttlSeconds: 600, environment: null, rotatesRefreshTokens: true } as const
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
