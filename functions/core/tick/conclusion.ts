import type { CheckAudience } from '../alerting/incidents/heard-by.ts'
import type { Probing, ProviderWatchDependencies } from '../alerting/incidents/judged-probing.ts'
import type { ProviderWatch } from '../alerting/incidents/provider-watch.ts'
import type { JudgedCheck } from '../alerting/transition.ts'
import { listenersOf } from '../model/audience.ts'
import type { Deployment } from '../model/deployment.ts'
import { questionHash } from '../model/question-hash.ts'
import { routeOf } from '../model/route.ts'
import type { AttemptDependencies } from '../probe/attempt.ts'
import type { Probed } from '../probe/probe.ts'
import type { ActiveConditions } from '../state/active-conditions.ts'
import { orFault } from './fault.ts'
import type { BatchRun } from './load-state.ts'
import type { CheckOutcome } from './outcome.ts'
import { type SaveStateDependencies, saveState } from './save-state.ts'

type ProfileOf = AttemptDependencies['profileOf']

type JudgedOf = ProviderWatchDependencies['judgedOf']

/** Everything that the checks of one batch are concluded with. */
export type Conclusions = BatchRun & { readonly judgedOf: JudgedOf; readonly providers: ProviderWatch }

/** Returns a function that makes a judgement of this run from a probe and its alert context. */
export function judgementsOf(
  { message, last, added, kept }: BatchRun,
  profileOf: ProfileOf,
  deployment: Deployment,
): JudgedOf {
  return (check, { verdict, controls, hosts, plainRoles }, alertContext) => {
    const judgedBefore = last === null || last.questions?.[check.key] === undefined ? null : last.finishedAt
    const hash = questionHash(check, profileOf(check.profile))
    const isNew = added.has(check.key)
    const route = routeOf(check)
    const audience: CheckAudience = { route, listeners: (to) => listenersOf(deployment, route, to) }
    const judged = { check, verdict, tick: message.tick, judgedBefore, isNew, questionHash: hash, hosts, controls }
    return { ...judged, keptBefore: kept.get(check.key), plainRoles, alertContext, audience }
  }
}

/** Concludes one check: saves its state and notifies people. Returns `null` if it was not run, or if concluding it throws. */
export function conclude(
  probing: Probing,
  conclusions: Conclusions,
  dependencies: SaveStateDependencies,
): Promise<CheckOutcome | null> {
  const fault = { where: 'conclude', code: 'threw', check: probing.check.key, otherwise: null }
  return orFault(() => outcomeOf(probing, conclusions, dependencies), fault, dependencies)
}

async function outcomeOf(
  probing: Probing,
  { states, known, activeConditions, judgedOf, providers }: Conclusions,
  dependencies: SaveStateDependencies,
): Promise<CheckOutcome | null> {
  const { check, previous } = probing
  const probed = await probing.probed
  if (probed === null) return null
  const alertContext = await providers.alertContextOf(check, probed, previous)
  const judged = judgedOf(check, probed, alertContext)
  logSuppression(judged, activeConditions, dependencies)
  const stored = known.get(check.key) ?? null
  const saved = await saveState(judged, { previous: stored, known: states !== null }, dependencies)
  const { verdict } = probed
  const { onPurpose } = alertContext
  const hash = judged.questionHash
  return { check, verdict, questionHash: hash, firstReadingAt: firstReadingAt(probed), onPurpose, ...saved }
}

const firstReadingAt = ({ verdict, readings }: Probed): number => readings[0]?.at ?? verdict.at

function logSuppression(
  { check, alertContext }: JudgedCheck,
  activeConditions: ActiveConditions,
  { log, now }: SaveStateDependencies,
): void {
  if (!alertContext.suppressed) return
  const { until = null, by: author = null } = activeConditions.suppressionOf(check, now()) ?? {}
  log({ event: 'suppressed', check: check.key, by: author === null ? 'maintenance' : 'silence', until })
}
