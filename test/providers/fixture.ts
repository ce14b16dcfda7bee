import type { Reason } from '../../functions/core/model/reason.ts'

/** One answer of a provider, as it goes over the wire, and what the verdict has to be. */
export type FixtureAnswer = {
  /** What it is an answer to: `a token that was revoked`. */
  readonly to: string
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** A body that is no string is sent as JSON. */
  readonly body?: unknown
  /** Where a token endpoint is asked first: its answer, when this is the answer of the API behind it. */
  readonly afterToken?: unknown
  /** The last request as its line, where a token endpoint refused and the one of the fixtures was never made. */
  readonly request?: string
  readonly reason: Reason
  /** The rule that has to match. */
  readonly rule: string
  /** How it is known that the provider answers like this; `generic` is what anybody may answer, or somebody in between. */
  readonly evidence: 'documented' | 'code' | 'recalled' | 'generic'
  /** The trap of the provider that this answer is about, in its words. */
  readonly trap?: string
  /** What the check says besides the options that every check of these fixtures has. */
  readonly check?: Readonly<Record<string, unknown>>
  /** What has to be read out of it. Expiry in epoch seconds. */
  readonly reads?: {
    readonly identity?: string
    readonly environment?: string
    readonly expires?: number | 'never'
    /** How long the provider asks to be left alone. */
    readonly waitsSeconds?: number
  }
}

/** What is known of one provider's answers, and of the request that they answer. */
export type Fixtures = {
  readonly provider: string
  /** The options that a check has to say. */
  readonly options?: Readonly<Record<string, unknown>>
  /** The credential by role. Values are made up, in the provider's shape. */
  readonly credential: Readonly<Record<string, string>>
  /** The last request as it leaves us, with the credential in it: `GET https://host/path`, and what else matters of it. */
  readonly request: {
    readonly line: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  }
  readonly answers: readonly FixtureAnswer[]
}
