import type { AnswerPaths } from '../../model/answer-place.ts'
import type { Check } from '../../model/check.ts'
import { type Credential, RoleMissing } from '../../model/credential.ts'
import type { Profile } from '../../model/profile.ts'
import type { PingRequest } from '../../model/question.ts'
import type { Answered, Failed } from '../../model/reading.ts'
import type { SecretReference } from '../../model/secret-reference.ts'
import type { CredentialRead, SecretFailure } from '../../model/secret-value.ts'
import type { Network, WireAnswer, WireFailure, WireRequest } from '../network/network.ts'
import type { Observer } from '../observation.ts'
import { typeOfBody, withType } from './content-type.ts'

/** Everything that one attempt may use. The signal is its wall-clock deadline. */
export type QuestionContext = {
  readonly check: Check
  readonly profile: Profile
  /** Credential of the check; null for a declared check without a secret. */
  readonly credential: Credential | null
  readonly network: Network
  readonly signal: AbortSignal
  readonly nowSeconds: number
  /** Reads a second credential that the question needs, such as the client that may introspect. */
  readCredential(reference: SecretReference): Promise<CredentialRead | SecretFailure>
}

/** The interpretation of an answer, or the failure that prevented one. */
export type QuestionResult = Answered | Failed

/** Returns the paths for the answers of a check: its own, else those of the profile. */
export function pathsOf({ check, profile }: QuestionContext): AnswerPaths {
  return {
    identity: check.paths.identity ?? profile.paths.identity,
    environment: check.paths.environment ?? profile.paths.environment,
    scopes: check.paths.scopes ?? profile.paths.scopes,
    expires: check.paths.expires ?? profile.paths.expires,
  }
}

/** Returns the observer that interprets answers for a check. */
export function observerOf(context: QuestionContext): Observer {
  const { check, profile, credential, nowSeconds } = context
  const credentials = credential === null ? [] : [credential]
  const { expirySource, impliedScopes: implied, resets } = profile
  return { check, paths: pathsOf(context), expirySource, implied, resets, credentials, nowSeconds }
}

/** Returns the credential of a question that needs one. Loading the config ensures that there is one. */
export function credentialOf({ credential, profile }: QuestionContext): Credential {
  if (credential === null) throw new RoleMissing(profile.roles[0] ?? 'token')
  return credential
}

/** Sends a request within the network limits of the check. */
export function send(
  { check, profile, network, signal }: QuestionContext,
  request: Omit<WireRequest, 'allowPrivate' | 'shareConnection'>,
): Promise<WireAnswer | WireFailure> {
  return network.exchange({ ...request, allowPrivate: check.allowPrivate, shareConnection: profile.fixedHosts }, signal)
}

/** Makes a declared request into one that a credential can be placed in. Header names become lower-case, so that none is sent twice. */
export function bareRequest({
  method,
  url,
  headers,
  body,
}: PingRequest): Omit<WireRequest, 'allowPrivate' | 'shareConnection'> {
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const all = { accept: 'application/json', 'user-agent': 'tokenwatch', 'accept-encoding': 'identity', ...own }
  return { method, url: new URL(url), headers: body === null ? all : withType(all, typeOfBody(body)), body }
}

export function failedOf({ reason, code, phase, timings }: WireFailure): Failed {
  return { kind: 'failed', reason, code, phase, timings }
}

export function unreadSecret({ reason, code, about }: SecretFailure): Failed {
  return { kind: 'failed', reason, code, phase: 'secret', timings: null, ...(about === undefined ? {} : { about }) }
}
