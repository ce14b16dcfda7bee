import type { Check } from '../../model/check.ts'
import type { Placement, Question } from '../../model/question.ts'
import type { Answered } from '../../model/reading.ts'
import { compareScopes, parseScopes, type ScopeComparison } from '../../model/scopes.ts'
import { interpret } from '../interpret.ts'
import type { WireAnswer } from '../network/network.ts'
import { mint } from '../oauth/client-credentials.ts'
import { nothingObserved } from '../observation.ts'
import { ofTokenEndpoint } from './answers-of-issuer.ts'
import { pingBesideBroken } from './beside-broken.ts'
import { declaredToken } from './declared-token.ts'
import { withScopes } from './known-scopes.ts'
import { ofMintedToken } from './minted-token.ts'
import {
  credentialOf,
  failedOf,
  observerOf,
  type QuestionContext,
  type QuestionResult,
  send,
} from './question-context.ts'

/** Mints a token with the client, and asks the API with it. The minted token is dropped afterwards. */
export async function askClientCredentials(
  context: QuestionContext,
  question: Extract<Question, { kind: 'client_credentials' }>,
): Promise<QuestionResult> {
  const client = credentialOf(context)
  const answer = await mint(question, client, (request) => send(context, request))
  if (answer.kind === 'failure') return failedOf(answer)
  const outcome = answer.kind === 'answer' ? (declaredToken(answer, question, context) ?? answer) : answer
  if (outcome.kind === 'answer')
    return asked(interpret(outcome, context.profile.tokenRules, ofTokenEndpoint(observerOf(context))), question)
  const granted = grantedScopes(outcome.scope, context.check)
  if (question.ping === null) return issued(outcome.answer, granted)
  const placements: readonly Placement[] = question.send ?? [
    { in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' },
  ]
  const asking = { ...question, ping: question.ping, send: placements }
  const used = await pingBesideBroken(context, asking, outcome.credential, observerOf(context))
  return used.kind === 'answered' ? withScopes(ofMintedToken(used), granted) : used
}

/** A scope that the check does not ask for cannot be missing: the server has no default, so the check has to name one. */
function asked(refused: Answered, { scope }: { readonly scope: string | null }): Answered {
  return refused.meaning === 'under_scoped' && scope === null ? { ...refused, meaning: 'check_invalid' } : refused
}

/** Compares the granted scopes; null if they are unknown, since none were requested and none were named. */
function grantedScopes(named: string | null, { expect }: Check): ScopeComparison | null {
  const scopes = parseScopes(named)
  return scopes === undefined ? null : compareScopes(scopes, expect.scopes)
}

function issued({ status, timings }: WireAnswer, scopes: Answered['scopes']): Answered {
  return {
    kind: 'answered',
    status,
    timings,
    meaning: 'alive',
    rule: 'token-issued',
    retryAfterSeconds: null,
    ...nothingObserved,
    scopes,
  }
}
