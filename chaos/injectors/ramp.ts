/** A rate that moves evenly from `from` percent to that of the sample, within a time from the beginning of the fault. */
export type Ramp = { readonly from: number; readonly overMs: number }

/** Returns the percentage of requests to inject at a moment of a ramp. */
export function percentAt(percent: number, ramp: Ramp | null, sinceMs: number): number {
  if (ramp === null || sinceMs >= ramp.overMs) return percent
  return ramp.from + (percent - ramp.from) * Math.max(0, sinceMs / ramp.overMs)
}

/** Returns the percentage of requests that meet a fault over a phase. */
export function averagePercent(percent: number, ramp: Ramp | null, phaseMs: number): number {
  if (ramp === null) return percent
  const rampMs = Math.min(ramp.overMs, phaseMs)
  const onRamp = (ramp.from + percentAt(percent, ramp, rampMs)) / 2
  return (onRamp * rampMs + percent * (phaseMs - rampMs)) / phaseMs
}

type DeclaredSample = {
  readonly percent: number
  readonly seed: number
  readonly ramp?: { readonly from: number; readonly over?: number | undefined } | undefined
}

/** Reads the sample of an order. A ramp without a time of its own lasts for `defaultMs`. */
export function sampleOf({ percent, seed, ramp }: DeclaredSample, defaultMs: number) {
  return { percent, seed, ramp: ramp === undefined ? null : { from: ramp.from, overMs: ramp.over ?? defaultMs } }
}

/** Writes the sample of an order as experiment files do. */
export function sampleBody({
  percent,
  seed,
  ramp = null,
}: {
  readonly percent: number
  readonly seed: number
  readonly ramp?: Ramp | null
}): object {
  return {
    percent,
    seed,
    ...(ramp === null ? {} : { ramp: { from: ramp.from, over: `${Math.ceil(ramp.overMs)}ms` } }),
  }
}
