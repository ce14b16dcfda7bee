import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { clientOptions } from '../../functions/aws/clients.ts'
import { fieldOf } from '../../functions/core/model/field-of.ts'
import { parseHttpDate } from '../../functions/core/model/http-date.ts'
import { type DirectoryEntry, parameterNameOf, parseDirectory } from '../../functions/core/state/directory.ts'
import { CommandFailure } from '../framework/failure.ts'
import { signIn } from './sign-in.ts'
import { calling } from './troubles.ts'

/** Which deployment is meant, and where it is. */
export type Whereabouts = {
  /** Its name: that of its config. */
  readonly deployment?: string
  readonly region?: string
}

/** A deployment that was found in an account. */
export type Connection = {
  readonly deployment: string
  readonly region: string
  readonly directory: DirectoryEntry
  /** AWS's own time, as its answer said it, in epoch milliseconds; null where it said none. */
  readonly awsMs: number | null
  /** For further clients in the same place. */
  readonly options: typeof clientOptions & { readonly region: string }
}

/**
 * Finds a deployment by its SSM parameter, with the credentials that the AWS command line would use. Fails with one line each for no
 * credentials, an expired session, no Region, a denied action, and a deployment that is not there.
 */
export async function connect(
  { deployment, region }: Whereabouts,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Connection> {
  const name = deployment ?? environment['TOKENWATCH_DEPLOYMENT']
  if (name === undefined || !/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    throw new CommandFailure(
      'usage',
      'which deployment? Say --deployment <name>, the name in its config, or set TOKENWATCH_DEPLOYMENT',
    )
  const ssm = new SSMClient({ ...clientOptions, ...(region === undefined ? {} : { region }) })
  const place = await signIn(ssm, environment)
  const parameter = parameterNameOf(name)
  let awsMs: number | null = null
  ssm.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      awsMs = dateOf(result.response)
      return result
    },
    { step: 'deserialize', name: 'tokenwatchDate' },
  )
  const { Parameter: found } = await calling(
    {
      action: 'ssm:GetParameter',
      resource: `arn:aws:ssm:${place}:*:parameter${parameter}`,
      policy: 'TokenwatchGate',
      missing: {
        code: 'no_deployment',
        message: `no deployment ${name} in ${place}: wrong --region, wrong account, or not deployed yet (there is no SSM parameter ${parameter})`,
      },
    },
    () => ssm.send(new GetParameterCommand({ Name: parameter })),
  )
  const directory = parseDirectory(found?.Value ?? '')
  if (directory === null)
    throw new CommandFailure('broken_deployment', `the SSM parameter ${parameter} is not of this version: deploy again`)
  return { deployment: name, region: place, directory, awsMs, options: { ...clientOptions, region: place } }
}

/** The `Date` header of an HTTP answer. */
function dateOf(response: unknown): number | null {
  const date = fieldOf(fieldOf(response, 'headers'), 'date')
  return typeof date === 'string' ? parseHttpDate(date) : null
}
