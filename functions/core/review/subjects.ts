import type { Check, CheckKey } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { lambdaNetwork, probeLocationNames } from '../model/probe-locations.ts'
import { isSharedOnPurpose, pairsOf } from './pairs.ts'

/** Checks in one review at most, unless more share an id: as many as a function looks at in a minute. */
const checksPerReview = 20

/** Some checks to look at, from the vantage that may read their secrets. */
export type Subjects = { readonly location: string; readonly checks: readonly CheckKey[] }

/**
 * What has to be reviewed, in parts of a minute's work. Checks of one id stay together, where one vantage sees both: environments with
 * networks of their own are never compared, since no function may read the secrets of two.
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
