import { setTimeout as wait } from 'node:timers/promises'
import type { Slo } from '../measures/observation.ts'
import type { RunJudgement } from '../verdict.ts'
import { type RunningLoad, startLoad } from './load.ts'
import type { TrialSubject } from './subject.ts'

/** The arm that is broken and the one that is left alone, under the same load. */
export type Arms = {
  readonly fault: RunningLoad
  readonly control: RunningLoad
  /** Waits until both are answered: a busy machine is given more time, and a service that answers nobody is not ready. */
  heard(signal: AbortSignal): Promise<void>
  /** Null where both are healthy enough to be broken. */
  unreadiness(slo: Slo): RunJudgement | null
  stop(): Promise<void>
}

export type LoadPlan = { readonly perSecond: number; readonly burst: number }

/** So many times as long as the baseline is waited for first answers. */
const patience = 5
const lookEveryMs = 250

export function startArms(subject: TrialSubject, load: LoadPlan, baselineMs: number): Arms {
  const start = (arm: 'fault' | 'control') => startLoad({ ...load, call: (index) => subject.call(arm, index) })
  const [fault, control] = [start('fault'), start('control')]
  // Calls of the first moments open connections and fetch tokens.
  const settled = ({ samples }: RunningLoad) => samples.slice(load.burst)
  return {
    fault,
    control,
    async heard(signal) {
      const givenUpMs = performance.now() + patience * baselineMs
      const isHeard = () => [fault, control].every((one) => settled(one).length > 0)
      while (!isHeard() && !signal.aborted && performance.now() < givenUpMs)
        await wait(lookEveryMs, undefined, { signal }).catch(() => undefined)
    },
    unreadiness(slo) {
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
