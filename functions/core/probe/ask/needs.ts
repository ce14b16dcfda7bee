import type { Credential } from '../../model/credential.ts'
import type { PingRequest, Placement } from '../../model/question.ts'
import type { Answered, NeedAnswer } from '../../model/reading.ts'
import { isDeath } from '../../model/reason.ts'
import { type ReadAnswer, readAnswer, speaksOfError } from '../answer.ts'
import { isDeclared, ruleFor, unlisted } from '../rules.ts'
import { place } from './place.ts'
import { bareRequest, type QuestionContext, send } from './question-context.ts'

/** Meanings with which the credential was accepted, so that its needs can be asked for. */
const accepted: ReadonlySet<Answered['meaning']> = new Set(['alive', 'ping_forbidden'])

/** Adds the answers to the needs of the check, each asked with the same credential, one after the other. */
export async function withNeeds(
  context: QuestionContext,
  question: { readonly ping: PingRequest; readonly send: readonly Placement[] },
  credential: Credential,
  judged: Answered,
): Promise<Answered> {
  if (context.check.needs.length === 0 || !accepted.has(judged.meaning)) return judged
  const needs: NeedAnswer[] = []
  for (const need of context.check.needs) needs.push(await askNeed(context, question, credential, need))
  return { ...judged, needs }
}

async function askNeed(
  context: QuestionContext,
  question: { readonly ping: PingRequest; readonly send: readonly Placement[] },
  credential: Credential,
  need: PingRequest,
): Promise<NeedAnswer> {
  const asked = `${need.method} ${new URL(need.url).pathname}`
  const request = place(
    bareRequest({ ...need, headers: { ...question.ping.headers, ...need.headers } }),
    question.send,
    credential,
  )
  const wire = 'kind' in request ? request : await send(context, request)
  if ('code' in wire) return { asked, status: null, rule: wire.code, meaning: wire.reason }
  const { rule, meaning } = judgeNeed(readAnswer(wire, [credential]), need, context)
  return { asked, status: wire.status, rule, meaning }
}

/**
 * Judges the answer to a need. The credential was accepted a moment ago, so a refusal of the credential itself is a contradiction and
 * proves nothing. A good answer needs no shape: life is proved already.
 */
function judgeNeed(
  read: ReadAnswer,
  { optional }: PingRequest,
  { check, profile }: QuestionContext,
): Pick<NeedAnswer, 'rule' | 'meaning'> {
  const { name: rule, means } = ruleFor(read.answer, check.answers, [...profile.needRules, ...profile.rules], read.said)
  const isGood = means === 'alive' || (rule === unlisted.name && read.answer.status >= 200 && read.answer.status < 300)
  if (isGood) return { rule, meaning: goodMeaning(read, rule) }
  if (means === 'ping_forbidden' && isDeclared(rule)) return { rule, meaning: means }
  if (means === 'under_scoped' || means === 'ping_forbidden')
    return { rule, meaning: optional === true ? 'ping_forbidden' : 'under_scoped' }
  return { rule, meaning: isDeath(means) ? 'unrecognized' : means }
}

/** A body that calls itself an error and a page are no good answers, unless the check declares that they are. */
function goodMeaning({ answer, said }: ReadAnswer, rule: string): NeedAnswer['meaning'] {
  if (isDeclared(rule)) return 'alive'
  if (answer.html) return 'wrong_target'
  return speaksOfError(answer) || speaksOfError(said) ? 'unrecognized' : 'alive'
}
