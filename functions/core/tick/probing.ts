import type { Probing } from '../alerting/incidents/judged-probing.ts'
import { isUnreliable } from '../alerting/incidents/unreliable-provider.ts'
import { asNotified } from '../alerting/shadow.ts'
import { type Check, hostOf } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { questionHash } from '../model/question-hash.ts'
import type { Reason } from '../model/reason.ts'
import type { SecretReference } from '../model/secret-reference.ts'
import type { Finding } from '../model/verdict.ts'
import { type Proven, proofs } from '../probe/assess.ts'
import type { AttemptDependencies } from '../probe/attempt.ts'
import { bound } from '../probe/bound-network.ts'
import { openLedger } from '../probe/calls/ledger.ts'
import { lookForVacuity, type Vacuity, withAnswersToControls, withControl } from '../probe/controlled.ts'
import { knownControls, withDifferentialProof } from '../probe/differential-proof.ts'
import { withComparedPermission } from '../probe/forbidden-to-all.ts'
import { type HostCircuitBreaker, hostCircuitBreaker } from '../probe/host-circuit-breaker.ts'
import { type Probed, type ProbeOptions, probe } from '../probe/probe.ts'
import { withComparedRefusal } from '../probe/unlike-broken.ts'
import type { BatchMessage } from '../state/batch-record.ts'
import { knownAnswers } from '../state/earlier-answers.ts'
import { hostLimits } from '../state/host-limits.ts'
import type { Log } from '../state/log.ts'
import { type ReviewFindingsDependencies, reviewFindingsOf } from '../state/review-findings.ts'
import type { CheckState } from '../state/state.ts'
import { bindingsOf, foundBindings } from './bindings.ts'
import { concurrency } from './concurrency.ts'
import { orFault } from './fault.ts'
import { type BatchRun, readable } from './load-state.ts'
import type { ReadingLog } from './reading-log.ts'

export type ProbingDependencies = AttemptDependencies &
  ReviewFindingsDependencies & {
    readonly deployment: Deployment
    readonly log: Log
    readonly readingLog: Pick<ReadingLog, 'note'>
    /** Milliseconds until the invocation is cut off. */
    remainingMs(): number
    /** Begins to read secrets that are about to be asked for, where the store has a cheaper way for many. Nobody waits for it. */
    readAhead?(wanted: readonly WantedSecret[]): void
  }

/** A secret with the version that the sweep has seen; undefined if that is not known. */
export type WantedSecret = { readonly reference: SecretReference; readonly versionId: string | undefined }

/**
 * Milliseconds that a check needs at most: two attempts with the pause between them, the controls, the other versions and the record.
 * No check starts with less time left.
 */
export const probeReserveMs = 40_000

/** Starts the probes of all checks at once. A probe that throws is a bug of Tokenwatch: its check counts as not run. */
export function probeAll(
  checks: readonly Check[],
  run: BatchRun,
  dependencies: ProbingDependencies,
): readonly Probing[] {
  const mayAsk = openLedger(dependencies.deployment, checks, dependencies.log)
  const batch = { run, breaker: hostCircuitBreaker(dependencies), dependencies: { ...dependencies, mayAsk } }
  const limits = hostLimits(concurrency)
  dependencies.readAhead?.(
    checks.flatMap(({ key, secret }) =>
      secret === null ? [] : [{ reference: secret, versionId: run.message.versionIds[key] }],
    ),
  )
  return checks.map((check) => {
    const previous = asNotified(readable(run.known.get(check.key)), check)
    const step = () => probeInTime({ check, previous }, batch)
    const fault = { where: 'probe', code: 'threw', check: check.key, otherwise: null }
    return { check, previous, probed: limits.run(hostOf(check), () => orFault(step, fault, dependencies)) }
  })
}

type ProbedCheck = Pick<Probing, 'check' | 'previous'>

/** Everything that the probes of a batch share. */
type SharedProbing = {
  readonly run: BatchRun
  readonly breaker: HostCircuitBreaker
  readonly dependencies: ProbingDependencies
}

/** Probes one check, with a control where its verdict is news. Returns `null` if there is no time left for it. */
async function probeInTime(
  { check, previous }: ProbedCheck,
  { run, breaker, dependencies: shared }: SharedProbing,
): Promise<Probed | null> {
  const { log, readingLog, remainingMs } = shared
  const bindings = bindingsOf(run.message, check, previous)
  const { readBindings, readPlainRoles, ...sending } = bound(shared, { check: check.key, bindings, log })
  const dependencies = { ...shared, ...sending }
  const mustAsk = run.last?.unasked?.includes(check.key) ?? false
  const asking = { versionId: run.message.versionIds[check.key], mustAsk }
  const probed = await breaker.ask(check, asking, async (attemptDeadlineMs) => {
    // Asked here, since waiting for others may have taken a while.
    if (remainingMs() < probeReserveMs) return null
    const vacuity = await lookForVacuity(check, run.message.tick, dependencies)
    const options = optionsOf({ check, previous }, { ...run, vacuity }, dependencies)
    const found = await probe(check, { ...dependencies, attemptDeadlineMs }, options)
    const comparison = { previous, questionHash: hashOf(check, dependencies), tick: run.message.tick, proof: options }
    const compared = await withDifferentialProof(check, found, comparison, dependencies)
    const broken = vacuity?.asked.credential === 'broken' ? vacuity.asked : null
    const known = knownControls(check, comparison, dependencies)
    const refused = await withComparedRefusal(
      check,
      compared,
      { previous, proof: options, broken, known },
      dependencies,
    )
    const permission = { previous, proof: options, stranger: vacuity?.asked ?? null }
    const barred = await withComparedPermission(check, refused, permission, dependencies)
    const judged = await withControl(check, barred, previous, dependencies)
    return withAnswersToControls(check, judged, vacuity, dependencies)
  })
  if (probed === null) return null
  readingLog.note(check, probed, hashOf(check, dependencies))
  const hosts = foundBindings(run.message, check, { known: bindings, read: readBindings() })
  const plainRoles = readPlainRoles()
  return {
    ...probed,
    ...(hosts === undefined ? {} : { hosts }),
    ...(plainRoles === null ? {} : { plainRoles }),
  }
}

/**
 * A token that is proved invalid needs one answer a tick. If its provider is marked unreliable, it needs the full proof again, and one
 * answer more.
 */
function optionsOf(
  { check, previous }: ProbedCheck,
  run: Pick<BatchRun, 'message' | 'activeConditions'> & { readonly vacuity: Vacuity | null },
  dependencies: ProbingDependencies,
): ProbeOptions {
  const { message, activeConditions, vacuity } = run
  const unreliable = isUnreliable(activeConditions.unreliableOf(check.provider), dependencies.now())
  const versionId = message.versionIds[check.key]
  const proven = invalidVersionOf(previous)
  const known = knownAnswers(previous?.earlierAnswers, hashOf(check, dependencies))
  return {
    read: {
      versionId,
      fresh: needsNewestVersion(previous) || isAmong(message, message.unlisted, check),
      unlisted: isAmong(message, message.missing, check),
    },
    proven: unreliable ? null : proven,
    earlier: previous,
    needed: unreliable ? proofs.unreliable : proofs.usual,
    reviewFindings: reviewFindingsFor(check, run, dependencies.now()),
    known: { ...known, forbidsBroken: brokenForbidden(vacuity) ?? known.forbidsBroken },
  }
}

const isAmong = ({ checks }: BatchMessage, places: readonly number[] | undefined, { key }: Check): boolean =>
  places?.some((place) => checks[place] === key) ?? false

/**
 * Returns true for a check whose last verdict a new read of its secret would end. The version that the sweep names may be five minutes
 * old, and so may the tag of a held value, so such a check is read past the cache.
 */
function needsNewestVersion(previous: CheckState | null): boolean {
  return previous !== null && (previous.standing === 'invalid' || endedByNewRead.has(previous.reason))
}

const endedByNewRead: ReadonlySet<Reason> = new Set([
  'secret_missing',
  'secret_malformed',
  'host_not_allowed',
  'expiring',
  'overdue',
  'idle_expiry',
])

/** Returns undefined if no broken credential was answered in this tick. */
const brokenForbidden = (vacuity: Vacuity | null): boolean | undefined =>
  vacuity?.asked.credential === 'broken' ? vacuity.asked.forbidden : undefined

const hashOf = (check: Check, { profileOf }: Pick<ProbingDependencies, 'profileOf'>): string =>
  questionHash(check, profileOf(check.profile))

function invalidVersionOf(previous: CheckState | null): Proven {
  return previous?.standing === 'invalid' ? { versionId: previous.versionId, reason: previous.reason } : null
}

/** Returns the findings of reviews; those of controls are replaced if this tick sent the broken credential. */
function reviewFindingsFor(
  { key }: Check,
  { activeConditions, vacuity }: Pick<BatchRun, 'activeConditions'> & { readonly vacuity: Vacuity | null },
  nowMs: number,
): readonly Finding[] {
  const { conditions } = activeConditions
  if (vacuity === null) return reviewFindingsOf(conditions, key, nowMs)
  return [...reviewFindingsOf(conditions, key, nowMs, 'controls'), ...vacuity.findings]
}
