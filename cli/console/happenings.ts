import type { CheckKey } from '../../functions/core/model/check.ts'
import type { RotationRecord } from '../../functions/core/rotation/record.ts'
import type { CheckState } from '../../functions/core/state/state.ts'
import type { DeploymentFacts, StatusEvent } from '../../functions/status-page/facts.ts'

/** Events that are kept: the newest ones. */
const keptEvents = 500

/** The latest events of a deployment, however many come at a time. */
export type Happenings = {
  add(events: readonly StatusEvent[]): void
  /** Returns the kept events, oldest first, and how many were dropped. */
  read(): Pick<DeploymentFacts, 'events' | 'earlierEvents'>
}

export function openHappenings(): Happenings {
  let events: readonly StatusEvent[] = []
  let earlierEvents = 0
  return {
    add(more) {
      const all = [...events, ...more]
      events = all.slice(-keptEvents)
      earlierEvents += all.length - events.length
    },
    read: () => ({ events, earlierEvents }),
  }
}

/** States and rotations of one look, by which two looks are compared. */
export type Snapshot = {
  readonly states: ReadonlyMap<CheckKey, CheckState>
  readonly rotations: readonly RotationRecord[]
}

/** Returns what happened between two looks, by the instants that the states and records hold, oldest first. */
export function happenedBetween(before: Snapshot, after: Snapshot): readonly StatusEvent[] {
  const changes = [...after.states].flatMap(([key, state]) => {
    const previous = before.states.get(key)
    return previous === undefined || previous === state ? [] : changesOf(key, previous, state)
  })
  const known = new Map(before.rotations.map((record) => [idOf(record), record.entries.length]))
  const steps = after.rotations.flatMap((record) =>
    record.entries.slice(known.get(idOf(record)) ?? 0).map(
      ({ at, phase, outcome }): StatusEvent => ({
        at,
        kind: 'rotation',
        text: `${record.check}: ${phase}, ${outcome}`,
        check: record.check,
      }),
    ),
  )
  return [...changes, ...steps].toSorted((one, other) => one.at - other.at)
}

const idOf = ({ check, versionId, startedAt }: RotationRecord): string => `${check} ${versionId} ${startedAt}`

function changesOf(check: CheckKey, before: CheckState, after: CheckState): readonly StatusEvent[] {
  const [was, is] = [before.incident, after.incident]
  const transition: StatusEvent = {
    at: after.since,
    kind: 'transition',
    text: `${check}: ${before.reason} -> ${after.reason}`,
    check,
  }
  const notified = is?.notified ?? null
  const isNews = notified !== null && notified.at !== (was?.notified?.at ?? null)
  const acknowledged = is?.acknowledged ?? null
  const isTaken = acknowledged !== null && acknowledged.at !== (was?.acknowledged?.at ?? null)
  return [
    ...(before.reason === after.reason ? [] : [transition]),
    ...(isNews && is !== null
      ? [{ at: notified.at, kind: notified.to, text: `ALARM ${check}: ${is.reason}`, check } as const]
      : []),
    ...(isTaken
      ? [
          {
            at: acknowledged.at,
            kind: 'transition',
            text: `${check}: acknowledged by ${acknowledged.by}`,
            check,
          } as const,
        ]
      : []),
    ...(was !== null && is === null
      ? [{ at: after.since, kind: was.severity, text: `OK ${check}: no longer ${was.reason}`, check } as const]
      : []),
  ]
}
