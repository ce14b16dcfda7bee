import { errorName } from '../../functions/aws/clients.ts'
import { Failure, type FailureCode } from '../frame/failure.ts'

/** A call of ours, as a policy spells it; told where AWS does not allow it. */
export type Wanted = {
  readonly action: string
  /** ARN, with `*` for an account that is not known yet. */
  readonly resource: string
  /** The deployment's policy that allows it. */
  readonly policy?: 'TokenwatchGate' | 'TokenwatchOperator'
  /** What else may be missing: an answer of "not found". */
  readonly missing?: { readonly code: FailureCode; readonly message: string }
}

const signIn = 'sign in as for the AWS command line (aws sso login, AWS_PROFILE, or a role of the pipeline)'

const byName: Readonly<Record<string, readonly [FailureCode, string]>> = {
  CredentialsProviderError: ['no_credentials', `no AWS credentials: ${signIn}`],
  ExpiredToken: ['expired_credentials', `the AWS credentials have expired: ${signIn}`],
  ExpiredTokenException: ['expired_credentials', `the AWS credentials have expired: ${signIn}`],
  RequestExpired: ['expired_credentials', `the AWS credentials have expired, or this clock is wrong: ${signIn}`],
  TokenProviderError: ['expired_credentials', 'the AWS SSO session has expired: aws sso login'],
  UnrecognizedClientException: ['refused_credentials', `AWS does not know these credentials: ${signIn}`],
  InvalidClientTokenId: ['refused_credentials', `AWS does not know these credentials: ${signIn}`],
  InvalidSignatureException: [
    'refused_credentials',
    'AWS refuses the signature: wrong secret access key, or this clock is wrong',
  ],
  SignatureDoesNotMatch: [
    'refused_credentials',
    'AWS refuses the signature: wrong secret access key, or this clock is wrong',
  ],
}

const deniedNames: ReadonlySet<string> = new Set(['AccessDeniedException', 'AccessDenied', 'AuthorizationError'])
const missingNames: ReadonlySet<string> = new Set(['ParameterNotFound', 'ResourceNotFoundException', 'NotFound'])

/** Runs one call; what AWS or the way to it says against it becomes a failure in our own words. */
export async function calling<Answer>(wanted: Wanted, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call()
  } catch (error) {
    throw error instanceof Failure ? error : failureOf(error, wanted)
  }
}

function failureOf(error: unknown, { action, resource, policy = 'TokenwatchGate', missing }: Wanted): Failure {
  const name = errorName(error)
  // The SDK tells these two apart by their text alone; it is looked at and never repeated.
  const text = error instanceof Error ? error.message : ''
  if (/region is missing/i.test(text)) return new Failure('no_region', 'no AWS Region: say --region or set AWS_REGION')
  if (name === 'CredentialsProviderError' && /expired|refresh/i.test(text))
    return new Failure('expired_credentials', 'the AWS SSO session has expired: aws sso login')
  const known = byName[name]
  if (known !== undefined) return new Failure(...known)
  if (deniedNames.has(name)) return denied(action, resource, policy)
  if (missing !== undefined && missingNames.has(name)) return new Failure(missing.code, missing.message)
  return new Failure(
    'unreachable',
    `AWS did not answer ${action} as it should (${name}): try again, and look at the Region`,
  )
}

function denied(action: string, resource: string, policy: string): Failure {
  const statement = JSON.stringify({ Effect: 'Allow', Action: action, Resource: resource })
  return new Failure(
    'denied',
    `AWS denies ${action} on ${resource}: attach the policy ${policy} of the deployment, or allow ${statement}`,
    { action, resource },
  )
}
