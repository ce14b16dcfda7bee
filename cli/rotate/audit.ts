import { instantOf } from '../../functions/core/alerting/messages/instant.ts'
import type { CheckKey } from '../../functions/core/model/check.ts'
import { isSettled, type RotationRecord } from '../../functions/core/rotation/record.ts'
import { rotationProblems } from '../../functions/core/rotation/rotation-problem.ts'
import type { Stop } from '../../functions/core/rotation/stop.ts'
import type { Terminal } from '../framework/terminal.ts'
import { entryData, entryLine } from './entries.ts'

type Paint = Terminal['paint']

/** The last rotations of a check, newest first, and its last rehearsal. */
export type AuditTrail = { readonly records: readonly RotationRecord[]; readonly rehearsal: RotationRecord | null }

/** Writes the audit trail of a check for people, newest rotation first. */
export function auditText(
  check: CheckKey,
  { records, rehearsal }: AuditTrail,
  stop: Stop | null,
  paint: Paint,
): string {
  if (records.length === 0 && rehearsal === null)
    return `no rotation of ${check} is recorded: only rotations by Tokenwatch's own function are\n`
  const parts: (readonly string[])[] = records.map((record, index) => [
    ...lines(record, paint),
    ...(stop === null || index > 0 ? [] : [`    stopped  ${stop.by}, ${instantOf(stop.at)}: ${stop.why}`]),
  ])
  if (rehearsal !== null) parts.push(lines(rehearsal, paint))
  return `${parts.map((part) => part.join('\n')).join('\n\n')}\n`
}

function lines(record: RotationRecord, paint: Paint): readonly string[] {
  const { check, phase, class: kind, startedAt, baseVersionId, versionId, oldId, newId, pendingMessage } = record
  const facts: readonly (readonly [string, string | null])[] = [
    ['from', baseVersionId],
    ['to', versionId],
    ['keys', oldId === null && newId === null ? null : `${oldId ?? 'unknown'} -> ${newId ?? 'none yet'}`],
    ['approved', record.approvedBy],
    ['released', record.releasedBy],
    ['problem', pendingMessage === null ? null : rotationProblems[pendingMessage.problem].sentence],
  ]
  return [
    `${markOf(record, paint)} ${check}  ${phase}  ${kind}, since ${instantOf(startedAt)}`,
    ...facts.flatMap(([name, value]) => (value === null ? [] : [`    ${name.padEnd(8)} ${value}`])),
    ...record.entries.map((entry) => `    ${entryLine(entry)}`),
  ]
}

function markOf(record: RotationRecord, paint: Paint): string {
  if (record.phase === 'done' && record.pendingMessage === null) return paint('green', '✓')
  return isSettled(record) ? paint('red', '✗') : paint('yellow', '…')
}

/** Returns the audit trail for programs. */
export function auditData({ records, rehearsal }: AuditTrail, stop: Stop | null) {
  return {
    rotations: records.map(recordData),
    rehearsal: rehearsal === null ? null : recordData(rehearsal),
    stopped: stop === null ? null : { ...stop, at: new Date(stop.at).toISOString() },
  }
}

function recordData(record: RotationRecord) {
  return {
    class: record.class,
    phase: record.phase,
    generation: record.generation,
    from: record.baseVersionId,
    to: record.versionId,
    oldId: record.oldId,
    newId: record.newId,
    startedAt: new Date(record.startedAt).toISOString(),
    promotedAt: iso(record.promotedAt),
    expiresAt: record.expiresAt === null ? null : iso(record.expiresAt * 1_000),
    approvedBy: record.approvedBy,
    releasedBy: record.releasedBy,
    waiting: record.retire.map(({ id, failures }) => ({ id, failures })),
    open:
      record.pendingMessage === null
        ? null
        : { problem: record.pendingMessage.problem, detail: record.pendingMessage.detail },
    entries: record.entries.map(entryData),
  }
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
