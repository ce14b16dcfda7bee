import { cadencesOf } from '../../functions/core/model/cadences.ts'
import type { Check } from '../../functions/core/model/check.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import { type NamedReference, secretsOf } from '../../functions/core/model/secret-references.ts'
import { batchSize } from '../../functions/core/tick/batches.ts'
import { isParameter, type Month } from './month.ts'
import { assumptions } from './prices.ts'

/** BatchGetSecretValue reads up to twenty. */
const secretsPerValueCall = 20

/** Calls that read a value, in a month. */
export type SecretReads = { readonly low: number; readonly high: number }

/** Returns the reads of secrets in a month. `low` if every value is held for as long as it may be, `high` if none is. */
export function valueReads({ secretReads: high }: Month, { checks }: Deployment): SecretReads {
  return { low: heldReads(checks, () => true), high }
}

export function parameterReads({ parameterReads: high }: Month, { checks }: Deployment): SecretReads {
  return { low: heldReads(checks, isParameter), high }
}

/** Returns the reads of some secrets in a month if every value is held for as long as it may be. */
function heldReads(checks: readonly Check[], isOne: (one: NamedReference) => boolean): number {
  const seconds = assumptions.hoursPerMonth * 3_600
  const held = checks.flatMap((check) =>
    secretsOf(check)
      .filter(isOne)
      .map(() => seconds / Math.max(check.everySeconds, assumptions.secretHeldSeconds)),
  )
  return held.reduce((total, reads) => total + reads, 0)
}

/** Returns the calls of a month that probes spare by reading up to twenty secrets of a batch with one. */
export function sparedCalls({ checks, secretReads }: Deployment): SecretReads {
  if (secretReads === 'single') return { low: 0, high: 0 }
  const seconds = assumptions.hoursPerMonth * 3_600
  const spared = [...cadencesOf({ checks }).values()].map((cadence) => {
    const everySeconds = cadence[0]?.everySeconds ?? seconds
    const read = cadence.filter(({ secret }) => secret?.source.from === 'secrets-manager').length
    const [full, rest] = [Math.floor(read / batchSize), read % batchSize]
    const calls = full * Math.ceil(batchSize / secretsPerValueCall) + Math.ceil(rest / secretsPerValueCall)
    return {
      low: ((read - calls) * seconds) / Math.max(everySeconds, assumptions.secretHeldSeconds),
      high: ((read - calls) * seconds) / everySeconds,
    }
  })
  const sum = (end: 'low' | 'high') => spared.reduce((total, one) => total + one[end], 0)
  return { low: sum('low'), high: sum('high') }
}
