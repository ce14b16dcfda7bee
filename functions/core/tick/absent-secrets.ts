import type { Check, CheckKey } from '../model/check.ts'
import type { TickRecord } from '../state/batch-record.ts'
import type { Sweep } from './sweep.ts'

/** Checks whose secret complete listings do not show, with the instant of the first of these in a row (epoch milliseconds). */
export type AbsentSecrets = ReadonlyMap<CheckKey, number>

/**
 * Milliseconds between two complete answers without a secret that prove that it is missing. ListSecrets may not show the changes of the
 * last five minutes (docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html).
 */
const provedAfterMs = 6 * 60_000

/**
 * Carries from tick to tick which secrets are not listed. A secret of which this sweep could not tell stays as it was: an answer that is
 * not complete proves nothing.
 */
export function absentSecrets(
  checks: readonly Check[],
  swept: Pick<Sweep, 'absent' | 'untold'> | null,
  last: Pick<TickRecord, 'absent'> | null,
  nowMs: number,
): AbsentSecrets {
  const before = new Map(last?.absent ?? [])
  return new Map(
    checks.flatMap(({ key }) => {
      const since = before.get(key)
      if (swept === null || swept.untold.has(key)) return since === undefined ? [] : [[key, since] as const]
      return swept.absent.has(key) ? [[key, since ?? nowMs] as const] : []
    }),
  )
}

/** Returns the checks whose secret is proved missing by this sweep and one that was minutes before. */
export function provedMissing(
  absent: AbsentSecrets,
  swept: Pick<Sweep, 'absent'> | null,
  nowMs: number,
): ReadonlySet<CheckKey> {
  const proved = [...absent].filter(([key, since]) => swept?.absent.has(key) && nowMs - since >= provedAfterMs)
  return new Set(proved.map(([key]) => key))
}
