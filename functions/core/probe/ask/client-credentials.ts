import type { Check } from '../../model/check.ts'
import type { Credential } from '../../model/credential.ts'
import { fieldOf } from '../../model/field-of.ts'
import type { Placement, Question } from '../../model/question.ts'
import type { Answered } from '../../model/reading.ts'
import { compareScopes, parseScopes, type ScopeComparison } from '../../model/scopes.ts'
import { tokenIssued } from '../../model/token-issued.ts'
import { parseAnswer } from '../answer.ts'
import { interpret } from '../interpret.ts'
import type { WireAnswer, WireFailure } from '../network/network.ts'
import { type Minted, mint } from '../oauth/client-credentials.ts'
import { nothingObserved } from '../observation.ts'
import { refusesStranger } from '../refusal.ts'
import { ofTokenEndpoint } from './answers-of-issuer.ts'
import { pingBesideBroken } from './beside-broken.ts'
import { declaredToken } from './declared-token.ts'
import { withScopes } from './known-scopes.ts'
import { isUnplaceable, ofMintedToken } from './minted-token.ts'
import {
  credentialOf,
  failedOf,
  observerOf,
  type QuestionContext,
  type QuestionResult,
  send,
} from './question-context.ts'
import { unverifiedClaims } from './token-claims.ts'

type Asking = Extract<Question, { kind: 'client_credentials' }>

/** Mints a token with the client, and asks the API with it. The minted token is dropped afterwards. */
export async function askClientCredentials(context: QuestionContext, question: Asking): Promise<QuestionResult> {
  const outcome = await tokenOf(context, question, credentialOf(context))
  if (outcome.kind === 'failure') return failedOf(outcome)
  if (outcome.kind === 'answer')
    return asked(interpret(outcome, context.profile.tokenRules, ofTokenEndpoint(observerOf(context))), question)
  const granted = grantedScopes(namedScopes(outcome, question, context), context.check)
  if (question.ping === null) return issuedAlone(context, question, issued(outcome.answer, granted))
  const placements: readonly Placement[] = question.send ?? [
    { in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' },
  ]
  const asking = { ...question, ping: question.ping, send: placements }
  const used = await pingBesideBroken(context, asking, outcome.credential, observerOf(context))
  if (used.kind === 'answered') return withScopes(ofMintedToken(used), granted)
  const token = issued(outcome.answer, granted)
  return isUnplaceable(used) ? { ...token, meaning: 'unrecognized', rule: 'minted-token-not-sendable' } : used
}

/** A scope that the check does not ask for cannot be missing: the server has no default, so the check has to name one. */
function asked(refused: Answered, { scope }: { readonly scope: string | null }): Answered {
  return refused.meaning === 'under_scoped' && scope === null ? { ...refused, meaning: 'check_invalid' } : refused
}

/** Compares the granted scopes; null if they are unknown, since none were requested and none were named. */
function grantedScopes(named: unknown, { expect }: Check): ScopeComparison | null {
  const scopes = parseScopes(named)
  return scopes === undefined ? null : compareScopes(scopes, expect.scopes)
}

/**
 * Returns what names the granted scopes: `scope` of the answer (RFC 6749 section 5.1), or the claim of the token that the profile names,
 * such as the roles of Entra. The issuer has just sent the token, so nobody verifies it. A claim that is absent proves nothing.
 */
function namedScopes({ scope, answer }: Minted, { ping }: Asking, { profile }: QuestionContext): unknown {
  const place = profile.paths.scopes
  if (ping !== null || typeof place !== 'string' || place === 'scope') return scope
  const token = fieldOf(parseAnswer(answer).json, 'access_token')
  return typeof token === 'string' ? fieldOf(unverifiedClaims(token), place) : null
}

/** Asks for a token with a client. An answer that the check declares alive is one, if it holds a token. */
async function tokenOf(
  context: QuestionContext,
  question: Asking,
  client: Credential,
): Promise<Minted | WireAnswer | WireFailure> {
  const answer = await mint(question, client, (request) => send(context, request))
  return answer.kind === 'answer' ? (declaredToken(answer, question, context) ?? answer) : answer
}

/** Judges a token that no API is asked with: it proves the client if the issuer is documented, or gives none to a broken client. */
async function issuedAlone(context: QuestionContext, question: Asking, token: Answered): Promise<Answered> {
  if (question.undocumentedIssuer === true) return { ...token, meaning: 'unproved' }
  if (question.besideBroken !== true) return token
  const answer = await tokenOf(context, question, credentialOf(context).broken())
  if (answer.kind === 'minted') return { ...token, meaning: 'vacuous', rule: 'broken-accepted' }
  const isRefused = answer.kind === 'answer' && refusesStranger(interpret(answer, ...ofBroken(context)))
  return isRefused ? token : { ...token, meaning: 'unrecognized', rule: 'broken-unanswered' }
}

const ofBroken = (context: QuestionContext) =>
  [context.profile.tokenRules, ofTokenEndpoint(observerOf(context))] as const

function issued({ status, timings }: WireAnswer, scopes: Answered['scopes']): Answered {
  return {
    kind: 'answered',
    status,
    timings,
    meaning: 'alive',
    rule: tokenIssued,
    retryAfterSeconds: null,
    ...nothingObserved,
    scopes,
  }
}
