import type { AnswerPaths } from '../../model/answer-place.ts'
import type { Check } from '../../model/check.ts'
import type { Credential } from '../../model/credential.ts'
import type { Profile } from '../../model/profile.ts'
import type { PingRequest } from '../../model/question.ts'
import type { Answered, Failed } from '../../model/reading.ts'
import type { SecretReference } from '../../model/secret-reference.ts'
import type { CredentialRead, SecretFailure } from '../../model/secret-value.ts'
import type { Network, WireAnswer, WireFailure, WireRequest } from '../network/network.ts'
import type { Observer } from '../observation.ts'

/** Everything that one attempt at one check may use. The signal is its wall-clock deadline. */
export type QuestionContext = {
  readonly check: Check
  readonly profile: Profile
  /** Null for a declared check without a secret. */
  readonly credential: Credential | null
  readonly network: Network
  readonly signal: AbortSignal
  readonly nowSeconds: number
  /** Lends a second credential that the question needs, such as the client that may introspect. */
  readCredential(reference: SecretReference): Promise<CredentialRead | SecretFailure>
}

/** What asking gives: the interpretation of an answer, or why there is none. */
export type QuestionResult = Answered | Failed

/** Where this check's answers name things: its own paths before the profile's. */
export function pathsOf({ check, profile }: QuestionContext): AnswerPaths {
  return {
    identity: check.paths.identity ?? profile.paths.identity,
    environment: check.paths.environment ?? profile.paths.environment,
    scopes: check.paths.scopes ?? profile.paths.scopes,
    expires: check.paths.expires ?? profile.paths.expires,
  }
}

/** The check's view of an answer, for interpretation. */
export function observerOf(asking: QuestionContext): Observer {
  const { check, profile, credential, nowSeconds } = asking
  const credentials = credential === null ? [] : [credential]
  const { expirySource, impliedScopes: implied, resets } = profile
  return { check, paths: pathsOf(asking), expirySource, implied, resets, credentials, nowSeconds }
}

/** The credential of a question that needs one. That the config gave one is settled when it is loaded. */
export function credentialOf({ credential, check }: QuestionContext): Credential {
  if (credential === null) throw new Error(`${check.key} asks with a credential and has none`)
  return credential
}

/** Sends over the network on the check's terms. */
export function send(
  { check, profile, network, signal }: QuestionContext,
  request: Omit<WireRequest, 'allowPrivate' | 'shareConnection'>,
): Promise<WireAnswer | WireFailure> {
  return network.exchange({ ...request, allowPrivate: check.allowPrivate, shareConnection: profile.fixedHosts }, signal)
}

/** A declared request without its credential, ready for one to be placed. */
export function bareRequest({
  method,
  url,
  headers,
  body,
}: PingRequest): Omit<WireRequest, 'allowPrivate' | 'shareConnection'> {
  return {
    method,
    url: new URL(url),
    headers: { accept: 'application/json', 'user-agent': 'tokenwatch', 'accept-encoding': 'identity', ...headers },
    body,
  }
}

export function failedOf({ reason, code, phase, timings }: WireFailure): Failed {
  return { kind: 'failed', reason, code, phase, timings }
}

export function unread({ reason, code }: SecretFailure): Failed {
  return { kind: 'failed', reason, code, phase: 'secret', timings: null }
}
