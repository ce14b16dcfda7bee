import type { AnswerPaths } from './answer-place.ts'
import type { Consumer } from './consumer.ts'
import type { ExpiryField } from './expiry.ts'
import type { InstantReading } from './instant.ts'
import type { OurRotation } from './ours.ts'
import type { PingRequest, Question } from './question.ts'
import type { CallBudget } from './rate.ts'
import type { SecretReference } from './secret-reference.ts'
import type { WeeklyHours } from './weekly-hours.ts'

/** `environment/id`: unique in a deployment. Every message, metric and state item carries it. */
export type CheckKey = `${string}/${string}`

/** Conditions that a token has to meet beyond being accepted. */
export type Expectations = {
  readonly identity: string | null
  /** The label that the answer must carry at `paths.environment`. */
  readonly environment: string | null
  readonly scopes: { readonly require: readonly string[]; readonly forbid: readonly string[] }
  /** JMESPath expressions over the answer. Each has to be true. */
  readonly assert: readonly string[]
  /** Slower answers are `slow`, which is a metric only. */
  readonly slowAfterMs: number | null
}

/** Meaning of answers with a status, and with a body that matches `when`. It precedes the profile's rules. */
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
    | 'under_scoped'
    | 'ping_forbidden'
    | 'unrecognized'
    | 'unreachable'
    | 'timed_out'
    | 'redirected'
    | 'settling'
    | 'rate_limited'
    | 'provider_error'
    | 'blocked_from_here'
    | 'quota_exhausted'
    | 'wrong_target'
}

/** Dates that only the operator knows. Instants are epoch seconds. */
export type DeclaredExpiry = {
  readonly expires: number | null
  readonly issuedAt: number | null
  /** With `issuedAt`: the token dies this many seconds later. */
  readonly maxAgeSeconds: number | null
  /** A key of the secret's JSON object that holds the expiry. */
  readonly secretField: ({ readonly name: string } & InstantReading) | null
}

/** The way in which a token is rotated. `manual` is the default of a config. */
export type Rotation =
  | { readonly by: 'manual' /** Page on which a person issues a new token. */; readonly consoleUrl?: string }
  | { readonly by: 'existing'; readonly functionArn: string; readonly rotateWithinSeconds: number }
  | {
      /** AWS itself rotates it, when Tokenwatch requests that. */ readonly by: 'managed'
      readonly rotateWithinSeconds: number
    }
  | OurRotation

/** Time at which people are paged: at once, in working hours, or never, since a ticket is enough. */
export type CheckUrgency = 'now' | 'hours' | 'ticket'

/** Delivery of the messages about a check: to people, or only to a record of what they would have been. */
export type Paging = 'on' | 'shadow'

/** Effect of a bad verdict on deployments of services that use the credential: refused, or only reported. */
export type GateMode = 'blocking' | 'advisory'

/** Proof that the gate needs: an answer that proves the credential, or only what is declared of it, where nothing can be asked. */
export type ProofMode = 'asked' | 'declared'

/** Consecutive ticks, and a time, before a verdict opens or closes an incident. */
export type Thresholds = {
  readonly unknownAfter: number
  readonly misconfiguredAfter: number
  readonly recoversAfter: number
  /** Seconds after which a credential that was proved, and cannot be proved now, is a page. */
  readonly unprovedAfterSeconds: number
}

/** One credential in one environment, with everything that a probe or a message needs. */
export type Check = {
  readonly key: CheckKey
  readonly id: string
  readonly environment: string
  /** Name of the profile in the catalogue. */
  readonly profile: string
  /** The profile where the catalogue names its hosts, else the host that is asked. */
  readonly provider: string
  readonly question: Question
  /** `null` only for `declared` checks of a credential that is not in the store. */
  readonly secret: SecretReference | null
  /** Further harmless requests that the credential has to be allowed to make. They go to the host that the token is sent to. */
  readonly needs: readonly PingRequest[]
  readonly paths: AnswerPaths
  readonly answers: readonly DeclaredAnswer[]
  readonly expect: Expectations
  readonly expiry: DeclaredExpiry
  readonly everySeconds: number
  /** The check's own limits on Tokenwatch's calls; `null` where the catalogue's limits hold. */
  readonly budget: { readonly [Kind in keyof CallBudget]: CallBudget[Kind] | null }
  readonly warnSeconds: number
  readonly criticalSeconds: number
  readonly thresholds: Thresholds
  /** CIDR ranges of private or loopback addresses that this check may reach. Plain http is allowed there too. */
  readonly allowPrivate: readonly string[]
  /** A sentence that says what breaks, and for whom, when this credential becomes invalid. */
  readonly impact: string
  readonly owner: string | null
  /** The owner of the config whose people get its messages; `null` where those of its environment do. */
  readonly routesTo: string | null
  readonly urgency: CheckUrgency
  /** Hours in which a page that can wait is sent; `null` where no page waits. */
  readonly workingHours: WeeklyHours | null
  readonly paging: Paging
  readonly runbook: string | null
  readonly usedBy: readonly string[]
  readonly tags: readonly string[]
  readonly rotation: Rotation
  /** Consumers of the credential, each with its evidence of the version in use. */
  readonly consumers: readonly Consumer[]
  /** Longest time that the previous version may still work after a promotion; `null` where that is not checked. */
  readonly overlapSeconds: number | null
  /** True if the check of the same id in another environment may hold the same credential. */
  readonly shared: boolean
  /** True if CloudWatch has an alarm for this check. It pages nobody. */
  readonly perCheckAlarm: boolean
  /**
   * True if a deliberately broken credential is sent once an hour, which the API has to refuse. `always`: also where a failed attempt may
   * count against the account.
   */
  readonly controls: boolean | 'always'
  /** Effect of this check in the deploy gate. */
  readonly gate: GateMode
  /** Proof that the gate needs of this credential. */
  readonly proof: ProofMode
  /** The provider's page on which a person issues a new credential; `null` where the catalogue names none. */
  readonly issueUrl: string | null
  /** Announced end of this kind of credential, `at` in epoch seconds; `null` where none is announced. */
  readonly sunset: { readonly what: string; readonly at: number } | null
}

/** Returns the field of a check that names where its expiry stands; `null` if none does, or if the expiry may be absent there. */
export function expiryFieldOf({
  paths,
  question,
  expiry,
}: Pick<Check, 'paths' | 'question' | 'expiry'>): ExpiryField | null {
  const places: readonly (readonly [ExpiryField, InstantReading | null])[] = [
    ['read.expires', paths.expires],
    ['login.expires', question.kind === 'login' ? question.expires : null],
    ['expiresField', expiry.secretField],
  ]
  return places.find(([, place]) => place !== null && place.optional !== true)?.[0] ?? null
}

/** Returns the host and port that a check's token is sent to, or `null`. Checks of one host share limits. */
export function hostOf(check: Pick<Check, 'question'>): string | null {
  const address = addressOf(check)
  return address === null ? null : new URL(address).host
}

/** Returns the URL of the first request; `null` where none is sent. */
export function addressOf({ question }: Pick<Check, 'question'>): string | null {
  switch (question.kind) {
    case 'request':
      return question.ping.url
    case 'login':
      return question.login.url
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
      return question.url !== undefined && URL.canParse(question.url) ? question.url : null
    case 'declared':
      return null
  }
}
