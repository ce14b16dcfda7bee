import type { Reason } from '../../functions/core/model/reason.ts'
import type { ProofMark } from '../../functions/providers/provider.ts'

/** One answer of a provider, as it goes over the wire, and the expected verdict. */
export type FixtureAnswer = {
  /** Cause of the answer: `a token that was revoked`. */
  readonly to: string
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Body of the answer. Anything but a string is sent as JSON. */
  readonly body?: unknown
  /** Answer of the token endpoint, if the provider has one and `status` and `body` are the answer of the API behind it. */
  readonly afterToken?: unknown
  /** Line of the last request, if a token endpoint refused and the request of the fixtures was never sent. */
  readonly request?: string
  readonly reason: Reason
  /** The rule that has to match. */
  readonly rule: string
  /** Source of this answer. `generic` is an answer that anybody may give, also a proxy in between. */
  readonly evidence: ProofMark | 'generic'
  /** Trap of the provider that this answer tests, word for word. */
  readonly trap?: string
  /** True if this very question was answered well before, so that no setting of the check is wrong. */
  readonly proved?: true
  /** Fields of the check, besides the options that every check of these fixtures has. */
  readonly check?: Readonly<Record<string, unknown>>
  /** Facts that Tokenwatch must read from the answer. Expiry in epoch seconds. */
  readonly reads?: {
    readonly identity?: string
    readonly environment?: string
    readonly expires?: number | 'never'
    /** Seconds that the provider asks to wait. */
    readonly waitsSeconds?: number
  }
}

/** Known answers of one provider, and the request that they answer. */
export type Fixtures = {
  readonly provider: string
  /** Options that a check must have. */
  readonly options?: Readonly<Record<string, unknown>>
  /** The credential by role. Values are made up, in the provider's shape. */
  readonly credential: Readonly<Record<string, string>>
  /** The last request as it is sent, with the credential in it: `GET https://host/path`, and the headers and body that matter. */
  readonly request: {
    readonly line: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  }
  readonly answers: readonly FixtureAnswer[]
}
