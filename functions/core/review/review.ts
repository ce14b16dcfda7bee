import pLimit from 'p-limit'
import { type ConsumerObservationStore, staleFinding } from '../consumers/observations.ts'
import { type ConsumerWatchDependencies, watchConsumers } from '../consumers/watch.ts'
import type { Check, CheckKey } from '../model/check.ts'
import { checkOf, type Deployment } from '../model/deployment.ts'
import type { AttemptDependencies } from '../probe/attempt.ts'
import type { SecretHistory } from '../probe/versions/history.ts'
import { reviewOverlap } from '../probe/versions/overlap.ts'
import type { ConditionStore } from '../state/conditions.ts'
import { type ReviewResult, type ReviewSource, saveReviewFindings } from '../state/review-findings.ts'
import { type EnvironmentsDependencies, reviewEnvironments } from './environments.ts'

/** Everything that a review needs from outside. */
export type ReviewDependencies = AttemptDependencies &
  EnvironmentsDependencies &
  ConsumerWatchDependencies & {
    readonly deployment: Deployment
    readonly conditions: ConditionStore
    readonly observations: ConsumerObservationStore
    /** Reads the versions of a secret; null if its store has no history. */
    historyOf(check: Check): Promise<SecretHistory | null>
  }

/** Checks that are reviewed at once; each calls a few hosts. */
const concurrentReviews = 4

/**
 * Reviews some checks besides their probes: values shared across environments, previous versions that still work, and consumers that
 * still use them. Findings count until later reviews replace them. A review that throws does not stop the others.
 */
export async function review(keys: readonly CheckKey[], dependencies: ReviewDependencies): Promise<void> {
  const checks = keys.flatMap((key) => checkOf(dependencies.deployment, key) ?? [])
  const byId = Map.groupBy(checks, ({ id }) => id)
  const limit = pLimit(concurrentReviews)
  await Promise.all([
    ...[...byId].map(([id, members]) =>
      limit(() =>
        members.length < 2
          ? undefined
          : look('environments', id, () => reviewEnvironments(members, dependencies), dependencies),
      ),
    ),
    ...checks.map((check) => limit(() => reviewVersions(check, dependencies))),
  ])
}

/** Reviews overlap and consumers of one check, on one reading of the history of its secret. */
async function reviewVersions(check: Check, dependencies: ReviewDependencies): Promise<void> {
  if (check.overlapSeconds === null && check.consumers.length === 0) return
  const history = await dependencies.historyOf(check).catch(() => null)
  if (history === null) {
    dependencies.log({ event: 'fault', where: 'review', code: 'no_history', check: check.key })
    return
  }
  const foundFor = async (findings: Promise<readonly ReviewResult[number][1][]>): Promise<ReviewResult> =>
    (await findings).map((finding) => [check.key, finding])
  if (check.overlapSeconds !== null)
    await look('overlap', check.key, () => foundFor(reviewOverlap(check, history, dependencies)), dependencies)
  if (check.consumers.length > 0)
    await look('consumers', check.key, () => foundFor(findStale(check, history, dependencies)), dependencies)
}

async function findStale(check: Check, history: SecretHistory, dependencies: ReviewDependencies) {
  const observations = await watchConsumers(check, history, dependencies)
  await dependencies.observations.writeObservations(observations)
  const stale = staleFinding(observations)
  return stale === null ? [] : [stale]
}

async function look(
  source: ReviewSource,
  subject: string,
  find: () => Promise<ReviewResult>,
  dependencies: ReviewDependencies,
): Promise<void> {
  try {
    const found = await find()
    await saveReviewFindings({ source, subject, found }, dependencies)
    dependencies.log({ event: 'review', source, subject, findings: found.length })
  } catch {
    dependencies.log({ event: 'fault', where: `review ${source}`, code: 'not_finished', check: null })
  }
}
