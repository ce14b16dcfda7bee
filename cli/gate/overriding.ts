import { userInfo } from 'node:os'
import { withoutSecrets } from '../../functions/config/secrecy.ts'
import { CommandFailure } from '../framework/failure.ts'

/** The reason of an override, cleaned of what looks like a secret: it is kept and told. Null where there is none. */
export function parseOverride(text: string | undefined): string | null {
  if (text === undefined) return null
  const reason = withoutSecrets(text).trim()
  if (reason.length < 3)
    throw new CommandFailure('usage', '--override wants a reason that a person understands: it is kept and told')
  return reason
}

/** Who passes, as the pipeline tells it: for people to ask, not a proof. */
export function who(environment: Readonly<Record<string, string | undefined>>): string {
  const { GITHUB_ACTOR: actor, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = environment
  if (actor !== undefined && repository !== undefined) return `${actor} in ${repository}, run ${run ?? 'unknown'}`
  const { GITLAB_USER_LOGIN: login, CI_JOB_URL: job } = environment
  if (login !== undefined) return `${login}${job === undefined ? '' : ` in ${job}`}`
  return `${userInfo().username} at a terminal`
}
