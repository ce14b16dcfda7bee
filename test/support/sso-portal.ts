import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { credentialsFor } from '../../local/aws/caller.ts'
import { closeServer, listenOnLoopback } from '../../local/loopback.ts'

const startUrl = 'https://acme.awsapps.com/start'

/** Config that `aws configure sso` writes, in both of its forms, and a profile whose session is missing. */
const config = `[profile dev]
region = eu-west-1
sso_session = acme
sso_account_id = 123456789012
sso_role_name = Developer

[sso-session acme]
sso_start_url = ${startUrl}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[profile legacy]
region = eu-west-1
sso_start_url = ${startUrl}
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = Developer

[profile torn]
region = eu-west-1
sso_session = nowhere
sso_account_id = 123456789012
sso_role_name = Developer
`

/** Puts the files of the AWS command line below `home`, with a session of `aws sso login` until `expiresAt`, or without one. */
export async function writeProfiles(
  home: string,
  session: { readonly token: string; readonly expiresAt: Date } | null,
) {
  const cache = join(home, '.aws', 'sso', 'cache')
  await mkdir(cache, { recursive: true })
  await writeFile(join(home, '.aws', 'config'), config)
  if (session === null) return
  const { token: accessToken, expiresAt } = session
  const text = JSON.stringify({ startUrl, region: 'eu-west-1', accessToken, expiresAt: expiresAt.toISOString() })
  for (const key of ['acme', startUrl])
    await writeFile(join(cache, `${createHash('sha1').update(key).digest('hex')}.json`), text)
}

/** AWS's SSO portal: credentials of one role for a valid session; 403 for a session without that role. */
export async function startSsoPortal(tokens: { readonly living: string; readonly withoutRole: string }) {
  const server = createServer((request, response) => {
    const token = request.headers['x-amz-sso_bearer_token']
    if (token === tokens.living) return void response.writeHead(200, json).end(JSON.stringify({ roleCredentials }))
    const [status, type] = token === tokens.withoutRole ? [403, 'ForbiddenException'] : [401, 'UnauthorizedException']
    response.writeHead(status, { ...json, 'x-amzn-errortype': type })
    response.end(JSON.stringify({ message: 'No access' }))
  })
  return { url: await listenOnLoopback(server), close: () => closeServer(server) }
}

const json = { 'content-type': 'application/json' }

const roleCredentials = {
  ...credentialsFor('operator'),
  expiration: Date.now() + 3_600_000,
}
