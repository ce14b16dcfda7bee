/** Rejection of a promise that nobody awaited, as the runtime wraps it. */
export class UnhandledPromiseRejection extends Error {
  override readonly name = 'Runtime.UnhandledPromiseRejection'
  readonly reason: unknown

  constructor(reason: unknown) {
    super(String(reason))
    this.reason = reason
  }
}

/** Returns the log line of Lambda's runtime for an error: all its enumerable properties, at any depth. */
export function errorLine(requestId: string | null, title: string, error: unknown): string {
  return `${new Date().toISOString()}\t${requestId ?? 'undefined'}\tERROR\t${title} \t${detailed(error)}\n`
}

/** Returns the error as the caller of the function receives it. */
export function errorAnswer(error: unknown): { errorType: string; errorMessage: string; trace: readonly string[] } {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] }
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
}

function detailed(error: unknown): string {
  try {
    return JSON.stringify(error, (_key, value) => (value instanceof Error ? withProperties(value) : value))
  } catch {
    return JSON.stringify(errorAnswer(error))
  }
}

function withProperties(error: Error): object {
  return { errorType: error.name, errorMessage: error.message, ...error, stack: error.stack?.split('\n') }
}
