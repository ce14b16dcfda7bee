import { isUnreliable } from '../alerting/incidents/unreliable-provider.ts'
import type { Check } from '../model/check.ts'
import { questionHash } from '../model/question-hash.ts'
import type { AttemptDependencies } from '../probe/attempt.ts'
import type { CheckState } from '../state/state.ts'
import { type GateJudged, recordedJudgement, type Unfit, unjudged } from './judgement.ts'
import type { GateAnswer } from './question.ts'
import { type Recorded, type RecordedBatch, type RecordsDependencies, readRecords } from './records.ts'

/** Everything that an answer from the records alone needs. Nothing is probed and nothing is written. */
export type RememberedDependencies = RecordsDependencies &
  Pick<AttemptDependencies, 'profileOf'> & {
    now(): number
  }

/** Answers about every check of the deployment from its records, however old they are. */
export async function rememberedAnswer(dependencies: RememberedDependencies): Promise<GateAnswer> {
  const { deployment, now } = dependencies
  const recorded = await readRecords(deployment.checks, dependencies)
  const at = now()
  const judgements = deployment.checks.map((check) => ({
    ...rememberedJudgement(check, recorded, dependencies),
    suppression: recorded.activeConditions.suppressionOf(check, at),
  }))
  return { deployment: deployment.name, at, pulses: recorded.pulses, judgements, unmatched: [], names: null }
}

function rememberedJudgement(check: Check, recorded: Recorded, dependencies: RememberedDependencies): GateJudged {
  const state = recorded.states.get(check.key)
  if (state === undefined) return unjudged(check, 'the monitor has not judged it yet')
  const batch = recorded.batches.get(check.key) ?? null
  const { activeConditions } = recorded
  return recordedJudgement(check, state, batch?.unkept ?? null, {
    judgedAt: batch?.judgedAt ?? null,
    isCurrent: null,
    unfit: unfitOf(check, state, batch, dependencies),
    unreliable: isUnreliable(activeConditions.unreliableOf(check.provider), dependencies.now()),
  })
}

/** Returns the ground on which a state is no evidence for the present question, or null if it is evidence. */
export function unfitOf(
  check: Check,
  state: CheckState,
  batch: RecordedBatch | null,
  { profileOf }: Pick<RememberedDependencies, 'profileOf'>,
): Unfit | null {
  if (batch?.unkept != null) return 'not_kept'
  const hash = questionHash(check, profileOf(check.profile))
  return state.questionHash === hash && batch?.questionHash === hash ? null : 'other_question'
}
