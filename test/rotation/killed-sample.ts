import { type Kind, kinds } from '../support/rotation-kinds.ts'
import type { RotationClock } from './killed-rows.ts'
import { retrySpacingsMs } from './killed-world.ts'
import type { KillPoint } from './killing.ts'

/** One row to make: a kill of a rotation, and Secrets Manager's spacing of its retries. */
export type PlannedKill = {
  readonly kind: Kind
  readonly clock: RotationClock
  readonly retryMs: number
  readonly point: KillPoint
}

/** The call that makes the next credential. */
export function exchangeOf({ title }: Kind): string {
  if (title === kinds.rotateDeadRecovered.title) return 'POST /keys/:id/rotate'
  if (title === kinds.derived.title) return 'POST /app/installations/2/access_tokens'
  if (title.startsWith('A')) return 'POST /keys'
  return /^(B|C)/.test(title) ? 'POST /rotate' : 'POST /token'
}

const clocks: readonly RotationClock[] = ['Secrets Manager', 'own clock']

/**
 * Rows of the table in docs/rotation.md, which `npm test` makes: every class by both clocks, killed right after its exchange, and once after
 * its claim, its save or its promotion. One is killed after its revocation.
 */
export function sampleRows(): readonly PlannedKill[] {
  const exchanged = Object.values(kinds).flatMap((kind, index) =>
    clocks.map((clock) => ({ kind, clock, index, call: exchangeOf(kind) })),
  )
  const calls = ['PutSecretValue', 'UpdateSecretVersionStage AWSCURRENT', 'PutItem current claimed']
  const later = Object.values(kinds).map((kind, index) => {
    return { kind, clock: clocks[index % 2], index, call: calls[index % 3] ?? '' }
  })
  const revoked = { kind: kinds.createRevoke, clock: clocks[0], index: 0, call: 'DELETE /keys/:id' }
  return [...exchanged, ...later, revoked].map(({ kind, clock = 'own clock', index, call }) => ({
    kind,
    clock,
    retryMs: retrySpacingsMs[index % 2] ?? 0,
    point: { call, side: 'after' },
  }))
}

/**
 * Rows that `npm test` makes: every class by one of the clocks, killed right after its exchange, once after each of the later calls, and once
 * after a revocation. A row costs a process, and `npm run test:long` makes all of them.
 */
export function quickRows(): readonly PlannedKill[] {
  const all: readonly Kind[] = Object.values(kinds)
  return sampleRows().filter(({ kind, clock, point }, row) => {
    const index = all.indexOf(kind)
    if (point.call === exchangeOf(kind)) return clock === clocks[index % 2]
    return row >= 2 * all.length && (index === 0 ? point.call === 'DELETE /keys/:id' : quickKinds.has(index))
  })
}

/** Classes that are also killed after their save, their promotion or their claim: one for each. */
const quickKinds: ReadonlySet<number> = new Set([3, 7, 8])

/** Words for the clock of a row. */
export const clockOf = ({ clock, retryMs }: Pick<PlannedKill, 'clock' | 'retryMs'>): string =>
  clock === 'own clock' ? clock : `${clock}, ${retryMs / 1_000} s`
