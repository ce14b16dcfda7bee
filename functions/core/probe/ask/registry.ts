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
import { askWithToken } from './registry-token.ts'
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
 * Asks a container registry without a credential first. Its challenge names the token endpoint, which is then asked with the credential;
 * the token is taken to the registry. The challenge comes from outside, so the credential is sent only to hosts that the check names.
 */
export async function askRegistry(context: QuestionContext, question: Registry): Promise<QuestionResult> {
  const challenged = await send(context, bareRequest(getOf(question.url)))
  if (challenged.kind === 'failure') return failedOf(challenged)
  const challenge = challengeOf(challenged)
  if (challenge === undefined)
    return saysNothing(challenged.status) ? judged(context, challenged) : misled('no_challenge')
  if (challenge.scheme === 'basic')
    return ping(context, { ping: getOf(question.url), send: basic }, credentialOf(context), observerOf(context))
  const realm = URL.parse(challenge.parameters.get('realm') ?? '')
  if (realm === null || !isAllowed(realm, question)) return misled('realm_elsewhere')
  realm.searchParams.set('service', challenge.parameters.get('service') ?? '')
  const repository = question.repository === '' ? null : question.repository
  if (repository === null) return askWithToken(context, { realm, resource: new URL(question.url), repository })
  realm.searchParams.set('scope', `repository:${repository}:pull`)
  return askWithToken(context, { realm, resource: tagsOf(question.url, repository), repository })
}

/** The shortest answer that a token for pulling opens (distribution specification, listing tags). */
const tagsOf = (url: string, repository: string): URL => new URL(`${repository}/tags/list?n=1`, url)

/** Statuses of trouble, and of a redirect to a login, which say nothing of the registry. */
const saysNothing = (status: number): boolean => status >= 500 || status === 429 || (status >= 300 && status <= 399)

function judged(context: QuestionContext, answer: WireAnswer): QuestionResult {
  return interpret(answer, context.profile.rules, observerOf(context))
}

const getOf = (url: string): PingRequest => ({ method: 'GET', url, headers: {}, body: null })

/**
 * Returns true if the check names the host of the realm, with its port if it names one. The scheme must be that of the registry, so that
 * https stays https.
 */
function isAllowed(realm: URL, { url, tokenHost }: Registry): boolean {
  const registry = new URL(url)
  const named = URL.parse(`${registry.protocol}//${tokenHost}`)?.host
  const known = realm.host === registry.host || realm.hostname === tokenHost || realm.host === named
  return known && realm.protocol === registry.protocol && realm.username === ''
}

/** Returns the first challenge of a 401 with a scheme that registries use. */
function challengeOf({ status, headers }: WireAnswer): Challenge | undefined {
  const header = [headers['www-authenticate'] ?? []].flat().join(', ')
  return status === 401
    ? challengesIn(header).find(({ scheme }) => scheme === 'basic' || scheme === 'bearer')
    : undefined
}
