import type { EndedIncident } from '../core/state/history.ts'
import type { CheckView } from './check-view.ts'
import type { HistoryView } from './history-view.ts'
import type { StatusView } from './view.ts'

/** Version of the shape. It goes up when a field changes its meaning or is removed. */
const feedVersion = 1

/** Returns the view for programs. Instants are ISO 8601. */
export function feedOf(view: StatusView) {
  const { deployment, at, monitor, unread, counts, checks, storms, outages, silences } = view
  return {
    version: feedVersion,
    deployment,
    at: iso(at),
    monitor: { isAlive: monitor.length === 0, problems: monitor },
    unread,
    counts,
    checks: checks.map(checkData),
    storms: storms.map(({ id, openedAt, bad, of }) => ({ id, since: iso(openedAt), bad, of })),
    outages: outages.map(({ id, openedAt }) => ({ id, since: iso(openedAt) })),
    silences: silences.map(({ id, covers, until, by, reason }) => ({ id, covers, until: iso(until), by, reason })),
  }
}

/** Returns a history for programs. A share is a number from 0 to 1; all times of a window add up to it. */
function historyData({ uptimes, changes, ended }: HistoryView) {
  return {
    uptimes: uptimes.map(({ from, ...uptime }) => ({ ...uptime, from: iso(from) })),
    changes: changes.map(({ at, from, to }) => ({ at: iso(at), from: iso(from), to })),
    ended: ended.map(endedData),
  }
}

/** Returns an incident that is over, for programs. */
export const endedData = ({ openedAt, endedAt, acknowledged, shadow, ...incident }: EndedIncident) => ({
  ...incident,
  since: iso(openedAt),
  endedAt: iso(endedAt),
  durationMs: endedAt - openedAt,
  acknowledged: acknowledged === null ? null : { by: acknowledged.by, at: iso(acknowledged.at) },
  shadow: shadow === true,
})

function checkData(check: CheckView) {
  const { key, environment, provider, shown, reason, detail, staleBecause, impact, owner, usedBy, expiry, incident } =
    check
  return {
    check: key,
    environment,
    provider,
    standing: shown,
    reason,
    detail,
    staleBecause,
    since: iso(check.since),
    judgedAt: iso(check.judgedAt),
    expiresAt: expiry === null || expiry.at === 'never' ? (expiry?.at ?? null) : iso(expiry.at * 1_000),
    rotatedBy: check.rotatedBy,
    impact,
    owner,
    usedBy,
    todo: check.todo,
    history: check.history === null ? null : historyData(check.history),
    incident:
      incident === null
        ? null
        : {
            since: iso(incident.incident.openedAt),
            severity: incident.incident.severity,
            reason: incident.incident.reason,
            acknowledgedBy: incident.incident.acknowledged?.by ?? null,
            suppressedBecause: incident.suppressedBecause,
          },
  }
}

const iso = (instant: number | null): string | null => (instant === null ? null : new Date(instant).toISOString())
