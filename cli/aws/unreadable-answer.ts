import { ownVersion } from '../../functions/own-version.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Connection } from './connection.ts'
import { differenceOf } from './release.ts'

type Asked = Pick<Connection, 'deployment' | 'directory'>

/** Returns the failure for an answer that cannot be read. It blames another version only if the deployment names one. */
export function unreadableAnswer({ deployment, directory }: Asked, called: string, came: string): CommandFailure {
  const own = ownVersion()
  const { release } = directory
  const cause = release === null ? null : differenceOf({ deployment, release, own })
  return new CommandFailure(
    'broken_deployment',
    `the ${called} of ${deployment} answered ${came}, which is no answer to this command: ${cause ?? `see its log, or deploy again with ${own}`}`,
  )
}

export function failedFunction({ deployment }: Asked, called: string): CommandFailure {
  return new CommandFailure('broken_deployment', `the ${called} of ${deployment} failed: see its log, or deploy again`)
}
