import type { JWTPayload } from 'jose'
import { parseInstant } from '../../model/instant.ts'
import type { PingRequest, Question } from '../../model/question.ts'
import type { Answered, Failed } from '../../model/reading.ts'
import { claimForPeople, headerless, nothingObserved, type Observation, observe } from '../observation.ts'
import { pingBesideBroken } from './beside-broken.ts'
import { noTimings } from './declared.ts'
import { checkWithKey } from './jwt-key.ts'
import { checkSignature } from './jwt-signature.ts'
import { type SignatureJudgement, skewSeconds } from './key-set.ts'
import { withScopes } from './known-scopes.ts'
import { startsWithScheme } from './place.ts'
import { credentialOf, observerOf, type QuestionContext, type QuestionResult } from './question-context.ts'
import { unverifiedClaims } from './token-claims.ts'

type JwtQuestion = Extract<Question, { kind: 'jwt' }>

const malformed = (code: string): Failed => ({
  kind: 'failed',
  reason: 'secret_malformed',
  phase: 'prepare',
  code,
  timings: null,
})

/**
 * Judges a JWT: by its claims, then by the keys of its issuer, then by the answer of the API. A signature is verified whatever the dates
 * are.
 */
export async function askJwt(context: QuestionContext, question: JwtQuestion): Promise<QuestionResult> {
  const token = credentialOf(context).open('token')
  const claims = unverifiedClaims(token)
  const observed = claims === null ? nothingObserved : observe(headerless(claims), observerOf(context))
  if (question.asksApiAlone === true && question.ping !== null)
    return askApi(context, { ...question, ping: question.ping }, observed)
  if (startsWithScheme(token) && !sendsWhole(question)) return malformed('scheme_included')
  if (claims === null) return malformed('not_a_jwt')
  const judged = judgeClaims(claims, question, context)
  if (judged !== null) return fromToken(judged, observed)
  const signed = await signatureOf(context, question, { token, observed })
  if (signed?.kind === 'failed') return withClaims(signed, observed)
  if (signed !== null && signed.meaning !== 'alive') return { ...signed, ...observed }
  if (question.ping !== null) return askApi(context, { ...question, ping: question.ping }, observed)
  const absent = judgeAbsence(claims, question)
  if (absent !== null) return fromToken(absent, observed)
  if (signed === null) return fromToken({ meaning: 'unproved', rule: 'claims' }, observed)
  return isEndUnread(claims, context)
    ? fromToken({ meaning: 'unproved', rule: 'signature' }, observed)
    : { ...signed, ...observed }
}

/** Returns true if the ping sends the secret as it is, with the scheme in it. */
function sendsWhole({ ping: asked, send }: JwtQuestion): boolean {
  return asked !== null && send.some((one) => one.in === 'header' && one.raw === true)
}

/** Verifies the signature with the key set or the key that the check names; null if it names neither. */
async function signatureOf(
  context: QuestionContext,
  { jwksUrl, key }: JwtQuestion,
  { token, observed }: { readonly token: string; readonly observed: Observation },
): Promise<QuestionResult | null> {
  if (jwksUrl !== null) return checkSignature(context, token, jwksUrl)
  if (key === undefined) return null
  const judged = await checkWithKey(context, token, key)
  return 'kind' in judged ? judged : fromToken(judged, observed)
}

/** Asks the API. Its answer decides assertions; claims of the token decide everything else that they name. */
async function askApi(
  context: QuestionContext,
  question: JwtQuestion & { readonly ping: PingRequest },
  observed: Observation,
): Promise<QuestionResult> {
  const paths = { identity: null, environment: null, scopes: null, expires: null }
  const asked = await pingBesideBroken(context, question, credentialOf(context), { ...observerOf(context), paths })
  if (asked.kind === 'failed') return withClaims(asked, observed)
  const { failedAssertions, scopes } = asked
  return withScopes({ ...asked, ...observed, failedAssertions, scopes }, observed.scopes)
}

/** Keeps what the claims name beside a request that failed on its way. A request that was never made says that the check is wrong. */
function withClaims(failed: Failed, { identity, environment, scopes }: Observation): Failed {
  const isUnsent = failed.phase === 'prepare' || failed.phase === 'secret'
  return isUnsent ? failed : { ...failed, claims: { identity, environment, scopes } }
}

/** Judges what the claims say of themselves. What an API may see otherwise is no judgement if there is one to ask. */
function judgeClaims(
  claims: JWTPayload,
  { issuer, audience, ping }: JwtQuestion,
  context: QuestionContext,
): SignatureJudgement | null {
  const { nowSeconds } = context
  if (hasEnded(claims, { asks: ping !== null, nowSeconds })) return { meaning: 'expired', rule: 'exp-passed' }
  if (ping === null && beginOf(claims) > nowSeconds + skewSeconds) return { meaning: 'rejected', rule: 'nbf-ahead' }
  const { iss } = claims
  if (issuer !== null && !isAbsent(iss) && iss !== issuer)
    return { meaning: 'wrong_environment', rule: 'other-issuer', about: differing('issuer', issuer, iss, context) }
  const { aud } = claims
  const audiences = Array.isArray(aud) ? aud : [aud]
  if (audience !== null && !isAbsent(aud) && !audiences.includes(audience))
    return {
      meaning: 'wrong_environment',
      rule: 'other-audience',
      about: differing('audience', audience, aud, context),
    }
  return null
}

/** Says what is expected and what the token says. Issuer and audience are no secrets; no other claim is shown. */
function differing(what: 'issuer' | 'audience', expected: string, claim: unknown, context: QuestionContext): string {
  return `expected ${what} ${expected}, the token says ${claimForPeople(claim, [credentialOf(context)])}`
}

/** Judges a token that lacks a claim which the check expects. Absence proves nothing, so it is asked last. */
function judgeAbsence({ iss, aud }: JWTPayload, { issuer, audience }: JwtQuestion): SignatureJudgement | null {
  if (issuer !== null && isAbsent(iss)) return { meaning: 'unrecognized', rule: 'no-issuer' }
  return audience !== null && isAbsent(aud) ? { meaning: 'unrecognized', rule: 'no-audience' } : null
}

const isAbsent = (claim: unknown): boolean =>
  claim === undefined || claim === null || (Array.isArray(claim) && claim.length === 0)

/** Returns the second from which the token counts, by its own claim. */
const beginOf = ({ nbf }: JWTPayload): number => (typeof nbf === 'number' ? nbf : 0)

/**
 * Returns true for a token that has ended. An end in milliseconds is no end to an API that reads it as seconds, and dates that contradict
 * each other name none. So if there is an API to ask, its answer decides.
 */
function hasEnded(
  claims: JWTPayload,
  { asks, nowSeconds }: { readonly asks: boolean; readonly nowSeconds: number },
): boolean {
  const { exp } = claims
  const end = parseInstant(exp, 'epoch_seconds', nowSeconds)
  if (end === undefined || end > nowSeconds) return false
  return !asks || (typeof exp === 'number' && exp <= nowSeconds && !contradicts(claims, exp))
}

/** Returns true if a token ends before it begins, or before it was issued. */
const contradicts = ({ nbf, iat }: JWTPayload, exp: number): boolean =>
  [nbf, iat].some((date) => typeof date === 'number' && date >= exp)

/** Returns true for an end that is there, and that may have passed for all that can be read of it. */
function isEndUnread({ exp }: JWTPayload, { nowSeconds }: QuestionContext): boolean {
  if (exp === undefined || parseInstant(exp, 'epoch_seconds', nowSeconds) !== undefined) return false
  return !(typeof exp === 'number' && exp > nowSeconds)
}

function fromToken(judged: SignatureJudgement, observed: Observation): Answered {
  return { kind: 'answered', status: null, timings: noTimings, ...judged, retryAfterSeconds: null, ...observed }
}
