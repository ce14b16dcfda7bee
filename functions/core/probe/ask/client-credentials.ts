import type { Check } from '../../model/check.ts'
import type { Question } from '../../model/question.ts'
import type { Answered } from '../../model/reading.ts'
import { compareScopes, parseScopes, type ScopeComparison } from '../../model/scopes.ts'
import { interpret } from '../interpret.ts'
import { mint } from '../oauth/client-credentials.ts'
import { nothingObserved, type Observer } from '../observation.ts'
import { credentialOf, failedOf, observerOf, type QuestionContext, type QuestionResult, send } from './asking.ts'
import { ping } from './request.ts'

/** Mints a token with the client, and asks the API with it. The minted token is dropped afterwards. */
export async function askClientCredentials(
  asking: QuestionContext,
  question: Extract<Question, { kind: 'client_credentials' }>,
): Promise<QuestionResult> {
  const client = credentialOf(asking)
  const outcome = await mint(question, client, (request) => send(asking, request))
  if (outcome.kind === 'failure') return failedOf(outcome)
  if (outcome.kind === 'answer') return interpret(outcome, asking.profile.tokenRules, ofTokenEndpoint(asking))
  const granted = grantedScopes(outcome.scope, asking.check)
  if (question.ping === null) return issued(outcome.answer.timings, granted)
  const bearer = { in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' } as const
  const asked = await ping(asking, { ping: question.ping, send: [bearer] }, outcome.credential, observerOf(asking))
  return asked.kind === 'answered' ? { ...asked, scopes: asked.scopes ?? granted } : asked
}

/** Returns an observer without the declared answers of the check: they describe the API, not the token endpoint. */
function ofTokenEndpoint(asking: QuestionContext): Observer {
  const observer = observerOf(asking)
  return { ...observer, check: { ...observer.check, answers: [] } }
}

/** Compares the granted scopes; null if they are unknown, since none were requested and none were named. */
function grantedScopes(named: string | null, { expect }: Check): ScopeComparison | null {
  const scopes = parseScopes(named)
  return scopes === undefined ? null : compareScopes(scopes, expect.scopes)
}

function issued(timings: Answered['timings'], scopes: Answered['scopes']): Answered {
  return {
    kind: 'answered',
    status: 200,
    timings,
    meaning: 'alive',
    rule: 'token-issued',
    retryAfterSeconds: null,
    ...nothingObserved,
    scopes,
  }
}
