import type { CheckKey } from '../../core/model/check.ts'
import { isSettled, type RotationPhase, type RotationRecord } from '../../core/rotation/record.ts'
import { rotationProblems } from '../../core/rotation/rotation-problem.ts'
import type { StatusView } from '../view.ts'
import { type InventoryRow, inventoryRow } from './inventory-row.ts'
import { risks } from './risk-rules.ts'
import type { CheckStatement, Risk } from './risks.ts'

/** One risk with every statement that it consists of. Each number beside it is the length of a list here. */
export type JudgedRisk = Pick<Risk, 'id' | 'title' | 'looksAt'> & {
  /** False for a risk that nothing seen is about. */
  readonly isSeen: boolean
  readonly findings: readonly CheckStatement[]
  readonly cannotTell: readonly CheckStatement[]
  /** Checks in which nothing of this was found, by evidence that could have shown it. */
  readonly nothingFound: readonly CheckKey[]
}

/** One rotation of the period, with who answers for it. Instants are epoch milliseconds. */
export type ListedRotation = {
  readonly check: CheckKey
  readonly startedAt: number
  readonly endedAt: number | null
  readonly outcome: RotationPhase | 'under way'
  readonly fromVersion: string
  readonly toVersion: string
  readonly startedBy: string
  /** People who approved it or released the old key; empty where it ran by itself. */
  readonly signedOffBy: readonly string[]
  readonly problem: string | null
}

/** Everything that an auditor takes. Instants are epoch milliseconds. */
export type Inventory = {
  readonly deployment: string
  readonly at: number
  /** Beginning of the period of the rotations. */
  readonly since: number
  readonly rows: readonly InventoryRow[]
  readonly risks: readonly JudgedRisk[]
  readonly rotations: readonly ListedRotation[]
  /** Sentences about what could not be read, or is too old. */
  readonly gaps: readonly string[]
}

/** Length of the period where none is asked for. */
export const usualPeriodMs = 90 * 86_400_000

/** Makes the inventory of a view. Pure. `environment` selects one; `null` all. */
export function inventoryOf(
  view: StatusView,
  { since, environment }: { readonly since: number; readonly environment: string | null },
): Inventory {
  const checks = view.checks
    .filter((check) => environment === null || check.environment === environment)
    .toSorted((one, other) => (one.key < other.key ? -1 : 1))
  const newestFirst = view.rotations.toSorted((one, other) => other.startedAt - one.startedAt)
  const byCheck = Map.groupBy(newestFirst, ({ check }) => check)
  const areRotationsRead = !view.unread.some((line) => line.startsWith('rotations'))
  const rows = checks.map((check) => inventoryRow(check, byCheck.get(check.key) ?? []))
  const subjects = checks.flatMap((check, index) => {
    const row = rows[index]
    return row === undefined ? [] : [{ check, row, others: view.checks, nowMs: view.nowMs, areRotationsRead }]
  })
  const keys = new Set(checks.map(({ key }) => key))
  return {
    deployment: view.deployment,
    at: view.at,
    since,
    rows,
    risks: risks.map((risk) => judged(risk, subjects)),
    rotations: newestFirst.filter(({ check, startedAt }) => keys.has(check) && startedAt >= since).map(listed),
    gaps: [...view.unread, ...view.monitor.map((line) => `the monitor itself is in trouble: ${line}`)],
  }
}

type Subject = Parameters<NonNullable<Risk['judge']>>[0]

function judged({ id, title, looksAt, judge }: Risk, subjects: readonly Subject[]): JudgedRisk {
  const said = subjects.map((subject) => ({ key: subject.check.key, statements: judge?.(subject) ?? [] }))
  const all = said.flatMap(({ key, statements }) => statements.map((one): CheckStatement => ({ check: key, ...one })))
  return {
    id,
    title,
    looksAt,
    isSeen: judge !== null,
    findings: all.filter(({ kind }) => kind === 'finding'),
    cannotTell: all.filter(({ kind }) => kind === 'cannot_tell'),
    nothingFound: judge === null ? [] : said.flatMap(({ key, statements }) => (statements.length === 0 ? [key] : [])),
  }
}

function listed(record: RotationRecord): ListedRotation {
  const { check, startedAt, entries, phase, baseVersionId, versionId, approvedBy, releasedBy, pendingMessage } = record
  const isOver = isSettled(record)
  return {
    check,
    startedAt,
    endedAt: isOver ? (entries.at(-1)?.at ?? null) : null,
    outcome: isOver ? phase : 'under way',
    fromVersion: baseVersionId,
    toVersion: versionId,
    startedBy: entries[0]?.by ?? 'not recorded',
    signedOffBy: [...new Set([approvedBy, releasedBy].filter((name) => name !== null))],
    problem: pendingMessage === null ? null : rotationProblems[pendingMessage.problem].sentence,
  }
}
