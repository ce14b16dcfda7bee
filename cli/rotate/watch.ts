import { setTimeout as sleep } from 'node:timers/promises'
import type { CheckKey } from '../../functions/core/model/check.ts'
import { formatDuration } from '../../functions/core/model/duration.ts'
import { isGivenUpOutcome } from '../../functions/core/rotation/given-up.ts'
import { isSettled, type RotationRecord } from '../../functions/core/rotation/record.ts'
import type { rotationProblems } from '../../functions/core/rotation/rotation-problem.ts'
import type { RotationClient } from '../aws/rotation-client.ts'
import type { Terminal } from '../framework/terminal.ts'
import { entryLine } from './entries.ts'

/** How a rotation stands when nobody looks any more. `in_force`: the new version is current, and the old key is still to go. */
export type Ending = 'done' | 'in_force' | 'failed' | 'needs_person' | 'under_way'

export type WatchedRotation = { readonly ending: Ending; readonly record: RotationRecord | null }

/** What is watched, and for how long. */
export type Watch = {
  readonly check: CheckKey
  /** The version that is made. */
  readonly versionId: string
  /** Entries that were there before, which are no news. */
  readonly known: number
  /** When it was ordered, by this machine's clock, in epoch milliseconds. */
  readonly since: number
  readonly forMs: number
}

const betweenLooksMs = 1_000

/** Tells each phase when it comes, until the rotation has ended, needs somebody, or the time is over. */
export async function watchRotation(
  watch: Watch,
  { journal }: Pick<RotationClient, 'journal'>,
  terminal: Pick<Terminal, 'note' | 'progress'>,
): Promise<WatchedRotation> {
  const { check, versionId, since, forMs } = watch
  let result = watch.known
  let stoppedAt = since
  for (;;) {
    const [read, stop] = await Promise.all([journal.read(check), journal.readStop(check)])
    const record = read?.versionId === versionId ? read : null
    for (const entry of record?.entries.slice(result) ?? []) terminal.note(entryLine(entry))
    const news = record?.entries.slice(watch.known) ?? []
    result = Math.max(result, record?.entries.length ?? 0)
    if (stop !== null && stop.versionId === versionId && stop.at > stoppedAt) {
      stoppedAt = stop.at
      terminal.note(`${stop.by} stopped: ${stop.why}`)
    }
    const ending = endingOf(record, news.some(isGivenUpOutcome))
    if (ending !== 'under_way' || Date.now() - since >= forMs) return { ending, record }
    terminal.progress(`${check}: ${record?.phase ?? 'asked for'}, ${formatDuration((Date.now() - since) / 1_000)}`)
    await sleep(betweenLooksMs)
  }
}

/** What a record says of how its rotation stands. */
export function endingOf(record: RotationRecord | null, isGivenUp: boolean): Ending {
  if (record === null) return 'under_way'
  const { phase, pendingMessage, startedAt } = record
  if (phase === 'quarantined' || phase === 'abandoned' || isGivenUp) return 'failed'
  const isBad = pendingMessage !== null && pendingMessage.at >= startedAt && needsPerson.has(pendingMessage.problem)
  if (isBad) return 'needs_person'
  if (isSettled(record)) return 'done'
  return phase === 'draining' || phase === 'held' || phase === 'revoked' ? 'in_force' : 'under_way'
}

/** Situations that end what a machine may do of a rotation under way. */
const needsPerson: ReadonlySet<keyof typeof rotationProblems> = new Set([
  'answer_lost',
  'consent_needed',
  'locked_out',
  'new_version_bad',
  'keys_used_up',
])
