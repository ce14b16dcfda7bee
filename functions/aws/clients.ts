/** Options of every AWS client. By default, the SDK waits forever for an endpoint that does not answer. */
export const clientOptions = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    throwOnRequestTimeout: true,
    httpsAgent: { maxSockets: 64 },
  },
}

/** Returns the name of an AWS error (`ThrottlingException`). Its message may quote what was sent, so it is never read. */
export function errorName(error: unknown): string {
  return error instanceof Error && /^[A-Za-z.]{1,80}$/.test(error.name) ? error.name : 'UnknownError'
}
