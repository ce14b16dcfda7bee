/** What a client under test is given: the addresses to talk to, all of which lead through injection points. */
export type ClientSettings = {
  /** Base URL of the API. */
  readonly api: string
  readonly tokenUrl: string
  /** Base URL of Secrets Manager. */
  readonly secretsManager: string
  /** The secret that holds `{"id": ..., "secret": ...}`, the OAuth client. */
  readonly secretId: string
  /** Name of this instance of the fleet; it has to be in every user agent as `instance/<name>`. */
  readonly instance: string
  /** The client's own log. */
  log(line: string): void
  /** Tells a person; rejects when nobody can be told. */
  alert(message: string): Promise<void>
}

/** `read` asks for invoices; `order` asks for invoices, places an order, which must happen once, and looks at the result. */
export type Flow = 'read' | 'order'

/** How one call of a client's own caller ended. A failure without a name is one that nobody can act on. */
export type CallOutcome =
  | { readonly kind: 'ok' }
  | { readonly kind: 'degraded'; readonly error: string }
  | { readonly kind: 'failed'; readonly error: string | null }

/** One instance of a client under test. The reference is the caller's own name for its order, and goes with it as `?reference=`. */
export type Client = { call(flow: Flow, reference: string): Promise<CallOutcome>; close(): Promise<void> }

/** What a module with a client under test exports. */
export type ClientModule = { createClient(settings: ClientSettings): Client }
