import { errorName } from '../../functions/aws/clients.ts'
import { CommandFailure } from '../framework/failure.ts'

/** The part of an AWS client that knows the caller and the Region. */
type Signed = { readonly config: { region(): Promise<string>; credentials(): Promise<unknown> } }

type Environment = Readonly<Record<string, string | undefined>>

/** Way out of every failure for missing credentials. */
export const howToSignIn = 'sign in as for the AWS CLI (aws sso login, AWS_PROFILE, or a role of the pipeline)'

/**
 * Returns the Region after the client has found credentials, in the places where the AWS CLI looks. Runs before the first call, so that a
 * problem with a profile, an SSO session or a role is not mistaken for an error of the call. Fails with one line.
 */
export async function signIn({ config }: Signed, environment: Environment): Promise<string> {
  const region = await config.region().catch((error: unknown) => {
    const isNone = error instanceof Error && /not accepted/i.test(error.message)
    const found = isNone ? 'the name given is no AWS Region' : 'no AWS Region'
    throw new CommandFailure('no_region', `${found}${ofProfile(environment)}: add --region <region> or set AWS_REGION`)
  })
  await config.credentials().catch((error: unknown) => Promise.reject(failureOf(error, environment)))
  return region
}

function failureOf(error: unknown, environment: Environment): CommandFailure {
  const name = errorName(error)
  // The SDK distinguishes these errors by their text alone. The text is matched and never shown.
  const text = error instanceof Error ? error.message : ''
  if (text.startsWith('ForbiddenException'))
    return new CommandFailure(
      'refused_credentials',
      `AWS does not let the SSO session${ofProfile(environment)} assume its role: ask for access, or choose another profile`,
    )
  if (name === 'TokenProviderError' || /\bsso\b|^UnauthorizedException/i.test(text))
    return new CommandFailure(
      'expired_credentials',
      `no valid AWS SSO session${ofProfile(environment)}: run aws sso login${named(environment, ' --profile ')}`,
    )
  if (/^(AccessDenied|InvalidIdentityToken|ExpiredToken|IDPRejectedClaim)/.test(name))
    return notTheRole(name, environment)
  if (error instanceof Error && ('syscall' in error || name === 'TimeoutError'))
    return new CommandFailure(
      'unreachable',
      `AWS did not answer while signing in (${name}): try again, and check the network`,
    )
  return new CommandFailure('no_credentials', `no AWS credentials${ofProfile(environment)}: ${howToSignIn}`)
}

/** Explains why a pipeline cannot assume its role: no trust, or a token that is expired or for another audience. */
function notTheRole(name: string, environment: Environment): CommandFailure {
  const byToken = environment['AWS_WEB_IDENTITY_TOKEN_FILE'] !== undefined
  const action = byToken ? 'sts:AssumeRoleWithWebIdentity' : 'sts:AssumeRole'
  const resource = (byToken ? shownArn(environment['AWS_ROLE_ARN']) : null) ?? 'the role'
  return name.startsWith('AccessDenied')
    ? new CommandFailure(
        'denied',
        `AWS denies ${action} on ${resource}: its trust policy has to allow ${action} to ${byToken ? "this job's identity (aud, sub)" : 'this identity'}`,
        { action, resource },
      )
    : new CommandFailure(
        'expired_credentials',
        `AWS does not accept the token of this job for ${resource} (${name}): it has expired, or is for another audience or issuer`,
      )
}

const shownArn = (arn = ''): string | null => (/^arn:[\w:/+=,.@-]{1,200}$/.test(arn) ? arn : null)

const ofProfile = (environment: Environment): string => named(environment, ' of the profile ')

/** Returns the named profile after a prefix; empty if none is named. */
function named({ AWS_PROFILE: profile = '' }: Environment, before: string): string {
  return /^[\w.@-]{1,64}$/.test(profile) ? `${before}${profile}` : ''
}
