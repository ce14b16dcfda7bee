import { errorName } from '../../../functions/aws/clients.ts'

/** Errors with which AWS says "not so fast", and those of a connection. */
const passing =
  /^(?:Throttling|ThrottlingException|ThrottledException|TooManyRequestsException|RequestLimitExceeded|SlowDown|LimitExceededException|TimeoutError|InternalServiceError|InternalServerError|ServiceUnavailable)/

/** Returns true for an error that passes by itself. */
export const isPassing = (error: unknown): boolean => passing.test(errorName(error))

const throttlePauseMs = 200
const mostTries = 5

/** Calls AWS again, with longer pauses, while it says that there were too many calls. The SDK has tried three times before. */
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
