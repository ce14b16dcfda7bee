import { setTimeout as wait } from 'node:timers/promises'
import type { Slo } from '../measures/observation.ts'
import type { RunJudgement } from '../verdict.ts'
import { type RunningLoad, startLoad } from './load.ts'
import type { TrialSubject } from './subject.ts'

/** The fault arm and the control arm, under the same load. */
export type Arms = {
  readonly fault: RunningLoad
  readonly control: RunningLoad
  /** Waits until both arms have answered calls. A busy machine gets more time; a service that never answers is not ready. */
  answered(signal: AbortSignal): Promise<void>
  /** Returns `null` if both arms met the SLO during the baseline. */
  baselineProblem(slo: Slo): RunJudgement | null
  stop(): Promise<void>
}

export type LoadPlan = { readonly perSecond: number; readonly burst: number }

/** Multiple of the baseline to wait for the first answers. */
const maxBaselines = 5
const lookEveryMs = 250

export function startArms(subject: TrialSubject, load: LoadPlan, baselineMs: number): Arms {
  const start = (arm: 'fault' | 'control') => startLoad({ ...load, call: (index) => subject.call(arm, index) })
  const [fault, control] = [start('fault'), start('control')]
  // The first calls open connections and fetch tokens.
  const settled = ({ samples }: RunningLoad) => samples.slice(load.burst)
  return {
    fault,
    control,
    async answered(signal) {
      const giveUpMs = performance.now() + maxBaselines * baselineMs
      const hasAnswers = () => [fault, control].every((one) => settled(one).length > 0)
      while (!hasAnswers() && !signal.aborted && performance.now() < giveUpMs)
        await wait(lookEveryMs, undefined, { signal }).catch(() => undefined)
    },
    baselineProblem(slo) {
      for (const [arm, one] of Object.entries({ fault, control })) {
        const calls = settled(one)
        const failed = calls.filter(({ outcome }) => outcome.kind === 'failed').length
        if (calls.length === 0 || 1 - failed / calls.length < slo.successRatio)
          return {
            verdict: 'not-ready',
            reasons: [{ because: `before the fault, ${failed} of ${calls.length} calls of the ${arm} arm failed` }],
          }
      }
      return null
    },
    stop: async () => void (await Promise.all([fault.stop(), control.stop()])),
  }
}
