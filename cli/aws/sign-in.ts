import { errorName } from '../../functions/aws/clients.ts'
import { CommandFailure } from '../framework/failure.ts'

/** As much of an AWS client as knows who calls, and where. */
type Signed = { readonly config: { region(): Promise<string>; credentials(): Promise<unknown> } }

type Environment = Readonly<Record<string, string | undefined>>

/** The way out wherever nobody is signed in. */
export const howToSignIn = 'sign in as for the AWS command line (aws sso login, AWS_PROFILE, or a role of the pipeline)'

/**
 * The Region, once the client has one and credentials too: those that the AWS command line would take. Asks before the first call, so that
 * a profile, an SSO session or a role that is to be become is told from what AWS says of the call itself. Fails with one line.
 */
export async function signIn({ config }: Signed, environment: Environment): Promise<string> {
  const region = await config.region().catch((error: unknown) => {
    const isNone = error instanceof Error && /not accepted/i.test(error.message)
    const found = isNone ? 'what is named is no AWS Region' : 'no AWS Region'
    throw new CommandFailure('no_region', `${found}${ofProfile(environment)}: say --region or set AWS_REGION`)
  })
  await config.credentials().catch((error: unknown) => Promise.reject(failureOf(error, environment)))
  return region
}

function failureOf(error: unknown, environment: Environment): CommandFailure {
  const name = errorName(error)
  // The SDK tells these apart by their text alone; it is looked at and never repeated.
  const text = error instanceof Error ? error.message : ''
  if (text.startsWith('ForbiddenException'))
    return new CommandFailure(
      'refused_credentials',
      `AWS does not let the SSO session${ofProfile(environment)} become its role: ask for it, or choose another profile`,
    )
  if (name === 'TokenProviderError' || /\bsso\b|^UnauthorizedException/i.test(text))
    return new CommandFailure(
      'expired_credentials',
      `no AWS SSO session${ofProfile(environment)}, or it has expired: aws sso login${named(environment, ' --profile ')}`,
    )
  if (/^(AccessDenied|InvalidIdentityToken|ExpiredToken|IDPRejectedClaim)/.test(name))
    return notTheRole(name, environment)
  if (error instanceof Error && ('syscall' in error || name === 'TimeoutError'))
    return new CommandFailure(
      'unreachable',
      `AWS did not answer who this is (${name}): try again, and look at the network`,
    )
  return new CommandFailure('no_credentials', `no AWS credentials${ofProfile(environment)}: ${howToSignIn}`)
}

/** What a pipeline meets whose role does not trust it, or whose token is of another time or audience. */
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
        `AWS does not take the token of this job for ${resource} (${name}): it has expired, or is of another audience or issuer`,
      )
}

const shownArn = (arn = ''): string | null => (/^arn:[\w:/+=,.@-]{1,200}$/.test(arn) ? arn : null)

const ofProfile = (environment: Environment): string => named(environment, ' of the profile ')

/** The profile that is meant, where one is, after something. */
function named({ AWS_PROFILE: profile = '' }: Environment, before: string): string {
  return /^[\w.@-]{1,64}$/.test(profile) ? `${before}${profile}` : ''
}
