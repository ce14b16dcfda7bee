import { type AnswerDependencies, answerGate } from '../core/gate/answer.ts'
import { type GateReply, type GateRequest, notUnderstood, overridden, replyOf } from '../core/gate/event.ts'
import { noteOverride, type OverrideDependencies } from '../core/gate/override.ts'

/** Answers a question of the gate, or records an override. */
export async function serveGate(
  request: GateRequest | 'not_understood',
  dependencies: AnswerDependencies & OverrideDependencies,
): Promise<GateReply> {
  if (request === 'not_understood') return notUnderstood
  if (request.kind === 'override') {
    await noteOverride(request.override, dependencies)
    return overridden
  }
  const { log, now } = dependencies
  const startedMs = now()
  const answer = await answerGate(request.question, dependencies)
  const recorded = answer.judgements.filter(({ from }) => from === 'recorded').length
  log({ event: 'gate', checks: answer.judgements.length, recorded, tookMs: now() - startedMs })
  return replyOf(answer)
}
