/** Place where a hostile server echoes the credential that it received. */
export type EchoPlace = 'body' | 'header' | 'reason'

/** One exact way to answer, or to fail to. */
export type Behaviour =
  | { readonly kind: 'answer'; readonly status: number; readonly headers?: Headers; readonly body?: string | Buffer }
  | { readonly kind: 'json'; readonly status?: number; readonly headers?: Headers; readonly body: unknown }
  // A log-in page where JSON was expected.
  | { readonly kind: 'html'; readonly status?: number }
  // To an absolute URL or a path on this server; `echo` puts the received credential into the query of `Location`.
  | { readonly kind: 'redirect'; readonly status?: RedirectStatus; readonly to: string; readonly echo?: boolean }
  // Takes the request and never answers.
  | { readonly kind: 'silent' }
  // Accepts the connection and closes it; from a script, once it has read a request.
  | { readonly kind: 'hang_up' }
  // Promises a body, sends a part of it and resets the connection.
  | { readonly kind: 'reset_in_body' }
  // One byte at a time, for ever.
  | { readonly kind: 'drip'; readonly part: 'headers' | 'body'; readonly everyMs: number }
  // Chunks as fast as the client takes them, without end.
  | { readonly kind: 'endless_body' }
  // `103 Early Hints` without end, and never an answer.
  | { readonly kind: 'endless_1xx'; readonly everyMs: number }
  // One header of this many bytes.
  | { readonly kind: 'huge_header'; readonly bytes: number }
  // Zeros that decode to this size and have a thousandth of it on the wire.
  | { readonly kind: 'gzip_bomb'; readonly megabytes: number }
  // `{}` encoded this many times.
  | { readonly kind: 'stacked_encodings'; readonly layers: number }
  // No HTTP at all: the received credential in the place of the status line.
  | { readonly kind: 'malformed' }
  // Two complete answers to one request; the second would reach the next request on the connection.
  | { readonly kind: 'two_answers' }
  // These bytes instead of an answer, and then the end of the connection, a reset, or silence.
  | { readonly kind: 'raw'; readonly bytes: string | Buffer; readonly then: 'end' | 'reset' | 'stay' }
  // These bytes once, and then others again and again. With 0 milliseconds between them: as fast as the client reads.
  | { readonly kind: 'endless'; readonly start: string; readonly repeated: string; readonly everyMs: number }
  // 401 with the received credential in it.
  | { readonly kind: 'echo'; readonly in: EchoPlace }

type RedirectStatus = 301 | 302 | 303 | 307 | 308

type Headers = Readonly<Record<string, string | string[]>>

/** A request as it arrived; `headers` has lower-case names. */
export type ReceivedRequest = {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** The same behaviour for every request, or one per request; `count` is 1 for the first. */
export type Script = Behaviour | ((request: ReceivedRequest, count: number) => Behaviour)
