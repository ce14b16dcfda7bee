import { setTimeout as sleep } from 'node:timers/promises'
import type { CheckKey } from '../../functions/core/model/check.ts'
import { formatDuration } from '../../functions/core/model/duration.ts'
import { isGivenUpOutcome } from '../../functions/core/rotation/given-up.ts'
import { isSettled, type RotationRecord } from '../../functions/core/rotation/record.ts'
import type { rotationProblems } from '../../functions/core/rotation/rotation-problem.ts'
import type { RotationClient } from '../aws/rotation-client.ts'
import type { Terminal } from '../framework/terminal.ts'
import { entryLine } from './entries.ts'

/** State of a rotation when the watching ends. `in_force`: the new version is current, the old key is not revoked yet. */
export type Ending = 'done' | 'in_force' | 'failed' | 'needs_person' | 'under_way'

export type WatchedRotation = { readonly ending: Ending; readonly record: RotationRecord | null }

/** A rotation to watch, and how long. */
export type Watch = {
  readonly check: CheckKey
  /** Id of the new version. */
  readonly versionId: string
  /** Number of entries that existed before and are not shown. */
  readonly known: number
  /** Time of the order by this machine's clock, in epoch milliseconds. */
  readonly since: number
  readonly forMs: number
}

const pollMs = 1_000

/** Shows each phase as it happens, until the rotation ends, needs a person, or the time is over. */
export async function watchRotation(
  watch: Watch,
  { journal }: Pick<RotationClient, 'journal'>,
  terminal: Pick<Terminal, 'note' | 'progress'>,
): Promise<WatchedRotation> {
  const { check, versionId, since, forMs } = watch
  let shown = watch.known
  let stoppedAt = since
  for (;;) {
    const [latest, stop] = await Promise.all([journal.read(check), journal.readStop(check)])
    const record = latest?.versionId === versionId ? latest : null
    for (const entry of record?.entries.slice(shown) ?? []) terminal.note(entryLine(entry))
    const news = record?.entries.slice(watch.known) ?? []
    shown = Math.max(shown, record?.entries.length ?? 0)
    if (stop !== null && stop.versionId === versionId && stop.at > stoppedAt) {
      stoppedAt = stop.at
      terminal.note(`${stop.by} stopped: ${stop.why}`)
    }
    const ending = endingOf(record, news.some(isGivenUpOutcome))
    if (ending !== 'under_way' || Date.now() - since >= forMs) return { ending, record }
    terminal.progress(`${check}: ${record?.phase ?? 'requested'}, ${formatDuration((Date.now() - since) / 1_000)}`)
    await sleep(pollMs)
  }
}

/** Returns the state of the rotation that a record describes. */
export function endingOf(record: RotationRecord | null, isGivenUp: boolean): Ending {
  if (record === null) return 'under_way'
  const { phase, pendingMessage, startedAt } = record
  if (phase === 'quarantined' || phase === 'abandoned' || isGivenUp) return 'failed'
  const isBad = pendingMessage !== null && pendingMessage.at >= startedAt && needsPerson.has(pendingMessage.problem)
  if (isBad) return 'needs_person'
  if (isSettled(record)) return 'done'
  return phase === 'draining' || phase === 'held' || phase === 'revoked' ? 'in_force' : 'under_way'
}

/** Problems that stop a running rotation until a person acts. */
const needsPerson: ReadonlySet<keyof typeof rotationProblems> = new Set([
  'answer_lost',
  'consent_needed',
  'locked_out',
  'new_version_bad',
  'answer_unreadable',
  'keys_used_up',
])
