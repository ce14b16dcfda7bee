import type { InstantFormat } from './expiry.ts'
import type { OurRotation } from './rotation/ours.ts'

/** `environment/id`: unique in a deployment, the name that every message, metric and state item carries. */
export type CheckKey = `${string}/${string}`

/** `AWSCURRENT` is what consumers read; the other two are looked at during and after a rotation. */
export type SecretStage = 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS'

/**
 * Where a credential is kept, never the credential. `environment` and `file` exist for laptops and CI; a deployment
 * to AWS takes `secrets-manager` only.
 */
export type SecretSource =
  | { readonly from: 'secrets-manager' /** Name or ARN. */; readonly id: string }
  | { readonly from: 'environment'; readonly variable: string }
  | { readonly from: 'file'; readonly path: string }

/**
 * What to read there. `fields` maps a role that the profile asks for (`token`, `clientId`, `clientSecret`) to a key
 * of the secret's JSON object, or to null where the whole secret string is that role's value.
 */
export type SecretReference = {
  readonly source: SecretSource
  readonly fields: Readonly<Record<string, string | null>>
  readonly stage: SecretStage
  /** Drop one trailing line break, because the config says that the secret was stored with one. */
  readonly trimNewline: boolean
  /** The customer's KMS key that the secret is encrypted with; null for AWS's own. */
  readonly keyArn: string | null
}

/** An HTTP request as the config declares it, without its credential. */
export type PingRequest = {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Sent as it is; only with POST, which a config has to declare as free of side effects. */
  readonly body: string | null
}

/** Where in a request a role of the credential travels. */
export type Placement =
  | { readonly in: 'header'; readonly name: string; readonly prefix: string; readonly role: string }
  | {
      readonly in: 'basic'
      readonly user: { readonly literal: string } | { readonly role: string }
      readonly passwordRole: string | null
    }
  | { readonly in: 'query'; readonly name: string; readonly role: string }

/** How a client proves itself at an OAuth endpoint (RFC 6749 section 2.3.1). */
export type ClientAuthentication = 'client_secret_basic' | 'client_secret_post'

/** What the probe asks, with every host already resolved. The profile says how the answer is judged. */
export type Question =
  | { readonly kind: 'request'; readonly ping: PingRequest; readonly send: readonly Placement[] }
  | {
      /** Roles `clientId` and `clientSecret`; the minted access token is sent with the ping as a bearer token. */
      readonly kind: 'client_credentials'
      readonly tokenUrl: string
      readonly scope: string | null
      readonly audience: string | null
      readonly authentication: ClientAuthentication
      readonly ping: PingRequest | null
    }
  | {
      /** Role `token` is asked about; `clientId` and `clientSecret` come from `client` (RFC 7662). */
      readonly kind: 'introspection'
      readonly introspectionUrl: string
      readonly authentication: ClientAuthentication
      readonly client: SecretReference
    }
  | {
      /** Role `token` is a JWT: claims are read offline, the signature is checked where a key set is named. */
      readonly kind: 'jwt'
      readonly issuer: string | null
      readonly audience: string | null
      readonly jwksUrl: string | null
      readonly ping: PingRequest | null
      readonly send: readonly Placement[]
    }
  | { /** Nothing is asked: the declared dates are all there is. */ readonly kind: 'declared' }

/** JMESPath expressions that say where an answer (or a token's claims) names things; the profile has defaults. */
export type AnswerPaths = {
  readonly identity: string | null
  readonly environment: string | null
  /** A list of strings, or one string of space- or comma-separated scopes. */
  readonly scopes: string | null
  readonly expires: { readonly at: string; readonly format: InstantFormat } | null
}

/** What must be true of the token, beyond its being accepted. */
export type Expectations = {
  readonly identity: string | null
  /** The label that the answer must carry at `paths.environment`. */
  readonly environment: string | null
  readonly scopes: { readonly require: readonly string[]; readonly forbid: readonly string[] }
  /** JMESPath expressions over the answer; each must come out true. */
  readonly assert: readonly string[]
  /** Answers slower than this are `slow`, a metric only. */
  readonly slowAfterMs: number | null
}

/** What an answer of this status (and body, if `when` is given) means; looked at before the profile's own rules. */
export type DeclaredAnswer = {
  readonly status: number
  /** JMESPath over the JSON body. */
  readonly when: string | null
  readonly means:
    | 'alive'
    | 'expired'
    | 'revoked'
    | 'rejected'
    | 'suspended'
    | 'ping_forbidden'
    | 'rate_limited'
    | 'provider_error'
    | 'blocked_from_here'
    | 'quota_exhausted'
    | 'wrong_target'
}

/** The dates that only the operator knows. Instants are epoch seconds. */
export type DeclaredExpiry = {
  readonly expires: number | null
  readonly issuedAt: number | null
  /** With `issuedAt`: the token dies this many seconds later. */
  readonly maxAgeSeconds: number | null
  /** A key of the secret's JSON object that holds the expiry. */
  readonly secretField: { readonly name: string; readonly format: InstantFormat } | null
}

/** Who renews the token. `manual` is the default and has to be spelled by nobody. */
export type Rotation =
  | { readonly by: 'manual' /** Where a person issues the next one. */; readonly console?: string }
  | { readonly by: 'existing'; readonly functionArn: string; readonly rotateWithinSeconds: number }
  | { /** By AWS itself, once it is asked to. */ readonly by: 'managed'; readonly rotateWithinSeconds: number }
  | OurRotation

/** What to watch: one credential, in one environment, with everything that a probe or a page needs to know of it. */
export type Check = {
  readonly key: CheckKey
  readonly id: string
  readonly environment: string
  /** Name of the profile in the catalogue. */
  readonly profile: string
  readonly question: Question
  /** Null only for `declared` checks of a credential that is not in the store. */
  readonly secret: SecretReference | null
  readonly paths: AnswerPaths
  readonly answers: readonly DeclaredAnswer[]
  readonly expect: Expectations
  readonly expiry: DeclaredExpiry
  readonly everySeconds: number
  readonly warnSeconds: number
  readonly criticalSeconds: number
  /** CIDR ranges of private or loopback addresses that this check, by name, may reach; also permits plain http there. */
  readonly allowPrivate: readonly string[]
  /** Who is hurt when this credential dies, as a sentence. */
  readonly impact: string
  readonly owner: string | null
  readonly runbook: string | null
  readonly usedBy: readonly string[]
  readonly tags: readonly string[]
  readonly rotation: Rotation
  /** Whether CloudWatch has an alarm of its own for this check; it pages nobody. */
  readonly perCheckAlarm: boolean
}

/** Host and port that a check's token goes to; checks of one host share limits. `null` where nothing is asked. */
export function hostOf(check: Pick<Check, 'question'>): string | null {
  const { question } = check
  switch (question.kind) {
    case 'request':
      return new URL(question.ping.url).host
    case 'client_credentials':
      return new URL(question.tokenUrl).host
    case 'introspection':
      return new URL(question.introspectionUrl).host
    case 'jwt': {
      const url = question.ping?.url ?? question.jwksUrl
      return url === null ? null : new URL(url).host
    }
    case 'declared':
      return null
  }
}
