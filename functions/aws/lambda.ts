import type { Deployment } from '../core/model/deployment.ts'
import type { Place } from '../core/model/place.ts'
import { errorName } from './clients.ts'
import { optional, refuseUnsafeEnvironment } from './environment.ts'
import { flushOutput, guardOutput, holdsSecret, withheld } from './guarded-output.ts'
import { logToStdout } from './logs.ts'
import { noteSecurityEvent } from './security-events.ts'

/** The parts of Lambda's context that our handlers use. */
export type LambdaContext = { readonly invokedFunctionArn: string; getRemainingTimeInMillis(): number }

/**
 * Wraps a handler so that no raw error reaches Lambda's runtime, which prints every enumerable property of it. The wrapper throws an
 * error of our own words instead. `afterwards` runs at the end of each invocation, also of one that fails, and does not reject.
 */
export function lambdaHandler<Result>(
  where: string,
  handle: (event: unknown, context: LambdaContext) => Promise<Result>,
  afterwards: (context: LambdaContext) => Promise<unknown> = async () => {},
) {
  refuseUnsafeEnvironment()
  guardOutput()
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error) => {
      fault(where, error)
      process.exit(1)
    })
  }
  return async (event: unknown, context: LambdaContext): Promise<Result> => {
    try {
      return withoutSecrets(await handle(event, context))
    } catch (error) {
      throw fault(where, error)
    } finally {
      flushOutput()
      await afterwards(context)
    }
  }
}

/** Returns an answer if it holds no secret: the caller may store it or print it. */
function withoutSecrets<Result>(result: Result): Result {
  const text = result === undefined ? '' : JSON.stringify(result)
  if (!holdsSecret(text)) return result
  logToStdout(withheld)
  noteSecurityEvent(withheld.refused)
  throw Object.assign(new Error(), { name: 'SecretInAnswer' })
}

/** Errors whose message is our own text and is shown to the caller. */
const ownErrors: ReadonlySet<string> = new Set(['RotationStopped', 'DeploymentRefused', 'EntranceRefused'])

/** Logs a failure by name and returns an error that is safe to throw. Only `ownErrors` keep their message. */
function fault(where: string, error: unknown): Error {
  const code = errorName(error)
  logToStdout({ event: 'fault', where, code, check: null })
  const ours = error instanceof Error && ownErrors.has(error.name) && !holdsSecret(error.message)
  return new Error(ours ? error.message : `${where} failed: ${code}`)
}

/** Reads the place of a function from its ARN and its environment. */
export function placeOf({ name }: Deployment, arn: string): Place {
  const [, partition = '', , region = '', accountId = ''] = arn.split(':')
  return { deployment: name, accountId, region, partition, logGroup: optional('logGroup') }
}
