import type { Check, CheckKey } from '../../model/check.ts'
import type { ExperimentLease } from '../../model/experiment.ts'
import { environmentOfRoute, type Route, routeOf } from '../../model/route.ts'
import type { Outage, Storm } from '../../state/conditions.ts'
import { type AlertLevel, isEnding, type PendingMessage } from '../../state/incident.ts'
import type { ShadowMessage } from '../../state/shadow-message.ts'
import type { CheckState } from '../../state/state.ts'
import { isShadowOutage } from './outage-owner.ts'

/** A pending message about a check, with everything that its text needs. */
export type CheckNews = {
  readonly pending: PendingMessage
  readonly check: Check
  readonly state: CheckState
  /** The experiment that breaks the token on purpose; absent or `null` where there is none. */
  readonly experiment?: ExperimentLease | null
}

/** The subject of one message. */
export type Announcement =
  | ({ readonly about: 'check' } & CheckNews)
  | {
      /** Several notices of one kind and environment that were due in the same tick. */
      readonly about: 'checks'
      readonly news: readonly [CheckNews, ...CheckNews[]]
    }
  | {
      /** The config no longer has the check: only its name is known. */
      readonly about: 'removed'
      readonly check: CheckKey
      readonly environment: string
      readonly pending: PendingMessage
    }
  | {
      readonly about: 'outage'
      readonly kind: Outage['pending'][number]
      readonly outage: Outage
      /** Some of its checks, with their owners. */
      readonly members?: ShadowMessage['checks']
      readonly at: number
    }
  | {
      readonly about: 'storm'
      readonly kind: Storm['pending'][number]
      readonly storm: Storm
      /** Members with their owners. */
      readonly members?: ShadowMessage['checks']
      readonly at: number
    }

/** Returns true for a message that nobody gets: all of its checks are in the shadow. */
export function isShadow(announcement: Announcement): boolean {
  switch (announcement.about) {
    case 'check':
      return announcement.state.shadow === true
    case 'checks':
      return announcement.news.every(({ state }) => state.shadow === true)
    case 'storm':
      return announcement.storm.cause?.by === 'shadow'
    case 'outage':
      return isShadowOutage(announcement.outage)
    default:
      return false
  }
}

/** Lists the routes of the checks that an outage is about now. */
export function routesOfShares({ shares }: Pick<Outage, 'shares'>): readonly Route[] {
  return [...new Set(Object.values(shares).flatMap(({ routes, environments }) => routes ?? environments))]
}

/** Returns true for a message that says that something is over. */
export function isEnd(announcement: Announcement): boolean {
  switch (announcement.about) {
    case 'check':
      return isEnding(announcement.pending)
    case 'checks':
      return isEnding(announcement.news[0].pending)
    case 'removed':
      return true
    case 'outage':
    case 'storm':
      return announcement.kind === 'resolve'
  }
}

/** Returns the topic that a message goes to. */
export function alertLevelOf(announcement: Announcement): AlertLevel {
  switch (announcement.about) {
    case 'check':
    case 'removed':
      return announcement.pending.to
    case 'checks':
    case 'outage':
      return 'notice'
    case 'storm':
      return 'page'
  }
}

/** Lists the environments that a message is about, each once. */
export function environmentsOf(announcement: Announcement): readonly string[] {
  return [...new Set(routesOf(announcement).map(environmentOfRoute))]
}

/** Lists the routes of a message, each once. Their subscribers receive it. An end takes the routes of the messages before it. */
export function routesOf(announcement: Announcement): readonly Route[] {
  switch (announcement.about) {
    case 'check':
      return routesOfNews(announcement)
    case 'checks':
      return [...new Set(announcement.news.flatMap(routesOfNews))]
    case 'removed':
      return announcement.pending.incident.routes ?? [announcement.environment]
    case 'outage':
      return announcement.outage.routes ?? routesOfShares(announcement.outage)
    case 'storm':
      return announcement.storm.routes ?? announcement.storm.environments
  }
}

/** Lists the routes of a message about one check. */
export function routesOfNews({ pending, check }: Pick<CheckNews, 'pending' | 'check'>): readonly Route[] {
  const own = [routeOf(check)]
  return isEnding(pending) ? (pending.incident.routes ?? own) : own
}
