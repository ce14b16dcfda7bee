import type { CheckKey } from '../../model/check.ts'
import type { Deployment } from '../../model/deployment.ts'
import type { Breaker, ConditionStore } from '../../state/conditions.ts'
import type { Incident } from '../../state/incident.ts'
import type { Situation } from '../../state/situation.ts'
import { type AnnounceDependencies, announce } from './announce.ts'
import { reminders } from './reminders.ts'

/** More than these, within a window, are one incident of the provider: so many tokens do not die one by one. */
const most = { tokens: 5, share: 0.1 } as const
const windowMs = 900_000

/** Where one batch alone has more dead tokens than that, it waits for what those beside it find. */
const gatherMs = 3_000

const dayMs = 86_400_000

/** Tokens that are named in the page. */
const sampled = 5

export type FloodDependencies = AnnounceDependencies & {
  readonly deployment: Deployment
  readonly conditions: ConditionStore
  now(): number
  sleep(milliseconds: number): Promise<void>
}

export function isFlood(bad: number, of: number): boolean {
  return bad > most.tokens && bad > of * most.share
}

/**
 * Whether a check's incident is part of its provider's flood. One that nobody clears speaks for the tokens that die while people are
 * reminded of it, and later for those alone that it was about. One that a person has cleared does so until a reminder would be due.
 */
export function isDrowned(breaker: Breaker | null, incident: Incident | null, nowMs: number): boolean {
  if (breaker === null) return false
  if (breaker.cleared === null) return isRecent(breaker, nowMs) || incident?.quiet === 'flood'
  const ofIt = incident?.quiet === 'flood' && incident.openedAt <= breaker.cleared.at
  return ofIt && nowMs - breaker.cleared.at < reminders.everyMs
}

/** Whether people still are reminded of a flood that nobody has cleared, so that it speaks for all who die. */
function isRecent({ openedAt }: Breaker, nowMs: number): boolean {
  return nowMs - openedAt < reminders.most * reminders.everyMs
}

/**
 * Counts tokens of a provider that are about to be told dead, and says whether there are so many that they are one incident. Only one
 * of those who find that out opens it.
 */
export async function joinFlood(
  provider: string,
  dead: readonly CheckKey[],
  situation: Situation,
  dependencies: FloodDependencies,
): Promise<boolean> {
  const breaker = situation.breakerOf(provider)
  if (breaker !== null && breaker.cleared === null && isRecent(breaker, dependencies.now())) return true
  const watched = dependencies.deployment.checks.filter((check) => check.provider === provider)
  let all = await countDead(provider, dead, breaker, dependencies)
  if (!isFlood(all.length, watched.length) && dead.length > most.tokens) {
    await dependencies.sleep(gatherMs)
    all = await countDead(provider, dead, breaker, dependencies)
  }
  if (!isFlood(all.length, watched.length)) return false
  const environments = [...new Set(watched.map(({ environment }) => environment))]
  const tripped: Breaker = {
    ...{ kind: 'breaker', id: provider, revision: (breaker?.revision ?? 0) + 1, openedAt: dependencies.now() },
    ...{ bad: all.length, of: watched.length, sample: all.toSorted().slice(0, sampled), environments },
    ...{ cleared: null, reminders: 0, owed: ['open'] },
  }
  if (await dependencies.conditions.put(tripped, null)) await payBreaker(tripped, dependencies)
  return true
}

/** Those of this window and of the one before, so that no flood falls between two. What a person has cleared is counted no more. */
async function countDead(
  provider: string,
  dead: readonly CheckKey[],
  breaker: Breaker | null,
  { conditions, now }: FloodDependencies,
): Promise<readonly CheckKey[]> {
  const index = Math.floor(now() / windowMs)
  const nameOf = (window: number) => `${breaker?.cleared?.at ?? 0}#${window}`
  const [present, before] = await Promise.all([
    conditions.addDead({ provider, name: nameOf(index), forgetAt: now() + dayMs }, dead),
    conditions.deadIn({ provider, name: nameOf(index - 1) }),
  ])
  return [...new Set([...before, ...present])]
}

/** Tells what a breaker owes; what is not accepted stays owed for whoever comes next. Returns how much that is. */
async function payBreaker(
  breaker: Breaker,
  dependencies: AnnounceDependencies & Pick<FloodDependencies, 'conditions' | 'now'>,
): Promise<number> {
  const { conditions, now } = dependencies
  let told = 0
  for (const kind of breaker.owed) {
    if (!(await announce({ about: 'flood', kind, breaker, at: now() }, dependencies))) break
    told += 1
  }
  const owed = breaker.owed.slice(told)
  const forgetAt = breaker.cleared === null ? null : breaker.cleared.at + dayMs
  if (told > 0) await conditions.put({ ...breaker, revision: breaker.revision + 1, owed }, forgetAt)
  return owed.length
}

/**
 * Tells what floods owe: one whose finder died before it could tell anybody, one that a person has cleared since, and again one that
 * nobody clears, unless somebody wants it quiet about all that it is about. Returns how many messages are still owed.
 */
export async function payBreakers(
  situation: Situation,
  dependencies: AnnounceDependencies & Pick<FloodDependencies, 'conditions' | 'deployment' | 'now'>,
): Promise<number> {
  let owed = 0
  for (const breaker of situation.conditions.filter((one) => one.kind === 'breaker')) {
    const due = await reminded(breaker, situation, dependencies)
    if (due.owed.length > 0) owed += await payBreaker(due, dependencies)
  }
  return owed
}

/** The flood with a reminder that it owes, where one is due; of several who find that out, one owes it. */
async function reminded(
  breaker: Breaker,
  situation: Situation,
  { conditions, deployment, now }: Pick<FloodDependencies, 'conditions' | 'deployment' | 'now'>,
): Promise<Breaker> {
  const nowMs = now()
  const isDue =
    breaker.reminders < reminders.most && nowMs - breaker.openedAt >= (breaker.reminders + 1) * reminders.everyMs
  if (!isDue || breaker.cleared !== null || breaker.owed.length > 0) return breaker
  const watched = deployment.checks.filter((check) => check.provider === breaker.id)
  if (watched.every((check) => situation.hushOf(check, nowMs) !== null)) return breaker
  const next: Breaker = {
    ...breaker,
    ...{ revision: breaker.revision + 1, reminders: breaker.reminders + 1, owed: ['remind'] },
  }
  return (await conditions.put(next, null)) ? next : breaker
}

/**
 * A person has looked: rotations of the provider's tokens may start again, and tokens that die from now on are told by themselves.
 * False where there is nothing to clear. The next tick tells it.
 */
export async function clearBreaker(
  provider: string,
  by: string,
  { conditions, now }: { readonly conditions: Pick<ConditionStore, 'all' | 'put'>; now(): number },
): Promise<boolean> {
  const breaker = (await conditions.all()).filter((one) => one.kind === 'breaker').find(({ id }) => id === provider)
  if (breaker === undefined || breaker.cleared !== null) return false
  const cleared: Breaker = {
    ...breaker,
    revision: breaker.revision + 1,
    cleared: { by, at: now() },
    owed: [...breaker.owed, 'resolve'],
  }
  return conditions.put(cleared, now() + dayMs)
}
