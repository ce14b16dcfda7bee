export const rotationSteps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const

export type LabRotationStep = (typeof rotationSteps)[number]

/** Outcome of a run; `stopped` if it was abandoned or cancelled. */
export type LabRotationOutcome =
  | { readonly kind: 'finished' }
  | { readonly kind: 'failed'; readonly step: LabRotationStep }
  | { readonly kind: 'stopped' }

/**
 * Calls the steps one after the other. A step that throws fails the attempt; each further attempt begins with the first step
 * again, so that every step has to cope with having been done before.
 */
export async function runSteps(options: {
  steps: readonly LabRotationStep[]
  call: (step: LabRotationStep) => Promise<void>
  retries: number
  pause: () => Promise<unknown>
  signal: AbortSignal
}): Promise<LabRotationOutcome> {
  for (let attempt = 0; ; attempt++) {
    const failed = await firstFailing(options)
    if (options.signal.aborted) return { kind: 'stopped' }
    if (failed === null) return { kind: 'finished' }
    if (attempt >= options.retries) return { kind: 'failed', step: failed }
    await options.pause().catch(() => {})
    if (options.signal.aborted) return { kind: 'stopped' }
  }
}

async function firstFailing(options: {
  steps: readonly LabRotationStep[]
  call: (step: LabRotationStep) => Promise<void>
  signal: AbortSignal
}): Promise<LabRotationStep | null> {
  for (const step of options.steps) {
    if (options.signal.aborted) return null
    try {
      await options.call(step)
    } catch {
      return step
    }
  }
  return null
}
