import { isShadowOutage, ownerOfOutage } from '../../functions/core/alerting/incidents/outage-owner.ts'
import { providerOfStorm } from '../../functions/core/alerting/incidents/storm-cause.ts'
import { instantOf } from '../../functions/core/alerting/messages/instant.ts'
import { adviceFor } from '../../functions/core/model/advice.ts'
import type { Outage, Storm } from '../../functions/core/state/conditions.ts'
import { sayCovered } from '../../functions/status-page/covered.ts'
import type { OpenIncident, OpenIncidents } from '../../functions/status-page/open-incidents.ts'
import type { Terminal } from '../framework/terminal.ts'

type Paint = Terminal['paint']

/** Writes the findings for people. `at` is epoch milliseconds: a silence that ended before it is shown as ended. */
export function incidentsText(
  { incidents, storms, outages, silences }: OpenIncidents,
  at: number,
  paint: Paint,
): string {
  const parts = [
    incidents.flatMap((one) => incidentLines(one, paint)),
    storms.map((storm) => `${paint(storm.cause?.by === 'quiet' ? 'yellow' : 'red', '✗')} ${stormLine(storm)}`),
    outages.map(
      (outage) =>
        `${paint('yellow', '?')} outage of ${ownerOfOutage(outage)}${isShadowOutage(outage) ? ' in the shadow' : ''}  ${unknownIn(outage)} checks cannot tell, since ${instantOf(outage.openedAt)}${
          outage.closedAt === null ? '' : `; over, ${instantOf(outage.closedAt)}`
        }`,
    ),
    silences.map(
      ({ id, covers, until, by, reason }) =>
        `- silence ${id}  ${sayCovered(covers)}, ${until > at ? 'until' : 'ended'} ${instantOf(until)}, by ${by}: "${reason}"`,
    ),
  ].filter((lines) => lines.length > 0)
  if (parts.length === 0) return 'no open incidents and no silences\n'
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function stormLine(storm: Storm): string {
  const { openedAt, cleared } = storm
  const end =
    cleared === null
      ? untilOf(storm)
      : `${cleared.by === null ? 'all are good again' : `cleared by ${cleared.by}`}, ${instantOf(cleared.at)}`
  return `${subjectOf(storm)}, since ${instantOf(openedAt)}; ${end}`
}

function subjectOf({ id, cause, bad, of }: Storm): string {
  const many = `${bad} of ${of} credentials`
  if (cause === undefined) return `storm of ${id}  ${many} bad at once`
  switch (cause.by) {
    case 'quiet':
      return `quiet storm of ${cause.name}  ${many} bad at once, which page nobody`
    case 'shadow':
      return `storm of ${cause.name} in the shadow  ${many} bad at once`
    case 'ends':
      return `known ends of ${cause.name}  ${many} end soon or have ended, and cannot be checked`
    default:
      return `${cause.by} ${cause.name}  ${bad} credentials that share it failed together`
  }
}

function untilOf(storm: Storm): string {
  const provider = providerOfStorm(storm)
  return provider === null
    ? 'one page is about all of them, until all are good'
    : `its rotations are held until all are good, or until you run: tokenwatch incidents clear ${provider}`
}

function incidentLines({ judgement, incident, suppressedBecause }: OpenIncident, paint: Paint): readonly string[] {
  const { openedAt, severity, reason, detail, notified, acknowledged } = incident
  const mark = severity === 'page' ? paint('red', '✗') : paint('yellow', '!')
  const facts: readonly (readonly [string, string | null])[] = [
    ['since', instantOf(openedAt)],
    ['severity', severity],
    ['notified', notified === null ? 'nobody yet' : `${notified.to}, ${instantOf(notified.at)}`],
    ['suppressed', suppressedBecause],
    ['acked by', acknowledged === null ? null : `${acknowledged.by}, ${instantOf(acknowledged.at)}`],
    ['impact', judgement.impact],
    ['owner', judgement.owner ?? 'none'],
    ['runbook', judgement.runbook],
    ['do', adviceFor(reason)],
  ]
  return [
    `${mark} ${judgement.check}  ${reason}${detail === '' ? '' : `: ${detail}`}`,
    ...facts.flatMap(([name, value]) => (value === null ? [] : [`    ${name.padEnd(10)} ${value}`])),
  ]
}

/** Returns the findings for programs. */
export function incidentsData({ incidents, storms, outages, silences }: OpenIncidents) {
  return {
    incidents: incidents.map(({ judgement, incident, suppressedBecause }) => ({
      check: judgement.check,
      since: iso(incident.openedAt),
      reason: incident.reason,
      detail: incident.detail,
      severity: incident.severity,
      notified: incident.notified === null ? null : { to: incident.notified.to, at: iso(incident.notified.at) },
      suppressedBy: incident.suppressedBy,
      suppressedBecause,
      acknowledged: incident.acknowledged === null ? null : stamped(incident.acknowledged),
      owner: judgement.owner,
      impact: judgement.impact,
      runbook: judgement.runbook,
      todo: adviceFor(incident.reason),
    })),
    storms: storms.map(({ id, cause, bad, of, sample, members = sample, openedAt, cleared }) => ({
      provider: providerOfStorm({ id, ...(cause === undefined ? {} : { cause }) }),
      cause: cause ?? null,
      bad,
      of,
      checks: members,
      since: iso(openedAt),
      cleared: cleared === null ? null : stamped(cleared),
    })),
    outages: outages.map((outage) => ({
      provider: ownerOfOutage(outage),
      shadow: isShadowOutage(outage),
      unknown: unknownIn(outage),
      since: iso(outage.openedAt),
      until: outage.closedAt === null ? null : iso(outage.closedAt),
    })),
    silences: silences.map(({ id, covers, from, until, by, reason }) => ({
      id,
      covers,
      by,
      reason,
      from: iso(from),
      until: iso(until),
    })),
  }
}

const iso = (instant: number): string => new Date(instant).toISOString()
const stamped = ({ by, at }: { readonly by: string | null; readonly at: number }) => ({ by, at: iso(at) })
const unknownIn = ({ shares }: Outage): number =>
  Object.values(shares).reduce((total, { unknown }) => total + unknown, 0)
