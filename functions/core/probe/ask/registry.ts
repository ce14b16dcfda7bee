import type { PingRequest, Placement, Question } from '../../model/question.ts'
import type { Failed } from '../../model/reading.ts'
import { type Challenge, challengesIn } from '../challenge.ts'
import { interpret } from '../interpret.ts'
import type { WireAnswer } from '../network/network.ts'
import {
  bareRequest,
  credentialOf,
  failedOf,
  observerOf,
  type QuestionContext,
  type QuestionResult,
  send,
} from './question-context.ts'
import { ping } from './request.ts'

type Registry = Extract<Question, { kind: 'registry' }>

const basic: readonly Placement[] = [{ in: 'basic', user: { role: 'user' }, passwordRole: 'password' }]

const misled = (code: string): Failed => ({
  kind: 'failed',
  reason: code === 'no_challenge' ? 'wrong_target' : 'host_not_allowed',
  phase: 'prepare',
  code,
  timings: null,
})

/**
 * Asks a container registry without a credential first. Its challenge names the token endpoint, which is then asked with the credential.
 * The challenge comes from outside, so the credential is sent only to hosts that the check names.
 */
export async function askRegistry(context: QuestionContext, question: Registry): Promise<QuestionResult> {
  const challenged = await send(context, bareRequest(getOf(question.url)))
  if (challenged.kind === 'failure') return failedOf(challenged)
  const challenge = challengeOf(challenged)
  if (challenge === undefined)
    return challenged.status >= 500 || challenged.status === 429 ? judged(context, challenged) : misled('no_challenge')
  if (challenge.scheme === 'basic')
    return ping(context, { ping: getOf(question.url), send: basic }, credentialOf(context), observerOf(context))
  const realm = URL.parse(challenge.parameters.get('realm') ?? '')
  if (realm === null || !isAllowed(realm, question)) return misled('realm_elsewhere')
  realm.searchParams.set('service', challenge.parameters.get('service') ?? '')
  if (question.repository !== null) realm.searchParams.set('scope', `repository:${question.repository}:pull`)
  return ping(context, { ping: getOf(realm.href), send: basic }, credentialOf(context), observerOf(context))
}

function judged(context: QuestionContext, answer: WireAnswer): QuestionResult {
  return interpret(answer, context.profile.rules, observerOf(context))
}

const getOf = (url: string): PingRequest => ({ method: 'GET', url, headers: {}, body: null })

/** Returns true if the check names the host of the realm. The scheme must be that of the registry, so that https stays https. */
function isAllowed(realm: URL, { url, tokenHost }: Registry): boolean {
  const registry = new URL(url)
  const known = realm.host === registry.host || realm.hostname === tokenHost
  return known && realm.protocol === registry.protocol && realm.username === ''
}

/** Returns the first challenge of a 401 with a scheme that registries use. */
function challengeOf({ status, headers }: WireAnswer): Challenge | undefined {
  const header = [headers['www-authenticate'] ?? []].flat().join(', ')
  return status === 401
    ? challengesIn(header).find(({ scheme }) => scheme === 'basic' || scheme === 'bearer')
    : undefined
}
