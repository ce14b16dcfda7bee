import { userInfo } from 'node:os'
import { withoutSecrets } from '../../functions/config/secrecy.ts'
import { CommandFailure } from '../framework/failure.ts'

/** Returns the reason of an override without anything that looks like a secret; null if there is no override. */
export function parseOverride(text: string | undefined): string | null {
  if (text === undefined) return null
  const reason = withoutSecrets(text).trim()
  if (reason.length < 3)
    throw new CommandFailure(
      'usage',
      '--override: expected a reason that a person understands, such as "hotfix for the login"; it is recorded and notified',
    )
  return reason
}

/** Returns the actor named by the pipeline. Unverified; shown to people only. */
export function who(environment: Readonly<Record<string, string | undefined>>): string {
  const { GITHUB_ACTOR: actor, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = environment
  if (actor !== undefined && repository !== undefined) return `${actor} in ${repository}, run ${run ?? 'unknown'}`
  const { GITLAB_USER_LOGIN: login, CI_JOB_URL: job } = environment
  if (login !== undefined) return `${login}${job === undefined ? '' : ` in ${job}`}`
  return `${userInfo().username} at a terminal`
}
