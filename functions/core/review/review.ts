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

/** What a review needs from outside. */
export type ReviewDependencies = AttemptDependencies &
  EnvironmentsDependencies &
  ConsumerWatchDependencies & {
    readonly deployment: Deployment
    readonly conditions: ConditionStore
    readonly observations: ConsumerObservationStore
    /** What the store tells of a secret's versions; null where it tells nothing. */
    historyOf(check: Check): Promise<SecretHistory | null>
  }

/** Checks that are looked at side by side; each asks a handful of hosts. */
const sideBySide = 4

/**
 * Looks at some checks beside their probes: what they share across environments, whether the version before still works, and who still
 * uses it. What is found is believed until the next reviews have looked. One check's trouble is not that of the others.
 */
export async function review(keys: readonly CheckKey[], dependencies: ReviewDependencies): Promise<void> {
  const checks = keys.flatMap((key) => checkOf(dependencies.deployment, key) ?? [])
  const byId = Map.groupBy(checks, ({ id }) => id)
  const limit = pLimit(sideBySide)
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

/** A secret's history is read once for all that looks at it. */
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
