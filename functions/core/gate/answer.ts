import { isUnreliable } from '../alerting/incidents/unreliable-provider.ts'
import { type Check, hostOf } from '../model/check.ts'
import { questionHash } from '../model/question-hash.ts'
import { proofs } from '../probe/assess.ts'
import type { AttemptDependencies } from '../probe/attempt.ts'
import { bound } from '../probe/bound-network.ts'
import { type HostCircuitBreaker, hostCircuitBreaker } from '../probe/host-circuit-breaker.ts'
import { probe } from '../probe/probe.ts'
import { withoutComparison } from '../probe/unlike-broken.ts'
import { knownAnswers } from '../state/earlier-answers.ts'
import { type HostLimits, hostLimits } from '../state/host-limits.ts'
import type { Log } from '../state/log.ts'
import type { CheckState } from '../state/state.ts'
import { earlierBindings } from '../tick/bindings.ts'
import { concurrency } from '../tick/concurrency.ts'
import { probeReserveMs } from '../tick/probing.ts'
import { type GateJudged, type GateJudgement, probedJudgement, recordedJudgement, unjudged } from './judgement.ts'
import { ageLimitMs, type GateAnswer, type GateQuestion, type ScopedQuestion } from './question.ts'
import { type Recorded, type RecordsDependencies, readRecords } from './records.ts'
import { unfitOf } from './remembered.ts'
import { namesOf, select } from './selection.ts'

/** Everything that an answer needs from outside: records of the monitor, and a probe. Nothing is written, and nobody is paged. */
export type AnswerDependencies = AttemptDependencies &
  RecordsDependencies & {
    readonly log: Log
    /** Milliseconds until the invocation is cut off. */
    remainingMs(): number
  }

/** Answers a question of the gate: judges each selected check from a recent record, else by a probe. */
export async function answerGate(question: ScopedQuestion, dependencies: AnswerDependencies): Promise<GateAnswer> {
  const { deployment, now } = dependencies
  const selected = select(deployment.checks, question.selection)
  const { only, except } = question.scope
  const isOurs = ({ environment }: Check) =>
    (only === null || only.includes(environment)) && !except.includes(environment)
  const checks = selected.checks.filter(isOurs)
  const recorded = await readRecords(checks, dependencies)
  const context = {
    question,
    dependencies,
    recorded,
    limits: hostLimits(concurrency),
    breaker: hostCircuitBreaker(dependencies),
  }
  const judgements = await Promise.all(
    checks.map(async (check): Promise<GateJudgement> => {
      const judged = await judge(check, context)
      return { ...judged, suppression: recorded.activeConditions.suppressionOf(check, now()) }
    }),
  )
  const { unmatched } = selected
  const names = unmatched.length > 0 ? namesOf(deployment.checks) : null
  return { deployment: deployment.name, at: now(), pulses: recorded.pulses, judgements, unmatched, names }
}

type AnswerContext = {
  readonly question: GateQuestion
  readonly dependencies: AnswerDependencies
  readonly recorded: Recorded
  readonly limits: HostLimits
  readonly breaker: HostCircuitBreaker
}

async function judge(check: Check, context: AnswerContext): Promise<GateJudged> {
  const { evidence } = context.question
  const recorded = evidence === 'fresh' ? null : await readJudgement(check, context)
  if (evidence === 'recorded' || evidence === 'remembered')
    return recorded ?? unjudged(check, 'the monitor has not judged it yet')
  return recorded !== null && recorded.unfit === null && recorded.isCurrent !== false && isRecent(recorded, context)
    ? recorded
    : context.limits.run(hostOf(check), () => probeNow(check, context))
}

/** Reads a judgement from the records. If it is recent, also looks up which version of the secret is current. */
async function readJudgement(check: Check, context: AnswerContext): Promise<GateJudged | null> {
  const { recorded, question, limits } = context
  const state = recorded.states.get(check.key)
  if (state === undefined) return null
  const batch = recorded.batches.get(check.key) ?? null
  const unfit = unfitOf(check, state, batch, context.dependencies)
  const origin = {
    judgedAt: batch?.judgedAt ?? null,
    isCurrent: null,
    unfit,
    unreliable: isProviderUnreliable(check, context),
  }
  const judged = recordedJudgement(check, state, batch?.unkept ?? null, origin)
  if (question.evidence === 'remembered' || !isRecent(judged, context)) return judged
  return { ...judged, isCurrent: await limits.run(null, () => isCurrent(check, state, context)) }
}

/** Returns true if the provider of a check has lately refused valid tokens. */
function isProviderUnreliable({ provider }: Check, { recorded, dependencies }: AnswerContext): boolean {
  return isUnreliable(recorded.activeConditions.unreliableOf(provider), dependencies.now())
}

function isRecent({ judgedAt, everySeconds }: GateJudged, { question, dependencies }: AnswerContext): boolean {
  return judgedAt !== null && dependencies.now() - judgedAt <= ageLimitMs({ everySeconds }, question.maxAgeSeconds)
}

/** Returns true if a deployment would read the judged version now; null if the check has no secret. A failed read counts as false. */
async function isCurrent(
  check: Check,
  { versionId }: CheckState,
  { dependencies }: AnswerContext,
): Promise<boolean | null> {
  if (check.secret === null) return null
  const current = await dependencies.readCredential(check.secret, { fresh: true })
  return current.kind === 'read' && current.credential.versionId === versionId
}

async function probeNow(check: Check, context: AnswerContext): Promise<GateJudged> {
  const { dependencies, recorded, breaker } = context
  if (dependencies.remainingMs() < probeReserveMs) return unjudged(check, 'there was no time left to probe it')
  const previous = recorded.states.get(check.key) ?? null
  const unreliable = isProviderUnreliable(check, context)
  const isProven = previous?.standing === 'invalid' && !unreliable
  const proven = isProven ? { versionId: previous.versionId, reason: previous.reason } : null
  const needed = unreliable ? proofs.unreliable : proofs.usual
  const hash = questionHash(check, dependencies.profileOf(check.profile))
  const known = knownAnswers(previous?.earlierAnswers, hash)
  const options = { read: { fresh: true }, proven, earlier: previous, needed, known }
  const { log } = dependencies
  const sending = bound(dependencies, { check: check.key, bindings: earlierBindings(check, previous), log })
  const probed = await breaker.ask(check, {}, async (attemptDeadlineMs) => {
    const found = await probe(check, { ...dependencies, ...sending, attemptDeadlineMs }, options)
    return withoutComparison(check, found, { previous, proof: options }, dependencies.now())
  })
  return probedJudgement(check, probed, { previous, unreliable })
}
