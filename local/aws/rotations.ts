import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { createListeners } from './listeners.ts'
import { remember } from './recent.ts'
import { type LabRotationOutcome, type LabRotationStep, rotationSteps, runSteps } from './rotation-run.ts'
import type { Secret, SecretStore } from './secret-store.ts'
import { detach, openPending, versionWithStage } from './secret-versions.ts'

/** Event of a call to a rotation function. */
export type RotationRequest = {
  readonly Step: LabRotationStep
  /** The full ARN. */
  readonly SecretId: string
  /** The id of the version to be made. */
  readonly ClientRequestToken: string
  /** Opaque; to be treated as a secret. */
  readonly RotationToken: string
}

/** Event that AWS would put on the event bus. */
export type LabRotationEvent = {
  readonly name: `${'' | 'Test'}Rotation${'Started' | 'Succeeded' | 'Failed'}` | 'RotationAbandoned'
  readonly secretArn: string
  readonly clientRequestToken: string
  readonly errorMessage: string | null
  /** Epoch milliseconds. */
  readonly at: number
}

export type InvokeRotation = (functionArn: string, request: RotationRequest) => Promise<void>

export type RotationOptions = {
  readonly invokeRotation: InvokeRotation
  /** Number of times that all steps are called again after a failure. AWS does not publish its number. */
  readonly rotationRetries?: number
  readonly rotationRetryDelayMs?: number
  /** Waits between two tries; a lab whose clock only tests move does so without waiting. */
  readonly rotationPause?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>
}

export type LabRotations = {
  readonly events: readonly LabRotationEvent[]
  readonly onEvent: (listener: (event: LabRotationEvent) => void) => () => void
  /** Starts the run of a token's version in the background, unless it is running. */
  readonly start: (secret: Secret, functionArn: string, token: string) => void
  /** Calls testSecret alone, on a pending version that is taken away afterwards. */
  readonly test: (secret: Secret, functionArn: string, token: string) => void
  /** A version that is not the running rotation's own ends that rotation. */
  readonly wrote: (secret: Secret, versionId: string) => void
  readonly cancel: (secret: Secret) => void
  readonly close: () => void
}

type Run = { readonly token: string; readonly stop: AbortController }

export function createRotations(store: SecretStore, now: () => number, options: RotationOptions): LabRotations {
  const { events, note, onEvent } = openEvents(now)
  const { run, stop, stopAll, isRunning, runningOf, ended } = openRuns(store, now, options)

  function tell(prefix: 'Test' | '', outcome: LabRotationOutcome, secret: Secret, functionArn: string, token: string) {
    if (outcome.kind === 'stopped') return
    ended(secret)
    if (outcome.kind === 'finished') return note(`${prefix}RotationSucceeded`, secret, token)
    const message = `Error when executing lambda ${functionArn} during ${outcome.step} step`
    note(`${prefix}RotationFailed`, secret, token, message)
  }

  return {
    events,
    onEvent,
    async start(secret, functionArn, token) {
      if (isRunning(secret)) return
      note('RotationStarted', secret, token)
      const outcome = await run(secret, functionArn, token, rotationSteps)
      if (outcome.kind === 'finished') {
        store.write(secret, detach(secret.versions, 'AWSPENDING'))
        secret.rotatedAt = now()
      }
      tell('', outcome, secret, functionArn, token)
    },
    async test(secret, functionArn, token) {
      note('TestRotationStarted', secret, token)
      const outcome = await run(secret, functionArn, token, ['testSecret'])
      const withoutPending = secret.versions.filter(({ id, value }) => id !== token || value !== null)
      if (outcome.kind !== 'stopped') store.write(secret, detach(withoutPending, 'AWSPENDING'))
      tell('Test', outcome, secret, functionArn, token)
    },
    wrote(secret, versionId) {
      const token = runningOf(secret)
      if (token === undefined || token === versionId) return
      stop(secret)
      store.write(secret, detach(secret.versions, 'AWSPENDING'))
      note('RotationAbandoned', secret, token)
    },
    cancel: stop,
    close: stopAll,
  }
}

/** The events of all rotations, oldest first. */
function openEvents(now: () => number) {
  const events: LabRotationEvent[] = []
  const listeners = createListeners<LabRotationEvent>()
  return {
    events,
    onEvent: listeners.add,
    note(name: LabRotationEvent['name'], secret: Secret, token: string, errorMessage: string | null = null): void {
      const event = { name, secretArn: secret.arn, clientRequestToken: token, errorMessage, at: now() }
      remember(events, event)
      listeners.tell(event)
    },
  }
}

const pauseFor = (milliseconds: number, signal: AbortSignal) => delay(milliseconds, undefined, { signal })

/** The running rotations, at most one for each secret. */
function openRuns(
  store: SecretStore,
  now: () => number,
  { invokeRotation, rotationRetries = 2, rotationRetryDelayMs = 1_000, rotationPause = pauseFor }: RotationOptions,
) {
  const runs = new Map<Secret, Run>()

  function run(secret: Secret, functionArn: string, token: string, steps: readonly LabRotationStep[]) {
    const stop = new AbortController()
    const rotationToken = randomUUID()
    runs.set(secret, { token, stop })
    if (versionWithStage(secret.versions, 'AWSPENDING')?.id !== token) {
      store.write(secret, openPending(secret.versions, token, now()))
    }
    async function call(step: LabRotationStep): Promise<void> {
      const request = { Step: step, SecretId: secret.arn, ClientRequestToken: token, RotationToken: rotationToken }
      await invokeRotation(functionArn, request)
      if (step === 'finishSecret' && versionWithStage(secret.versions, 'AWSCURRENT')?.id !== token) {
        throw new Error('the version was not promoted')
      }
    }
    const retries = steps.length === 1 ? 0 : rotationRetries
    const pause = () => rotationPause(rotationRetryDelayMs, stop.signal)
    return runSteps({ steps, call, retries, pause, signal: stop.signal })
  }

  function stop(secret: Secret): void {
    runs.get(secret)?.stop.abort()
    runs.delete(secret)
  }

  return {
    run,
    stop,
    stopAll() {
      for (const secret of runs.keys()) stop(secret)
    },
    ended: (secret: Secret): void => void runs.delete(secret),
    isRunning: (secret: Secret): boolean => runs.has(secret),
    /** Returns the id of the version that a running rotation makes. */
    runningOf: (secret: Secret): string | undefined => runs.get(secret)?.token,
  }
}
