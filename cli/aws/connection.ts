import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { clientOptions } from '../../functions/aws/clients.ts'
import { fieldOf } from '../../functions/core/model/field-of.ts'
import { parseHttpDate } from '../../functions/core/model/http-date.ts'
import {
  type DirectoryEntry,
  parameterNameOf,
  parseDirectory,
  parseRelease,
} from '../../functions/core/state/directory.ts'
import { ownVersion } from '../../functions/own-version.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Terminal } from '../framework/terminal.ts'
import { differenceOf, unreadableWords } from './release.ts'
import { signIn } from './sign-in.ts'
import { calling } from './troubles.ts'

/** Name and Region of a deployment. */
export type Whereabouts = {
  /** Name in its config. */
  readonly deployment?: string
  readonly region?: string
}

/** A deployment that was found in an account. */
export type Connection = {
  readonly deployment: string
  readonly region: string
  readonly directory: DirectoryEntry
  /** Clock of AWS according to its answer, in epoch milliseconds; null if the answer has none. */
  readonly awsMs: number | null
  /** Options for further clients in the same Region. */
  readonly options: typeof clientOptions & { readonly region: string }
}

/** Reads the config that lies here. Its modules are not loaded where the name is known: the action installs the gate alone. */
const nameHere = async () => (await import('../config.ts')).nameInConfig()

/**
 * Finds a deployment by its SSM parameter, with the credentials that the AWS command line would use. Fails with one line for missing
 * credentials, an expired session, a missing Region, a denied action or an unknown deployment.
 * Notes that another version of Tokenwatch deployed it.
 */
export async function connect(
  { deployment, region }: Whereabouts,
  { environment, note }: Pick<Terminal, 'environment' | 'note'>,
): Promise<Connection> {
  const name = deployment ?? (environment['TOKENWATCH_DEPLOYMENT'] || (await nameHere()))
  if (name === undefined || !/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    throw new CommandFailure(
      'usage',
      'no deployment is named: add --deployment <name>, the name in its config, set TOKENWATCH_DEPLOYMENT, or run it where tokenwatch.config.ts is',
    )
  const ssm = new SSMClient({ ...clientOptions, ...(region === undefined ? {} : { region }) })
  const place = await signIn(ssm, environment)
  const parameter = parameterNameOf(name)
  let awsMs: number | null = null
  ssm.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args)
      awsMs = dateOf(answer.response)
      return answer
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
        message: `no deployment ${name} in ${place}: check --region and the account, or deploy it first (there is no SSM parameter ${parameter})`,
      },
    },
    () => ssm.send(new GetParameterCommand({ Name: parameter })),
  )
  const directory = parseDirectory(found?.Value ?? '')
  if (directory === null)
    throw new CommandFailure(
      'broken_deployment',
      unreadableWords({ deployment: name, release: parseRelease(found?.Value ?? ''), own: ownVersion() }, parameter),
    )
  const difference = differenceOf({ deployment: name, release: directory.release, own: ownVersion() })
  if (difference !== null) note(difference)
  return { deployment: name, region: place, directory, awsMs, options: { ...clientOptions, region: place } }
}

/** Returns the `Date` header of an HTTP answer in epoch milliseconds. */
function dateOf(response: unknown): number | null {
  const date = fieldOf(fieldOf(response, 'headers'), 'date')
  return typeof date === 'string' ? parseHttpDate(date) : null
}
