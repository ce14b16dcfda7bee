import { pause } from './pause.ts'
import type { TrialSubject } from './subject.ts'

/** A loss that is not looked into yet. */
export const lost = 'the controller no longer answers'
/** Reasons that a controller's death ends a run. Each says what the service sees now, and how to go on. */
const controllerLost =
  'the controller no longer answers; what the service sends to its injection points fails until "tokenwatch chaos serve" is started again with the same ports, or the service gets its real addresses back'
const controllerRestarted =
  'the controller died and was started again; no fault is on and requests pass; run the experiment again'

/** Returns true for a reason that is a controller's death. */
export const isLoss = (reason: string | null): boolean => reason === controllerLost || reason === controllerRestarted

/** Time for a supervisor to start the controller again. */
const restartWaitMs = 10_000
const lookAgainMs = 250

/** Waits until the injection points are back without a fault, or for long enough. */
export async function afterLoss(subject: TrialSubject): Promise<string> {
  const giveUpMs = performance.now() + restartWaitMs
  while (performance.now() < giveUpMs) {
    if (await subject.isRestored()) return controllerRestarted
    await pause(lookAgainMs, new AbortController().signal)
  }
  return controllerLost
}
