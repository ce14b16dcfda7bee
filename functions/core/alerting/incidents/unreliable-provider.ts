import type { Check } from '../../model/check.ts'
import { isDeath } from '../../model/reason.ts'
import { hasTurned } from '../../probe/assess.ts'
import type { Probed } from '../../probe/probe.ts'
import type { ActiveConditions } from '../../state/active-conditions.ts'
import type { ConditionStore, Unreliable } from '../../state/conditions.ts'
import type { CheckState } from '../../state/state.ts'
import { isProviderAnswer } from './urgency.ts'

/** A provider is unreliable for this long after it refused a valid token (GitHub did so for hours on 2026-06-10). */
export const unreliableMs = 1_800_000

/** The mark is extended once this much of it is over: a night of wrong answers costs a few writes an hour. */
const extendAfterMs = 300_000

/** The mark is deleted a day after its end. */
const forgetAfterMs = 86_400_000

export function isUnreliable(unreliable: Unreliable | null, nowMs: number): boolean {
  return unreliable !== null && nowMs < unreliable.until
}

/** A refusal that began earlier was no lie: a person may have enabled the token again. */
const shortLivedMs = 900_000

/**
 * Returns true if a probe shows that the provider refused a valid token, just now or at the tick before, in the same version. An
 * account that was suspended and is not any more proves no lie, and no refusal does that a person has acknowledged.
 */
export function refusedGoodToken(check: Check, { verdict, readings }: Probed, previous: CheckState | null): boolean {
  if (hasTurned(check, readings, verdict.at)) return true
  const wasRefused =
    previous !== null &&
    isDeath(previous.reason) &&
    previous.reason !== 'suspended' &&
    (previous.incident?.acknowledged ?? null) === null &&
    previous.evidence.status !== null &&
    verdict.at - previous.since < shortLivedMs
  const sameVersion = previous?.versionId === verdict.evidence.versionId
  return wasRefused && sameVersion && verdict.standing === 'valid' && isProviderAnswer(verdict)
}

/** Marks a provider unreliable for half an hour from now. A lost write race is no error: the winner wrote the same. */
export async function markUnreliable(
  provider: string,
  active: ActiveConditions,
  nowMs: number,
  conditions: ConditionStore,
): Promise<void> {
  const known = active.unreliableOf(provider)
  if (known !== null && known.until - nowMs > unreliableMs - extendAfterMs) return
  const since = known !== null && isUnreliable(known, nowMs) ? known.since : nowMs
  const until = nowMs + unreliableMs
  const next: Unreliable = { kind: 'unreliable', id: provider, revision: (known?.revision ?? 0) + 1, since, until }
  await conditions.put(next, until + forgetAfterMs)
}
