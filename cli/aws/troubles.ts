import { errorName } from '../../functions/aws/clients.ts'
import { CommandFailure, type FailureCode } from '../framework/failure.ts'
import { howToSignIn } from './sign-in.ts'

/** A call of ours, as a policy spells it; told where AWS does not allow it. */
export type Wanted = {
  readonly action: string
  /** ARN, with `*` for an account that is not known yet. */
  readonly resource: string
  /** The deployment's policy that allows it; none allows what belongs to no deployment. */
  readonly policy?: 'TokenwatchGate' | 'TokenwatchOperator'
  /** What else may be missing: an answer of "not found". */
  readonly missing?: { readonly code: FailureCode; readonly message: string }
}

const byName: Readonly<Record<string, readonly [FailureCode, string]>> = {
  ExpiredToken: ['expired_credentials', `the AWS credentials have expired: ${howToSignIn}`],
  ExpiredTokenException: ['expired_credentials', `the AWS credentials have expired: ${howToSignIn}`],
  RequestExpired: ['expired_credentials', `the AWS credentials have expired, or this clock is wrong: ${howToSignIn}`],
  UnrecognizedClientException: ['refused_credentials', `AWS does not know these credentials: ${howToSignIn}`],
  InvalidClientTokenId: ['refused_credentials', `AWS does not know these credentials: ${howToSignIn}`],
  InvalidSignatureException: [
    'refused_credentials',
    'AWS refuses the signature: wrong secret access key, or this clock is wrong',
  ],
  SignatureDoesNotMatch: [
    'refused_credentials',
    'AWS refuses the signature: wrong secret access key, or this clock is wrong',
  ],
}

/** The last is what the SDK calls SNS's own refusal. */
const deniedNames: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'AccessDenied',
  'AuthorizationErrorException',
])
const missingNames: ReadonlySet<string> = new Set(['ParameterNotFound', 'ResourceNotFoundException', 'NotFound'])

/** Runs one call; what AWS or the way to it says against it becomes a failure in our own words. */
export async function calling<Answer>(wanted: Wanted, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call()
  } catch (error) {
    throw error instanceof CommandFailure ? error : failureOf(error, wanted)
  }
}

function failureOf(error: unknown, { action, resource, policy, missing }: Wanted): CommandFailure {
  const name = errorName(error)
  const known = byName[name]
  if (known !== undefined) return new CommandFailure(...known)
  if (deniedNames.has(name)) return denied(action, resource, policy)
  if (missing !== undefined && missingNames.has(name)) return new CommandFailure(missing.code, missing.message)
  return new CommandFailure(
    'unreachable',
    `AWS did not answer ${action} as it should (${name}): try again, and look at the Region`,
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
