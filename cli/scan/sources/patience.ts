import { clientOptions, errorName } from '../../../functions/aws/clients.ts'

/** Options of a scan's AWS clients. A scan waits itself, and longer than the SDK would. */
export const scanClientOptions = { ...clientOptions, maxAttempts: 1 }

/** Errors with which AWS says "not so fast", and those of a connection. */
const passing =
  /^(?:Throttling|ThrottlingException|ThrottledException|TooManyRequestsException|RequestLimitExceeded|SlowDown|LimitExceededException|TimeoutError|InternalServiceError|InternalServerError|InternalFailure|ServiceUnavailable)/

/** Returns true for an error that passes by itself. */
export const isPassing = (error: unknown): boolean =>
  passing.test(errorName(error)) || (error instanceof Error && ('syscall' in error || 'errno' in error))

const throttlePauseMs = 200
const mostTries = 7

/** Calls AWS again, with longer pauses, while it says that there were too many calls: 25 seconds in all. */
export async function patiently<Answer>(
  call: () => Promise<Answer>,
  sleep: (ms: number) => Promise<void>,
): Promise<Answer> {
  for (let tries = 1; ; tries += 1)
    try {
      return await call()
    } catch (error) {
      if (!isPassing(error) || tries >= mostTries) throw error
      await sleep(throttlePauseMs * 2 ** tries)
    }
}
