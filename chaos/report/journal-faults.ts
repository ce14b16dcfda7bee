import { nameOf } from '../faults/catalogue.ts'
import type { Measured } from '../measures/measure.ts'
import type { RunObservation } from '../measures/observation.ts'
import type { PartResult } from '../part-result.ts'
import type { RunResult } from '../trial/run-result.ts'
import {
  type ChaosVerdict,
  judgeTogether,
  type NamedJudgement,
  type RunJudgement,
  type VerdictReason,
} from '../verdict.ts'
import { type Second, secondsOfRun } from './seconds.ts'

/** One fault of a run, with its own proof of contact and its own verdict. */
export type JournalFault = {
  readonly fault: string
  readonly variant: string
  readonly at: string
  /** Number of the part, from 1. Faults of one part were on together. */
  readonly part: number
  readonly percent: number
  /** Rate at the beginning and seconds to the whole rate; `null` without a ramp. */
  readonly ramp: { readonly from: number; readonly seconds: number } | null
  readonly expected: string
  readonly verdict: ChaosVerdict
  readonly verdictReasons: readonly VerdictReason[]
  /** `null` if the fault was not injected. */
  readonly measured: Measured | null
  readonly effectiveness: { readonly eligible: number; readonly injected: number; readonly accepted_mutants: number }
  /** Seconds from the first injection of the run; `null` if the fault was not injected. */
  readonly injectedAt: number | null
  readonly removedAt: number | null
}

/** Lists the faults of all parts, in the order of the file. */
export function journalFaults(results: readonly PartResult[]): readonly JournalFault[] {
  const zeroMs = firstInjection(results)
  return results.flatMap(({ part, result }, index) => {
    const at = (ms: number | null | undefined) =>
      ms === undefined || ms === null || zeroMs === null ? null : (ms - zeroMs) / 1_000
    return [part, ...part.beside].map(({ fault, at: point, percent, ramp }, place): JournalFault => {
      const own = result.faults[place]
      const judgement = own?.judgement ?? result.judgement
      const counts = own?.counts
      return {
        fault: fault.definition.id,
        variant: fault.variantName,
        at: point,
        part: index + 1,
        percent,
        ramp: ramp === null ? null : { from: ramp.from, seconds: ramp.overMs / 1_000 },
        expected: fault.definition.expected,
        verdict: judgement.verdict,
        verdictReasons: judgement.reasons,
        measured: own?.measured ?? null,
        effectiveness: {
          eligible: counts?.eligible ?? 0,
          injected: counts?.injected ?? 0,
          accepted_mutants: counts?.acceptedMutants ?? 0,
        },
        ...timesOf(result, place, at),
      }
    })
  })
}

/** The first fault of a part begins with it. The others have times of their own, and may end before the removal. */
function timesOf(
  { observation, faults }: RunResult,
  place: number,
  at: (ms: number | null | undefined) => number | null,
): Pick<JournalFault, 'injectedAt' | 'removedAt'> {
  if (observation === null) return { injectedAt: null, removedAt: null }
  const { injectedMs, removedMs } = observation.marks
  const time = faults[place]?.time ?? null
  if (time === null) return { injectedAt: null, removedAt: null }
  const endMs = Math.min(removedMs, time.ownEndMs ?? removedMs)
  return { injectedAt: at(place === 0 ? injectedMs : time.injectedMs), removedAt: at(endMs) }
}

/** Judges a run by all of its faults. A fault that did not begin because of an earlier one leaves the run inconclusive. */
export function judgeParts(results: readonly PartResult[]): RunJudgement {
  const [first] = results
  if (first !== undefined && results.length === 1) return first.result.judgement
  return judgeTogether(
    results.flatMap(({ part, result }): readonly NamedJudgement[] => {
      const fault = nameOf(part.fault)
      if (result.faults.length > 0)
        return result.faults.map((own) => ({ fault: nameOf(own.fault), judgement: own.judgement }))
      const { verdict, reasons } = result.judgement
      const isHeldBack = verdict === 'not-ready' || verdict === 'refused'
      return [{ fault, judgement: { verdict: isHeldBack ? 'inconclusive' : verdict, reasons } }]
    }),
  )
}

/** Joins the seconds of all parts on one axis, which begins at the first injection. */
export function secondsOfParts(results: readonly PartResult[]): readonly Second[] {
  const zeroMs = firstInjection(results)
  const observations = results.flatMap(({ result: { observation } }) => observation ?? [])
  return observations.flatMap((observation) => shifted(observation, zeroMs ?? observation.marks.injectedMs))
}

function shifted(observation: RunObservation, zeroMs: number): readonly Second[] {
  const shift = Math.round((observation.marks.injectedMs - zeroMs) / 1_000)
  return secondsOfRun(observation).map((second) => ({ ...second, at: second.at + shift }))
}

function firstInjection(results: readonly PartResult[]): number | null {
  const injected = results.flatMap(({ result: { observation } }) => observation?.marks.injectedMs ?? [])
  return injected.length === 0 ? null : Math.min(...injected)
}
