import { fieldOf } from '../../model/field-of.ts'
import type { PingRequest, Placement } from '../../model/question.ts'
import type { Answered, Meaning } from '../../model/reading.ts'
import { parseAnswer } from '../answer.ts'
import { challengesIn } from '../challenge.ts'
import { interpret } from '../interpret.ts'
import type { WireAnswer, WireFailure } from '../network/network.ts'
import { ofTokenEndpoint } from './answers-of-issuer.ts'
import { place } from './place.ts'
import {
  bareRequest,
  credentialOf,
  failedOf,
  observerOf,
  type QuestionContext,
  type QuestionResult,
  send,
} from './question-context.ts'
import { isAnonymous, type Stranger, tellsApart } from './registry-claims.ts'

/** The token endpoint of a registry, and the place that a token of it has to open. */
export type TokenRoad = { readonly realm: URL; readonly resource: URL; readonly repository: string | null }

const basic: readonly Placement[] = [{ in: 'basic', user: { role: 'user' }, passwordRole: 'password' }]

/** Visible ASCII, which alone can travel in a header. */
const sendable = /^[\x21-\x7e]{1,16384}$/

/**
 * Takes the token that the credential gets to the registry. Many registries hand a token to anybody, so it proves nothing alone: it has to
 * open what a stranger's token does not, or name a subject or access that the stranger's does not.
 */
export async function askWithToken(context: QuestionContext, road: TokenRoad): Promise<QuestionResult> {
  const request = place(bareRequest(getOf(road.realm)), basic, credentialOf(context))
  if ('kind' in request) return request
  const granted = await send(context, request)
  if (granted.kind === 'failure') return failedOf(granted)
  const issued = interpret(granted, context.profile.rules, ofTokenEndpoint(observerOf(context)))
  const token = tokenIn(granted)
  if (issued.meaning !== 'alive' || token === null)
    return issued.meaning === 'alive' ? unclear(issued, 'no-token') : issued
  const tried = await show(context, road, token)
  if (tried.kind === 'failure') return failedOf(tried)
  const seen = interpretFor(context, tried, token)
  if (opens(seen, tried, road)) return judgePassed(seen, token, context, road)
  if (isDeclared(seen)) return seen
  if (isRefusal(tried)) return judgeRefused(seen, { tried, token }, context, road)
  return seen.meaning === 'alive' || seen.rule === 'unlisted' ? unclear(seen, 'not-the-registry') : seen
}

/** Interprets the answer of the registry to a token, which is a credential too and is hidden. */
function interpretFor(context: QuestionContext, answer: WireAnswer, token: string): Answered {
  const observer = observerOf(context)
  const credentials = [...observer.credentials, credentialOf(context).derived({ token })]
  return interpret(answer, context.profile.rules, { ...observer, credentials })
}

const getOf = ({ href }: URL): PingRequest => ({ method: 'GET', url: href, headers: {}, body: null })

/** Returns the token of an answer; `null` if it has none (distribution specification, token response fields). */
function tokenIn(answer: WireAnswer): string | null {
  const { json } = parseAnswer(answer)
  const token = fieldOf(json, 'token') ?? fieldOf(json, 'access_token')
  return answer.status === 200 && typeof token === 'string' && sendable.test(token) ? token : null
}

function show(context: QuestionContext, { resource }: TokenRoad, token: string): Promise<WireAnswer | WireFailure> {
  return send(context, bareRequest({ ...getOf(resource), headers: { authorization: `Bearer ${token}` } }))
}

const isDeclared = ({ rule }: Answered): boolean => rule.startsWith('answer-')

/** Returns true if the registry accepted a token: as the check declares it, or as the specification has it. */
function opens(seen: Answered, answer: WireAnswer, { repository }: TokenRoad): boolean {
  if (isDeclared(seen)) return seen.meaning === 'alive' || seen.meaning === 'ping_forbidden'
  const { json } = parseAnswer(answer)
  if (answer.status !== 200 || seen.rule === 'error-with-200') return false
  return repository === null ? json !== undefined || answer.body.length === 0 : fieldOf(json, 'tags') !== undefined
}

const isRefusal = ({ status }: WireAnswer): boolean => status === 401 || status === 403 || status === 404

const unclear = (seen: Answered, rule: string): Answered => judged(seen, 'unrecognized', rule)

const judged = (seen: Answered, meaning: Meaning, rule: string): Answered => ({ ...seen, meaning, rule })

async function askStranger(context: QuestionContext, { realm }: TokenRoad): Promise<Stranger> {
  const answer = await send(context, bareRequest(getOf(realm)))
  if (answer.kind === 'failure') return { kind: 'unanswered' }
  const token = tokenIn(answer)
  if (token !== null) return { kind: 'served', token }
  return { kind: answer.status === 400 || isRefusal(answer) ? 'refused' : 'unanswered' }
}

async function judgePassed(
  seen: Answered,
  token: string,
  context: QuestionContext,
  road: TokenRoad,
): Promise<QuestionResult> {
  const accepted = isDeclared(seen) ? seen : judged(seen, 'alive', 'token')
  const stranger = await askStranger(context, road)
  if (stranger.kind === 'unanswered') return unclear(seen, 'stranger-unanswered')
  if (tellsApart(token, stranger, whoAsks(context, road))) return accepted
  if (stranger.kind === 'refused') return unclear(seen, 'token-anonymous')
  const tried = await show(context, road, stranger.token)
  if (tried.kind === 'failure') return unclear(seen, 'stranger-unanswered')
  if (opens(interpretFor(context, tried, stranger.token), tried, road)) return unclear(seen, 'anonymous-token-passes')
  return isRefusal(tried) ? accepted : unclear(seen, 'stranger-unanswered')
}

const whoAsks = (context: QuestionContext, { repository }: TokenRoad) => ({
  user: credentialOf(context).open('user'),
  repository,
})

async function judgeRefused(
  seen: Answered,
  { tried, token }: { readonly tried: WireAnswer; readonly token: string },
  context: QuestionContext,
  road: TokenRoad,
): Promise<QuestionResult> {
  const stranger = await askStranger(context, road)
  const lacks = road.repository !== null && saysPermission(tried)
  if (stranger.kind !== 'unanswered' && lacks && tellsApart(token, stranger, whoAsks(context, road)))
    return judged(seen, 'under_scoped', 'repository-refused')
  const isDead = stranger.kind === 'served' && tried.status === 401 && isAnonymous(token)
  return isDead ? judged(seen, 'rejected', 'token-anonymous') : unclear(seen, 'minted-token-refused')
}

/** Returns true if an answer names a missing permission: by its challenge (RFC 6750), or by the code of the specification. */
function saysPermission(answer: WireAnswer): boolean {
  const { json, header, status } = parseAnswer(answer)
  const asked = challengesIn(header('www-authenticate')).some(
    ({ parameters }) => parameters.get('error')?.toLowerCase() === 'insufficient_scope',
  )
  const errors = fieldOf(json, 'errors')
  const denied = Array.isArray(errors) && errors.some((error: unknown) => fieldOf(error, 'code') === 'DENIED')
  return asked || (denied && status === 403)
}
