import type { Check } from '../model/check.ts'
import { RoleMissing } from '../model/credential.ts'
import { nothingThere, readExpiry } from '../model/expiry.ts'
import type { Profile } from '../model/profile.ts'
import type { Failed, Reading } from '../model/reading.ts'
import type { SecretReference } from '../model/secret-reference.ts'
import type { CredentialRead, SecretFailure } from '../model/secret-value.ts'
import { ask } from './ask/ask.ts'
import { type QuestionContext, type QuestionResult, unreadSecret } from './ask/question-context.ts'
import type { MayAsk } from './calls/ledger.ts'
import { anotherKind } from './kind-of-credential.ts'
import type { Network } from './network/network.ts'
import { secretWords } from './secret-words.ts'
import { wayOutOf } from './ways-out.ts'

/** Options for reading a credential. */
export type ReadOptions = {
  /** The version to read; the current one if absent. */
  readonly versionId?: string | undefined
  /** Reads past the cache. */
  readonly fresh?: boolean
  /** Complete listings, minutes apart, do not show the secret: a refused read means that it is missing. */
  readonly unlisted?: boolean
  /** Also reads the tag that binds the secret to hosts. Without an answer about it, the read fails. */
  readonly tags?: boolean
  /** Name of the field of the secret that holds the expiry of the token. */
  readonly expiryField?: string | null
}

/** Everything that an attempt needs from outside. */
export type AttemptDependencies = {
  readCredential(reference: SecretReference, options: ReadOptions): Promise<CredentialRead | SecretFailure>
  readonly network: Network
  profileOf(name: string): Profile
  /** Asks the budget before every look but the first. Absent if there is no budget to keep, as for a person who probes once. */
  readonly mayAsk?: MayAsk
  /** Deadline of an attempt that names none; `attemptDeadlineMs` if absent. */
  readonly attemptDeadlineMs?: number
  /** Epoch milliseconds. */
  now(): number
  sleep(milliseconds: number): Promise<void>
}

/** Wall-clock time of one attempt, from reading the secret to the last byte of the answer. */
export const attemptDeadlineMs = 10_000

/** Pause before the one retry after a failed connection or a 5xx. */
const retryMs = 250

/** Longest wait for a retry that a 429 may ask for. If it asks for more, the attempt is not retried. */
const longestRetryMs = 3_000

/** Reads the secret and asks the API. Retries once if the request failed for a reason that is not the credential's. */
export async function attempt(
  check: Check,
  dependencies: AttemptDependencies,
  options: ReadOptions,
  withinMs = dependencies.attemptDeadlineMs ?? attemptDeadlineMs,
): Promise<Reading> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), withinMs)
  try {
    const startedMs = dependencies.now()
    const secret = await readFor(check, dependencies, options)
    if (secret?.kind === 'failure')
      return { ...unreadSecret(secret), at: dependencies.now(), versionId: null, retried: false }
    const within = { signal: deadline.signal, startedMs, withinMs }
    const { asked, retried } = await askTwice(check, secret, dependencies, { ...within, fresh: options.fresh ?? false })
    const versionId = secret?.credential.versionId ?? null
    return { ...withSecretField(asked, check, secret, startedMs), at: dependencies.now(), versionId, retried }
  } finally {
    clearTimeout(timer)
  }
}

async function readFor(
  { secret, expiry, profile }: Check,
  dependencies: AttemptDependencies,
  options: ReadOptions,
): Promise<CredentialRead | SecretFailure | null> {
  if (secret === null) return null
  const read = await readNamed(secret, { ...options, expiryField: expiry.secretField?.name ?? null }, dependencies)
  if (read.kind === 'failure') return read
  const other = anotherKind(read.credential, dependencies.profileOf(profile))
  return other === null ? read : named(other, secret)
}

/** Reads a credential. A failure says which secret it is about. */
async function readNamed(
  reference: SecretReference,
  options: ReadOptions,
  { readCredential }: Pick<AttemptDependencies, 'readCredential'>,
): Promise<CredentialRead | SecretFailure> {
  const read = await readCredential(reference, options)
  return read.kind === 'failure' ? named(read, reference) : read
}

const named = (failure: SecretFailure, reference: SecretReference): SecretFailure => ({
  ...failure,
  about: secretWords(failure, reference),
})

type AttemptLimits = {
  readonly signal: AbortSignal
  readonly startedMs: number
  readonly withinMs: number
  /** Reads every secret of the question past the cache. */
  readonly fresh: boolean
}

async function askTwice(
  check: Check,
  secret: CredentialRead | null,
  dependencies: AttemptDependencies,
  { signal, startedMs, withinMs, fresh }: AttemptLimits,
): Promise<{ readonly asked: QuestionResult; readonly retried: boolean }> {
  const { network, profileOf, now, sleep, mayAsk } = dependencies
  const context: QuestionContext = {
    check,
    profile: profileOf(check.profile),
    credential: secret?.credential ?? null,
    network,
    signal,
    nowSeconds: Math.floor(now() / 1_000),
    readCredential: (reference) => readNamed(reference, fresh ? { fresh } : {}, dependencies),
  }
  const first = await askSafely(context)
  const pauseMs = retryPauseMs(first)
  if (pauseMs === null || now() - startedMs + pauseMs > withinMs / 2) return { asked: first, retried: false }
  if (mayAsk?.(check, 'retry') === false) return { asked: first, retried: false }
  await sleep(pauseMs)
  return { asked: await askSafely({ ...context, network: overNewConnections(network) }), retried: true }
}

/** After a process was frozen, every kept connection may be dead: a retry must not draw the next of them. */
function overNewConnections(network: Network): Network {
  return {
    exchange: (request, signal) => network.exchange({ ...request, newConnection: true }, signal),
    close: () => network.close(),
  }
}

/** Turns a throw into a failed reading: a check whose request cannot be made must not stop the others of its batch. */
async function askSafely(context: QuestionContext): Promise<QuestionResult> {
  try {
    return await ask(context)
  } catch (error) {
    return unasked(error)
  }
}

/** Only a missing role is the check's own fault. Any other throw is a fault of Tokenwatch: it says nothing of the check or the credential. */
function unasked(error: unknown): Failed {
  const failed = { kind: 'failed', phase: 'prepare', timings: null } as const
  return error instanceof RoleMissing
    ? { ...failed, reason: 'check_invalid', code: 'role_missing', about: `${wayOutOf('role_missing')} (${error.role})` }
    : { ...failed, reason: 'not_run', code: 'internal_error' }
}

/** Returns the pause before a retry; null if the answer judges the credential, or if a retry would change nothing. */
function retryPauseMs(asked: QuestionResult): number | null {
  if (asked.kind === 'failed')
    return asked.code === 'connection_lost' ||
      asked.code === 'name_lookup_failed' ||
      asked.code === 'connection_refused'
      ? retryMs
      : null
  if (asked.meaning === 'provider_error') return retryMs
  if (asked.meaning !== 'rate_limited' || asked.retryAfterSeconds === null) return null
  const waitMs = asked.retryAfterSeconds * 1_000
  return waitMs <= longestRetryMs ? waitMs : null
}

/** Adds an expiry that is stored beside the token, in the secret itself. */
function withSecretField(
  asked: QuestionResult,
  { expiry }: Check,
  secret: CredentialRead | null,
  nowMs: number,
): QuestionResult {
  if (asked.kind === 'failed' || expiry.secretField === null || secret === null) return asked
  const { name, ...reading } = expiry.secretField
  const said =
    secret.expiryField === undefined
      ? nothingThere('secret_field', { field: 'expiresField', place: name }, reading)
      : [readExpiry('secret_field', secret.expiryField, reading, Math.floor(nowMs / 1_000))]
  return { ...asked, expiries: [...asked.expiries, ...said] }
}
