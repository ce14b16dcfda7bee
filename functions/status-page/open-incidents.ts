import { isSharedCause } from '../core/alerting/incidents/storm-cause.ts'
import { instantOf } from '../core/alerting/messages/instant.ts'
import type { GateJudgement } from '../core/gate/judgement.ts'
import type { CheckKey } from '../core/model/check.ts'
import { standingOf } from '../core/model/reason.ts'
import { silencesAt } from '../core/state/active-conditions.ts'
import type { Condition, Outage, Silence, Storm, StormCause } from '../core/state/conditions.ts'
import type { Incident } from '../core/state/incident.ts'
import { covered, sayCovered } from './covered.ts'

/** An open incident, with the last judgement of its check. */
export type OpenIncident = {
  readonly judgement: GateJudgement
  readonly incident: Incident
  /** Sentence that says why nobody is notified of this incident; null if somebody is. */
  readonly suppressedBecause: string | null
}

/** Everything that is wrong, and everything that suppresses a notification. */
export type OpenIncidents = {
  readonly incidents: readonly OpenIncident[]
  readonly storms: readonly Storm[]
  readonly outages: readonly Outage[]
  readonly silences: readonly Silence[]
}

type Stored = {
  readonly judgements: readonly GateJudgement[]
  /** Open incidents only. */
  readonly incidents: ReadonlyMap<CheckKey, Incident>
  /** Checks in the shadow. */
  readonly shadow: ReadonlySet<CheckKey>
  readonly conditions: readonly Condition[]
  /** Epoch milliseconds. */
  readonly at: number
}

/** Selects one environment or all (`null`). `all` includes what has ended and is still stored. */
export type Part = { readonly environment: string | null; readonly all: boolean }

export function foundIn(
  { judgements, incidents: open, shadow, conditions, at }: Stored,
  { environment, all }: Part,
): OpenIncidents {
  const silences = silencesAt(conditions, at)
  const isHere = (environments: readonly string[]) => environment === null || environments.includes(environment)
  const incidents = judgements.flatMap((judgement): readonly OpenIncident[] => {
    const incident = open.get(judgement.check)
    return incident === undefined
      ? []
      : [
          {
            judgement,
            incident,
            suppressedBecause: shadow.has(judgement.check)
              ? inShadow
              : becauseOf(incident, judgement, { conditions, silences }),
          },
        ]
  })
  return {
    incidents: incidents.toSorted(highestLevelFirst),
    storms: conditions
      .filter((one) => one.kind === 'storm')
      .filter(({ cleared, environments }) => (all || cleared === null) && isHere(environments)),
    outages: conditions
      .filter((one) => one.kind === 'outage')
      .filter(({ closedAt, shares }) => (all || closedAt === null) && isHere(environmentsIn(shares))),
    silences: (all ? conditions.filter((one) => one.kind === 'silence') : silences).filter(
      ({ covers }) => environment === null || judgements.some((judgement) => covered(judgement, covers)),
    ),
  }
}

/** Reason why nobody is notified of a check whose messages are only recorded. */
const inShadow = 'the check is in the shadow: see "tokenwatch would-have-paged"'

function highestLevelFirst(one: OpenIncident, other: OpenIncident): number {
  const [a, b] = [one, other].map(
    ({ incident, judgement }) => `${incident.severity === 'page' ? 0 : 1} ${judgement.check}`,
  )
  return (a ?? '') < (b ?? '') ? -1 : 1
}

const environmentsIn = (shares: Outage['shares']): readonly string[] =>
  Object.values(shares).flatMap(({ environments }) => environments)

/** Returns the storm with a cause of its own that suppresses an incident; `null` where it is that of the provider. */
function causeOf(incident: Incident, { check }: GateJudgement, conditions: readonly Condition[]): StormCause | null {
  const isAboutEnd = standingOf(incident.reason) === 'valid'
  const causes = conditions
    .filter((one) => one.kind === 'storm')
    .filter(({ members = [] }) => members.includes(check))
    .flatMap(({ cause }) => cause ?? [])
  return causes.find((cause) => (isAboutEnd ? cause.by === 'ends' : isSharedCause(cause))) ?? null
}

function becauseOf(
  incident: Incident,
  judgement: GateJudgement,
  { conditions, silences }: { readonly conditions: readonly Condition[]; readonly silences: readonly Silence[] },
): string | null {
  const { provider } = judgement
  const { suppressedBy } = incident
  switch (suppressedBy) {
    case null:
      return null
    case 'outage':
      return `the outage of ${provider} was notified once for all of its checks`
    case 'storm': {
      const cause = causeOf(incident, judgement, conditions)
      if (cause === null) return `the storm of ${provider} was notified once for all of its checks`
      return cause.by === 'ends'
        ? `one page is about the known ends of ${cause.name}, which come near while its checks cannot tell`
        : `one page is about all checks that share the ${cause.by} ${cause.name}`
    }
    case 'flapping':
      return 'the check is flapping: only a higher alert level notifies again'
    case 'silence': {
      const silence = silences.find(({ covers }) => covered(judgement, covers))
      if (silence === undefined) return 'a silence or a maintenance window, as of the last tick'
      const { by, until, reason, covers } = silence
      return `${by} silenced ${sayCovered(covers)} until ${instantOf(until)}: "${reason}"`
    }
  }
}
