/** A run that uses a controller. Without a sign of life it ends by itself. */
export type Claim = { readonly run: string; readonly secondsLeft: number }

/** Lets one run at a time use a controller. */
export type Claims = {
  /** Returns the claim of another run; `null` if the controller now belongs to this one. */
  take(run: string, seconds: number): Claim | null
  /** Ends the claim of this run. Others' claims stay. */
  release(run: string): void
  /** Returns the live claim of a run other than this; `null` if there is none. */
  ofAnother(run: string | undefined): Claim | null
}

export function createClaims(monotonicMs: () => number = () => performance.now()): Claims {
  let held: { readonly run: string; readonly untilMs: number } | null = null
  const ofAnother = (run: string | undefined): Claim | null => {
    const leftMs = held === null ? 0 : held.untilMs - monotonicMs()
    return held === null || held.run === run || leftMs <= 0
      ? null
      : { run: held.run, secondsLeft: Math.ceil(leftMs / 1_000) }
  }
  return {
    ofAnother,
    take(run, seconds) {
      const other = ofAnother(run)
      if (other === null) held = { run, untilMs: monotonicMs() + seconds * 1_000 }
      return other
    },
    release(run) {
      if (held?.run === run) held = null
    },
  }
}
