import { compactVerify, createLocalJWKSet, errors } from 'jose'
import { type ParsedAnswer, parseAnswer } from '../answer.ts'
import { interpret } from '../interpret.ts'
import type { Observer } from '../observation.ts'
import { ofKeySet } from './answers-of-issuer.ts'
import { isSignedByAny, judgeMissingKey, judgeWrongSignature, type SignatureJudgement } from './key-set.ts'
import {
  bareRequest,
  failedOf,
  observerOf,
  type QuestionContext,
  type QuestionResult,
  send,
} from './question-context.ts'

/** Asks every cache on the way for a fresh key set: a stored one may lack the newest key. */
const freshly = { 'cache-control': 'no-cache' }

/**
 * Verifies a JWT with the key set of its issuer. A key set that cannot be read or used proves nothing. A wrong signature, or a key that is
 * missing in a fresh set, proves that the token is bad; the confirmation reads the set a second time.
 */
export async function checkSignature(
  context: QuestionContext,
  token: string,
  jwksUrl: string,
): Promise<QuestionResult> {
  const answer = await send(context, bareRequest({ method: 'GET', url: jwksUrl, headers: freshly, body: null }))
  if (answer.kind === 'failure') return failedOf(answer)
  // A key set may come from a cache: it is public, and its age is judged with its keys.
  const { age: _, ...headers } = answer.headers
  const fetched = interpret({ ...answer, headers }, keySetRules, keySetObserver(context))
  if (fetched.meaning !== 'alive') return fetched
  const judged = await judge(token, parseAnswer(answer), context.nowSeconds)
  return judged === null ? fetched : { ...fetched, ...judged }
}

/** An object with no field, or with null for its keys. */
const emptySet = "type(@) == 'object' && (length(@) == `0` || (contains(keys(@), 'keys') && keys == `null`))"

/** Rules for the answer of the key set. It is not the watched API, so a refusal there says nothing about the token. */
const keySetRules = [
  { name: 'key-set', when: { status: 200, body: "type(keys) == 'array'" }, means: 'alive' },
  { name: 'key-set-server-error', when: { status: [500, 599] }, means: 'provider_error' },
  { name: 'key-set-rate-limit', when: { status: 429 }, means: 'rate_limited' },
  // The issuer's own trouble: its guard refuses everybody, or its key set is empty for a while.
  { name: 'key-set-refused', when: { status: [401, 403] }, means: 'unrecognized' },
  { name: 'key-set-without-keys', when: { status: 200, body: emptySet }, means: 'unrecognized' },
  { name: 'no-key-set', when: {}, means: 'wrong_target' },
] as const

/** Returns null if a key of the set made the signature. */
async function judge(token: string, answer: ParsedAnswer, nowSeconds: number): Promise<SignatureJudgement | null> {
  try {
    const keys = createLocalJWKSet(answer.json as Parameters<typeof createLocalJWKSet>[0])
    await compactVerify(token, keys)
    return null
  } catch (error) {
    const isUnclear = error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys
    if (isUnclear && (await isSignedByAny(token, answer.json))) return null
    return judgeError(error, token, answer, nowSeconds)
  }
}

async function judgeError(
  error: unknown,
  token: string,
  answer: ParsedAnswer,
  nowSeconds: number,
): Promise<SignatureJudgement> {
  if (error instanceof errors.JWKSNoMatchingKey) return judgeMissingKey(token, answer, nowSeconds)
  if (error instanceof errors.JWSSignatureVerificationFailed) return judgeWrongSignature(token, answer, nowSeconds)
  // Several keys fit, so the signing key is unknown.
  if (error instanceof errors.JWKSMultipleMatchingKeys) return { meaning: 'unrecognized', rule: 'kid-missing' }
  return { meaning: 'unrecognized', rule: 'not-verifiable' }
}

/** Returns an observer without the expectations of the check: they describe the token and the API, not the key set. */
function keySetObserver(context: QuestionContext): Observer {
  const observer = ofKeySet(observerOf(context))
  const { check } = observer
  return {
    ...observer,
    check: { ...check, expect: { ...check.expect, assert: [] } },
    paths: { identity: null, environment: null, scopes: null, expires: null },
  }
}
