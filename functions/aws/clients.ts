/** What every AWS client of ours is made with. The SDK's own default never gives up on an endpoint that does not answer. */
export const clientOptions = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    throwOnRequestTimeout: true,
    httpsAgent: { maxSockets: 64 },
  },
}

/** The name of an AWS error (`ThrottlingException`): a word from AWS's list. Its message may quote what was sent and is never read. */
export function errorName(error: unknown): string {
  return error instanceof Error && /^[A-Za-z.]{1,80}$/.test(error.name) ? error.name : 'UnknownError'
}
