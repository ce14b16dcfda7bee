import type { AnswerPaths } from './answer-place.ts'
import type { Consumer } from './consumer.ts'
import type { InstantFormat } from './expiry.ts'
import type { OurRotation } from './ours.ts'
import type { Question } from './question.ts'
import type { CallBudget } from './rate.ts'
import type { SecretReference } from './secret-reference.ts'

/** `environment/id`: unique in a deployment, the name that every message, metric and state item carries. */
export type CheckKey = `${string}/${string}`
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
  | { readonly by: 'manual' /** Where a person issues the next one. */; readonly consoleUrl?: string }
  | { readonly by: 'existing'; readonly functionArn: string; readonly rotateWithinSeconds: number }
  | { /** By AWS itself, once it is asked to. */ readonly by: 'managed'; readonly rotateWithinSeconds: number }
  | OurRotation

/** What a bad verdict means to the deployments of the services that use the credential. */
export type GateMode = 'blocking' | 'advisory'

/** How many ticks in a row it takes before people are told that something is so, or is so no longer. */
export type Thresholds = {
  readonly unknownAfter: number
  readonly misconfiguredAfter: number
  readonly recoversAfter: number
}

/** What to watch: one credential, in one environment, with everything that a probe or a page needs to know of it. */
export type Check = {
  readonly key: CheckKey
  readonly id: string
  readonly environment: string
  /** Name of the profile in the catalogue. */
  readonly profile: string
  /** Who answers for the credential: the profile where the catalogue names its hosts, else the host that is asked. */
  readonly provider: string
  readonly question: Question
  /** Null only for `declared` checks of a credential that is not in the store. */
  readonly secret: SecretReference | null
  readonly paths: AnswerPaths
  readonly answers: readonly DeclaredAnswer[]
  readonly expect: Expectations
  readonly expiry: DeclaredExpiry
  readonly everySeconds: number
  /** What it states of how often Tokenwatch may call; null where the catalogue's word counts. */
  readonly budget: { readonly [Kind in keyof CallBudget]: CallBudget[Kind] | null }
  readonly warnSeconds: number
  readonly criticalSeconds: number
  readonly thresholds: Thresholds
  /** CIDR ranges of private or loopback addresses that this check, by name, may reach; also permits plain http there. */
  readonly allowPrivate: readonly string[]
  /** Who is hurt when this credential dies, as a sentence. */
  readonly impact: string
  readonly owner: string | null
  readonly runbook: string | null
  readonly usedBy: readonly string[]
  readonly tags: readonly string[]
  readonly rotation: Rotation
  /** Who uses the credential, and what shows whether he has moved on after a rotation. */
  readonly consumers: readonly Consumer[]
  /** How long the version before may still work after a promotion; null where nobody looks. */
  readonly overlapSeconds: number | null
  /** Whether the check of the same id in another environment may hold the same credential. */
  readonly shared: boolean
  /** Whether CloudWatch has an alarm of its own for this check; it pages nobody. */
  readonly perCheckAlarm: boolean
  /** Whether a broken credential is tried once an hour, which has to be refused. */
  readonly controls: boolean
  /** Whether the deploy gate refuses on this check, or only tells of it. */
  readonly gate: GateMode
  /** The provider's own page on which a person makes a new one; null where the catalogue knows none. */
  readonly renewAt: string | null
  /** When the whole kind of credential ends, in epoch seconds; null where no end is announced. */
  readonly sunset: { readonly what: string; readonly at: number } | null
}

/** Host and port that a check's token goes to; checks of one host share limits. `null` where nothing is asked. */
export function hostOf(check: Pick<Check, 'question'>): string | null {
  const address = addressOf(check)
  return address === null ? null : new URL(address).host
}

/** The URL that is asked first. */
export function addressOf({ question }: Pick<Check, 'question'>): string | null {
  switch (question.kind) {
    case 'request':
      return question.ping.url
    case 'client_credentials':
      return question.tokenUrl
    case 'introspection':
      return question.introspectionUrl
    case 'jwt':
      return question.ping?.url ?? question.jwksUrl
    case 'signed_jwt':
    case 'sigv4':
      return question.ping.url
    case 'registry':
      return question.url
    case 'certificate':
    case 'declared':
      return null
  }
}
