import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fieldOf } from '../functions/core/model/field-of.ts'
import { NoAnswer } from './no-answer.ts'

/** Credentials that the job may have from elsewhere: the role comes before all of them. */
const others = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE']

/** Returns the variables of the gate: with the given role, or with the credentials that the job has if no role is given. */
export async function withRole(role: string, folder: string): Promise<NodeJS.ProcessEnv> {
  if (role === '') return process.env
  const [token, nothing] = [join(folder, 'token'), join(folder, 'no-profiles')]
  writeFileSync(token, await jobToken(), { mode: 0o600 })
  writeFileSync(nothing, '')
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !others.includes(name)))
  return {
    ...env,
    // The profiles of a machine would win over the token.
    AWS_CONFIG_FILE: nothing,
    AWS_SHARED_CREDENTIALS_FILE: nothing,
    AWS_ROLE_ARN: role,
    AWS_WEB_IDENTITY_TOKEN_FILE: token,
    AWS_ROLE_SESSION_NAME: 'tokenwatch-gate',
  }
}

/** Asks GitHub for the job's own OIDC token. */
async function jobToken(): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url = '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret = '' } = process.env
  if (url === '') throw new NoAnswer('the job has no OIDC token: add permissions: id-token: write')
  try {
    const headers = { authorization: `bearer ${secret}` }
    const answer = await fetch(`${url}&audience=sts.amazonaws.com`, { headers, redirect: 'error' })
    const token = answer.ok ? fieldOf(await answer.json(), 'value') : undefined
    if (typeof token === 'string' && token !== '') return token
  } catch {
    // An error of the network may hold the token of the request.
  }
  throw new NoAnswer('GitHub gave the job no OIDC token: run the job again, and look at the status page of GitHub')
}
