import { decodeJwt } from 'jose'
import { Credential } from '../../model/credential.ts'
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
  const observer = observerOf(context)
  const seen = interpret(tried, context.profile.rules, {
    ...observer,
    credentials: [...observer.credentials, new Credential({ token }, null)],
  })
  if (seen.rule.startsWith('answer-')) return seen
  if (passes(tried)) return judgePassed(seen, token, context, road)
  return isRefusal(tried) ? judgeRefused(seen, { tried, token }, context, road) : seen
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

const passes = (answer: WireAnswer): boolean => answer.status === 200 && !parseAnswer(answer).html

const isRefusal = ({ status }: WireAnswer): boolean => status === 401 || status === 403 || status === 404

const unclear = (seen: Answered, rule: string): Answered => judged(seen, 'unrecognized', rule)

const judged = (seen: Answered, meaning: Meaning, rule: string): Answered => ({ ...seen, meaning, rule })

/** A token request without a credential: refused, answered with a token, or without an answer that tells. */
type Stranger = { readonly kind: 'refused' | 'unanswered' } | { readonly kind: 'served'; readonly token: string }

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
  const stranger = await askStranger(context, road)
  if (stranger.kind === 'unanswered') return unclear(seen, 'stranger-unanswered')
  if (isKnown(token, stranger, road)) return judged(seen, 'alive', 'token')
  const tried = stranger.kind === 'served' ? await show(context, road, stranger.token) : null
  if (tried?.kind === 'answer' && isRefusal(tried)) return judged(seen, 'alive', 'token')
  const open = tried?.kind === 'answer' && passes(tried)
  return unclear(seen, open ? 'anonymous-token-passes' : 'stranger-unanswered')
}

async function judgeRefused(
  seen: Answered,
  { tried, token }: { readonly tried: WireAnswer; readonly token: string },
  context: QuestionContext,
  road: TokenRoad,
): Promise<QuestionResult> {
  const stranger = await askStranger(context, road)
  const lacks = road.repository !== null && saysPermission(tried)
  if (stranger.kind !== 'unanswered' && lacks && isKnown(token, stranger, road))
    return judged(seen, 'under_scoped', 'repository-refused')
  // The specification: the subject is empty if the client did not authenticate.
  const isAnonymous = stranger.kind === 'served' && tried.status === 401 && claimsOf(token)?.['sub'] === ''
  return isAnonymous ? judged(seen, 'rejected', 'token-anonymous') : unclear(seen, 'minted-token-refused')
}

/** Returns true if the issuer knows the credential from a stranger: by its refusal, the subject, or the access of the repository. */
function isKnown(token: string, stranger: Stranger, { repository }: TokenRoad): boolean {
  if (stranger.kind !== 'served') return stranger.kind === 'refused'
  const [own, other] = [claimsOf(token), claimsOf(stranger.token)]
  if (own === null || other === null) return false
  const subject = own['sub']
  const isNamed = typeof subject === 'string' && subject !== '' && subject !== other['sub']
  return isNamed || (repository !== null && mayPull(own, repository) && !mayPull(other, repository))
}

function claimsOf(token: string): Readonly<Record<string, unknown>> | null {
  try {
    return decodeJwt(token)
  } catch {
    return null
  }
}

function mayPull({ access }: Readonly<Record<string, unknown>>, repository: string): boolean {
  return Array.isArray(access) && access.some((entry: unknown) => allowsPull(entry, repository))
}

function allowsPull(entry: unknown, repository: string): boolean {
  const actions = fieldOf(entry, 'actions')
  return fieldOf(entry, 'name') === repository && Array.isArray(actions) && actions.includes('pull')
}

/** Returns true if an answer names a missing permission: by its challenge (RFC 6750), or by the code of the specification. */
function saysPermission(answer: WireAnswer): boolean {
  const { json, header, status } = parseAnswer(answer)
  const asked = challengesIn(header('www-authenticate')).some(
    ({ parameters }) => parameters.get('error') === 'insufficient_scope',
  )
  const errors = fieldOf(json, 'errors')
  const denied = Array.isArray(errors) && errors.some((error: unknown) => fieldOf(error, 'code') === 'DENIED')
  return asked || (denied && status === 403)
}
