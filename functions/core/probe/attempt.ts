import type { Check } from '../model/check.ts'
import { type ExpiryEvidence, parseInstant } from '../model/expiry.ts'
import type { Profile } from '../model/profile.ts'
import type { Reading } from '../model/reading.ts'
import type { SecretReference } from '../model/secret-reference.ts'
import type { CredentialRead, SecretFailure } from '../model/secret-value.ts'
import { ask } from './ask/ask.ts'
import { type QuestionContext, type QuestionResult, unread } from './ask/asking.ts'
import type { MayAsk } from './calls/ledger.ts'
import type { Network } from './network/network.ts'

/** Which version of a secret is wanted: the one named, or whatever is current now (`fresh`, past any cache). */
export type ReadOptions = {
  readonly versionId?: string | undefined
  readonly fresh?: boolean
  readonly expiryField?: string | null
}

/** What an attempt needs from outside: the store, the network, the clock, and patience. */
export type AttemptDependencies = {
  readCredential(reference: SecretReference, options: ReadOptions): Promise<CredentialRead | SecretFailure>
  readonly network: Network
  profileOf(name: string): Profile
  /** Asked before every look that is not the first, by whoever keeps to a budget; a person who asks once needs none. */
  readonly mayAsk?: MayAsk
  /** Epoch milliseconds. */
  now(): number
  sleep(milliseconds: number): Promise<void>
}

/** Wall-clock time of one attempt, from reading the secret to the last byte. */
export const deadlineMs = 10_000

/** Pause before the one retry of a failed connection or a 5xx; a provider's own wish (429) counts instead, up to `longestRetryMs`. */
const retryMs = 250
const longestRetryMs = 3_000

/** Reads the secret and asks once; what failed on the way there, not at the credential, is tried a second time. */
export async function attempt(
  check: Check,
  dependencies: AttemptDependencies,
  options: ReadOptions,
  withinMs = deadlineMs,
): Promise<Reading> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), withinMs)
  try {
    const startedMs = dependencies.now()
    const read = await readFor(check, dependencies, options)
    if (read?.kind === 'failure') return { ...unread(read), at: dependencies.now(), versionId: null, retried: false }
    const within = { signal: deadline.signal, startedMs, withinMs }
    const { asked, retried } = await askTwice(check, read, dependencies, within)
    const versionId = read?.credential.versionId ?? null
    return { ...withSecretField(asked, check, read, startedMs), at: dependencies.now(), versionId, retried }
  } finally {
    clearTimeout(timer)
  }
}

async function readFor(
  check: Check,
  { readCredential }: AttemptDependencies,
  options: ReadOptions,
): Promise<CredentialRead | SecretFailure | null> {
  if (check.secret === null) return null
  return readCredential(check.secret, { ...options, expiryField: check.expiry.secretField?.name ?? null })
}

async function askTwice(
  check: Check,
  read: CredentialRead | null,
  dependencies: AttemptDependencies,
  {
    signal,
    startedMs,
    withinMs,
  }: { readonly signal: AbortSignal; readonly startedMs: number; readonly withinMs: number },
): Promise<{ readonly asked: QuestionResult; readonly retried: boolean }> {
  const { network, profileOf, now, sleep, readCredential, mayAsk } = dependencies
  const asking: QuestionContext = {
    check,
    profile: profileOf(check.profile),
    credential: read?.credential ?? null,
    network,
    signal,
    nowSeconds: Math.floor(now() / 1_000),
    readCredential: (reference) => readCredential(reference, {}),
  }
  const first = await askSafely(asking)
  const pauseMs = retryAfterMs(first)
  if (pauseMs === null || now() - startedMs + pauseMs > withinMs / 2) return { asked: first, retried: false }
  if (mayAsk?.(check, 'retry') === false) return { asked: first, retried: false }
  await sleep(pauseMs)
  return { asked: await askSafely(asking), retried: true }
}

/** A check that cannot even be asked is its own trouble and never that of the others in its batch. */
async function askSafely(asking: QuestionContext): Promise<QuestionResult> {
  try {
    return await ask(asking)
  } catch {
    return { kind: 'failed', reason: 'check_invalid', phase: 'prepare', code: 'not_askable', timings: null }
  }
}

/** Null for everything that says something of the credential, and for what a second try would not change. */
function retryAfterMs(asked: QuestionResult): number | null {
  if (asked.kind === 'failed')
    return asked.code === 'connection_lost' ||
      asked.code === 'name_lookup_failed' ||
      asked.code === 'connection_refused'
      ? retryMs
      : null
  if (asked.meaning === 'provider_error') return retryMs
  if (asked.meaning !== 'rate_limited' || asked.retryAfterSeconds === null) return null
  const wishedMs = asked.retryAfterSeconds * 1_000
  return wishedMs <= longestRetryMs ? wishedMs : null
}

/** An expiry that is kept beside the token, in the secret itself. */
function withSecretField(
  asked: QuestionResult,
  { expiry }: Check,
  read: CredentialRead | null,
  nowMs: number,
): QuestionResult {
  if (asked.kind === 'failed' || expiry.secretField === null || read === null) return asked
  const at = parseInstant(read.expiryField, expiry.secretField.format, Math.floor(nowMs / 1_000))
  const evidence: ExpiryEvidence[] = at === undefined ? [] : [{ source: 'secret_field', at }]
  return { ...asked, expiries: [...asked.expiries, ...evidence] }
}
