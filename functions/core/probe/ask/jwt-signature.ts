import { createLocalJWKSet, errors, jwtVerify } from 'jose'
import type { Meaning } from '../../model/reading.ts'
import { parseAnswer } from '../answer.ts'
import { interpret } from '../interpret.ts'
import type { Observer } from '../observation.ts'
import { bareRequest, failedOf, observerOf, type QuestionContext, type QuestionResult, send } from './asking.ts'

/** A key set that cannot be had says nothing of the token; one that has no key for it, or another signature, says that it is bad. */
export async function checkSignature(asking: QuestionContext, token: string, jwksUrl: string): Promise<QuestionResult> {
  const answer = await send(asking, bareRequest({ method: 'GET', url: jwksUrl, headers: {}, body: null }))
  if (answer.kind === 'failure') return failedOf(answer)
  const fetched = interpret(answer, keySetRules, keySetObserver(asking))
  if (fetched.meaning !== 'alive') return fetched
  try {
    await jwtVerify(token, createLocalJWKSet(parseAnswer(answer).json as Parameters<typeof createLocalJWKSet>[0]), {
      currentDate: new Date(asking.nowSeconds * 1_000),
      clockTolerance: skewSeconds,
    })
    return fetched
  } catch (error) {
    return { ...fetched, ...signatureJudgement(error) }
  }
}

/** The key set is not the API under watch: a refusal there is somebody else's trouble. */
const keySetRules = [
  { name: 'key-set', when: { status: 200, body: "type(keys) == 'array'" }, means: 'alive' },
  { name: 'key-set-server-error', when: { status: [500, 599] }, means: 'provider_error' },
  { name: 'key-set-rate-limit', when: { status: 429 }, means: 'rate_limited' },
  { name: 'no-key-set', when: {}, means: 'wrong_target' },
] as const

function signatureJudgement(error: unknown): SignatureJudgement {
  if (error instanceof errors.JWKSNoMatchingKey) return { meaning: 'rejected', rule: 'no-matching-key' }
  if (error instanceof errors.JWSSignatureVerificationFailed) return { meaning: 'rejected', rule: 'signature-wrong' }
  // Several keys fit a token that names none: which one it was signed by cannot be told.
  if (error instanceof errors.JWKSMultipleMatchingKeys) return { meaning: 'unrecognized', rule: 'kid-missing' }
  if (error instanceof errors.JWTExpired) return { meaning: 'expired', rule: 'exp-passed' }
  return { meaning: 'unrecognized', rule: 'not-verifiable' }
}

/** What the check expects, it expects of the token and of the API, not of the key set. */
function keySetObserver(asking: QuestionContext): Observer {
  const observer = observerOf(asking)
  const { check } = observer
  return {
    ...observer,
    check: { ...check, answers: [], expect: { ...check.expect, assert: [] } },
    paths: { identity: null, environment: null, scopes: null, expires: null },
  }
}

/** What a token says of itself or a key set says of it. */
export type SignatureJudgement = { readonly meaning: Meaning; readonly rule: string }

/** Clocks of issuers and APIs differ; a token that becomes valid within this time is not called wrong. */
export const skewSeconds = 300
