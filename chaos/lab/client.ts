/** Settings of a client under test. All addresses lead through injection points. */
export type ClientSettings = {
  /** Base URL of the API. */
  readonly api: string
  readonly tokenUrl: string
  /** Base URL of Secrets Manager. */
  readonly secretsManager: string
  /** Id of the secret that holds the OAuth client as `{"id": ..., "secret": ...}`. */
  readonly secretId: string
  /** Name of this instance. Every user agent must contain it as `instance/<name>`. */
  readonly instance: string
  /** Writes a line to the client's own log. */
  log(line: string): void
  /** Alerts a person. Rejects if the alert is not accepted. */
  alert(message: string): Promise<void>
}

/** `read` gets invoices. `order` gets invoices, places an order exactly once, and reads the result. */
export type Flow = 'read' | 'order'

/** Outcome of one call to a client. A failure with `error: null` has no name, so nobody can act on it. */
export type CallOutcome =
  | { readonly kind: 'ok' }
  | { readonly kind: 'degraded'; readonly error: string }
  | { readonly kind: 'failed'; readonly error: string | null }

/** One instance of a client under test. `reference` is the caller's name for its order; the client sends it as `?reference=`. */
export type Client = { call(flow: Flow, reference: string): Promise<CallOutcome>; close(): Promise<void> }

/** Exports of a module with a client under test. */
export type ClientModule = { createClient(settings: ClientSettings): Client }
