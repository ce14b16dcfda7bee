import type { Check } from '../../model/check.ts'
import type { ActiveConditions } from '../../state/active-conditions.ts'
import type { AlertContext } from '../../state/alert-context.ts'
import type { Storm } from '../../state/conditions.ts'
import type { CheckState } from '../../state/state.ts'
import { troublesOf } from './open-troubles.ts'
import { isPartOfEnds, isPartOfStorm } from './storm.ts'
import { membersOf } from './storm-members.ts'

/**
 * Returns which open troubles of a check a storm covers: of its provider, or one that it is a member of. A storm in the shadow notifies
 * nobody, so it covers only checks in the shadow, and another storm covers none of them.
 */
export function coverageOf(
  { key, provider }: Pick<Check, 'key' | 'provider'>,
  previous: CheckState | null,
  active: ActiveConditions,
  nowMs: number,
): Pick<AlertContext, 'inStorm' | 'endInStorm'> {
  const { invalid = null, misconfigured = null, valid } = previous === null ? {} : troublesOf(previous)
  const own = active.conditions.filter((one) => one.kind === 'storm').filter((storm) => isAbout(storm, key))
  const isHidden = previous?.shadow === true
  const storms = [
    ...(isHidden ? [] : [active.stormOf(provider)]),
    ...own.filter(({ cause }) => isAboutDeaths(cause) && (cause?.by === 'shadow') === isHidden),
  ]
  return {
    inStorm: storms.some(
      (storm) => isPartOfStorm(storm, key, invalid, nowMs) || isPartOfStorm(storm, key, misconfigured, nowMs),
    ),
    endInStorm: own.some((storm) => storm.cause?.by === 'ends' && isPartOfEnds(storm, key, valid, nowMs)),
  }
}

const isAboutDeaths = (cause: Storm['cause']): boolean => cause?.by !== 'ends' && cause?.by !== 'quiet'

const isAbout = (storm: Storm, key: Check['key']): boolean =>
  storm.cause !== undefined && membersOf(storm).includes(key)
