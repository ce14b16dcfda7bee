import { setTimeout as delay } from 'node:timers/promises'

export const rotationSteps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const

export type RotationStep = (typeof rotationSteps)[number]

/** How a run ended; `stopped` when it was abandoned or cancelled meanwhile. */
export type RotationOutcome =
  | { readonly kind: 'finished' }
  | { readonly kind: 'failed'; readonly step: RotationStep }
  | { readonly kind: 'stopped' }

/**
 * Calls the steps one after the other. A step that throws fails the attempt; each further attempt begins with the first step
 * again, so that every step has to cope with having been done before.
 */
export async function runSteps(options: {
  steps: readonly RotationStep[]
  call: (step: RotationStep) => Promise<void>
  retries: number
  retryDelayMs: number
  signal: AbortSignal
}): Promise<RotationOutcome> {
  for (let attempt = 0; ; attempt++) {
    const failed = await firstFailing(options)
    if (options.signal.aborted) return { kind: 'stopped' }
    if (failed === null) return { kind: 'finished' }
    if (attempt >= options.retries) return { kind: 'failed', step: failed }
    await delay(options.retryDelayMs, undefined, { signal: options.signal }).catch(() => {})
    if (options.signal.aborted) return { kind: 'stopped' }
  }
}

async function firstFailing(options: {
  steps: readonly RotationStep[]
  call: (step: RotationStep) => Promise<void>
  signal: AbortSignal
}): Promise<RotationStep | null> {
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
