import { errorName } from '../../functions/aws/clients.ts'
import { CommandFailure, type FailureCode } from '../framework/failure.ts'
import { howToSignIn } from './sign-in.ts'

/** An AWS call in the words of a policy, shown if AWS denies it. */
export type Wanted = {
  readonly action: string
  /** ARN, with `*` for an unknown account. */
  readonly resource: string
  /** Policy of the deployment that allows the call; absent if no policy does. */
  readonly policy?: 'TokenwatchGate' | 'TokenwatchOperator'
  /** Failure for an answer of "not found". */
  readonly missing?: { readonly code: FailureCode; readonly message: string }
}

const byName: Readonly<Record<string, readonly [FailureCode, string]>> = {
  ExpiredToken: ['expired_credentials', `the AWS credentials have expired: ${howToSignIn}`],
  ExpiredTokenException: ['expired_credentials', `the AWS credentials have expired: ${howToSignIn}`],
  RequestExpired: [
    'expired_credentials',
    `the AWS credentials have expired, or the clock of this machine is wrong: ${howToSignIn}`,
  ],
  UnrecognizedClientException: ['refused_credentials', `AWS does not know these credentials: ${howToSignIn}`],
  InvalidClientTokenId: ['refused_credentials', `AWS does not know these credentials: ${howToSignIn}`],
  InvalidSignatureException: [
    'refused_credentials',
    'AWS refuses the signature: check the secret access key and the clock of this machine',
  ],
  SignatureDoesNotMatch: [
    'refused_credentials',
    'AWS refuses the signature: check the secret access key and the clock of this machine',
  ],
}

/** `AuthorizationErrorException` is the name that the SDK gives to a refusal by SNS. */
const deniedNames: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'AccessDenied',
  'AuthorizationErrorException',
])
const missingNames: ReadonlySet<string> = new Set(['ParameterNotFound', 'ResourceNotFoundException', 'NotFound'])

/** Runs one call. An error of AWS or of the network becomes a failure with the way out. */
export async function calling<Answer>(wanted: Wanted, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call()
  } catch (error) {
    throw error instanceof CommandFailure ? error : awsFailure(error, wanted)
  }
}

/** Returns the failure for an error of a call, with the way out. */
export function awsFailure(error: unknown, { action, resource, policy, missing }: Wanted): CommandFailure {
  const name = errorName(error)
  const known = byName[name]
  if (known !== undefined) return new CommandFailure(...known)
  if (deniedNames.has(name)) return denied(action, resource, policy)
  if (missing !== undefined && missingNames.has(name)) return new CommandFailure(missing.code, missing.message)
  return new CommandFailure(
    'unreachable',
    `AWS did not answer ${action} as expected (${name}): try again, and check the Region`,
  )
}

function denied(action: string, resource: string, policy: string | undefined): CommandFailure {
  const statement = JSON.stringify({ Effect: 'Allow', Action: action, Resource: resource })
  return new CommandFailure(
    'denied',
    `AWS denies ${action} on ${resource}: ${policy === undefined ? '' : `attach the policy ${policy} of the deployment, or `}allow ${statement}`,
    { action, resource },
  )
}
