import type { Check, CheckKey } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { lambdaNetwork, probeLocationNames } from '../model/probe-locations.ts'
import { isSharedOnPurpose, pairsOf } from './pairs.ts'

/** Checks of one review, at most, unless more share an id: a function reviews about as many in a minute. */
const checksPerReview = 20

/** The checks of one review, with the probe location that may read their secrets. */
export type Subjects = { readonly location: string; readonly checks: readonly CheckKey[] }

/**
 * Returns the checks that need reviews, in parts of about a minute. Checks of one id stay together if one probe location sees both.
 * Environments with their own networks are never compared, since no function may read the secrets of two.
 */
export function subjectsOf(deployment: Deployment): readonly Subjects[] {
  const names = probeLocationNames(deployment)
  const byLocation = Map.groupBy(deployment.checks, ({ environment }) => names.get(environment) ?? lambdaNetwork)
  return [...byLocation].flatMap(([location, checks]) =>
    partsOf(reviewedGroups(checks)).map((part) => ({ location, checks: part.map(({ key }) => key) })),
  )
}

function reviewedGroups(checks: readonly Check[]): readonly (readonly Check[])[] {
  return [...Map.groupBy(checks, ({ id }) => id).values()].flatMap((group) => {
    const compared = pairsOf(group).some((pair) => !isSharedOnPurpose(pair))
    const reviewed = compared ? group : group.filter(hasVersionsToReview)
    return reviewed.length === 0 ? [] : [reviewed]
  })
}

const hasVersionsToReview = ({ consumers, overlapSeconds }: Check): boolean =>
  consumers.length > 0 || overlapSeconds !== null

function partsOf(groups: readonly (readonly Check[])[]): readonly (readonly Check[])[] {
  const parts: Check[][] = []
  for (const group of groups) {
    const open = parts.at(-1)
    if (open === undefined || open.length + group.length > checksPerReview) parts.push([...group])
    else open.push(...group)
  }
  return parts
}
