import { summarizeArm } from '../measures/arm-summary.ts'
import type { Sample } from './load.ts'
import type { SubjectView } from './subject.ts'

/** A condition that ends a run early. The two security conditions are always on. */
export type StopCondition =
  | { readonly kind: 'success_ratio'; readonly below: number; readonly forMs: number }
  | { readonly kind: 'alarm'; readonly arn: string; isInAlarm(): Promise<boolean> }

export type Stops = {
  /** Returns the alarm that is on, or cannot be read, before the run begins. */
  reachedBefore(): Promise<string | null>
  /** Returns the condition that is met; `null` if the run may go on. */
  reached(seen: SubjectView, samples: readonly Sample[], injectedMs: number): Promise<string | null>
}

export function watchStopConditions(conditions: readonly StopCondition[]): Stops {
  return {
    async reachedBefore() {
      for (const condition of conditions)
        if (condition.kind === 'alarm' && (await isReached(condition, [], Number.POSITIVE_INFINITY)))
          return wordsOf(condition)
      return null
    },
    async reached(seen, samples, injectedMs) {
      if (seen.counts.acceptedMutants > 0) return 'the API accepted a token that it must refuse'
      if ((seen.leaks ?? []).length > 0) return 'a secret was found in the output of the service'
      for (const condition of conditions) if (await isReached(condition, samples, injectedMs)) return wordsOf(condition)
      return null
    },
  }
}

async function isReached(condition: StopCondition, samples: readonly Sample[], injectedMs: number): Promise<boolean> {
  // An alarm that cannot be read stops the run as well: it could be on.
  if (condition.kind === 'alarm') return condition.isInAlarm().catch(() => true)
  const sinceMs = performance.now() - condition.forMs
  if (sinceMs < injectedMs) return false
  const { successRatio } = summarizeArm(samples.filter(({ atMs }) => atMs >= sinceMs))
  return successRatio !== null && successRatio < condition.below
}

function wordsOf(condition: StopCondition): string {
  return condition.kind === 'alarm'
    ? `the alarm ${condition.arn.replace(/^.*:/, '')} is on, or cannot be read`
    : `the success ratio was below ${condition.below} for ${condition.forMs / 1_000} s`
}
