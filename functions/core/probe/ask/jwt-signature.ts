import { createLocalJWKSet, errors, jwtVerify } from 'jose'
import type { Meaning } from '../../model/reading.ts'
import { parseAnswer } from '../answer.ts'
import { interpret } from '../interpret.ts'
import type { Observer } from '../observation.ts'
import {
  bareRequest,
  failedOf,
  observerOf,
  type QuestionContext,
  type QuestionResult,
  send,
} from './question-context.ts'

/**
 * Verifies a JWT with the key set of its issuer. A key set that cannot be read proves nothing. No matching key, or a wrong signature,
 * proves that the token is bad.
 */
export async function checkSignature(
  context: QuestionContext,
  token: string,
  jwksUrl: string,
): Promise<QuestionResult> {
  const answer = await send(context, bareRequest({ method: 'GET', url: jwksUrl, headers: {}, body: null }))
  if (answer.kind === 'failure') return failedOf(answer)
  const fetched = interpret(answer, keySetRules, keySetObserver(context))
  if (fetched.meaning !== 'alive') return fetched
  try {
    await jwtVerify(token, createLocalJWKSet(parseAnswer(answer).json as Parameters<typeof createLocalJWKSet>[0]), {
      currentDate: new Date(context.nowSeconds * 1_000),
      clockTolerance: skewSeconds,
    })
    return fetched
  } catch (error) {
    return { ...fetched, ...signatureJudgement(error) }
  }
}

/** Rules for the answer of the key set. It is not the watched API, so a refusal there says nothing about the token. */
const keySetRules = [
  { name: 'key-set', when: { status: 200, body: "type(keys) == 'array'" }, means: 'alive' },
  { name: 'key-set-server-error', when: { status: [500, 599] }, means: 'provider_error' },
  { name: 'key-set-rate-limit', when: { status: 429 }, means: 'rate_limited' },
  { name: 'no-key-set', when: {}, means: 'wrong_target' },
] as const

function signatureJudgement(error: unknown): SignatureJudgement {
  if (error instanceof errors.JWKSNoMatchingKey) return { meaning: 'rejected', rule: 'no-matching-key' }
  if (error instanceof errors.JWSSignatureVerificationFailed) return { meaning: 'rejected', rule: 'signature-wrong' }
  // The token names no key and several fit, so the signing key is unknown.
  if (error instanceof errors.JWKSMultipleMatchingKeys) return { meaning: 'unrecognized', rule: 'kid-missing' }
  if (error instanceof errors.JWTExpired) return { meaning: 'expired', rule: 'exp-passed' }
  return { meaning: 'unrecognized', rule: 'not-verifiable' }
}

/** Returns an observer without the expectations of the check: they describe the token and the API, not the key set. */
function keySetObserver(context: QuestionContext): Observer {
  const observer = observerOf(context)
  const { check } = observer
  return {
    ...observer,
    check: { ...check, answers: [], expect: { ...check.expect, assert: [] } },
    paths: { identity: null, environment: null, scopes: null, expires: null },
  }
}

/** Judgement of a token by its claims or its signature. */
export type SignatureJudgement = { readonly meaning: Meaning; readonly rule: string }

/** Clocks of issuers and APIs differ; a token that becomes valid within this time is not called wrong. */
export const skewSeconds = 300
