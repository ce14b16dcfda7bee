import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { credentialsFor } from '../../local/aws/caller.ts'
import { closeServer, listenOnLoopback } from '../../local/loopback.ts'

/** GitHub's token endpoint and AWS STS, which accepts its tokens: together they give a job a role. */
export type TokenService = {
  readonly env: Readonly<Record<string, string>>
  /** Roles that were assumed, with the audience that GitHub was asked for. */
  readonly assumed: readonly string[]
  close(): Promise<void>
}

const requestToken = 'job-request-token-5c1f0b7e'
/** Credentials of a job at GitHub or GitLab: a token that AWS accepts for a role. */
export const identityToken = 'eyJhbGciOiJub25lIn0.job-identity.'

export async function startTokenService(): Promise<TokenService> {
  const assumed: string[] = []
  let audience = ''
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') {
      audience = new URL(request.url ?? '', 'http://localhost').searchParams.get('audience') ?? ''
      const known = request.headers.authorization === `bearer ${requestToken}`
      response.writeHead(known ? 200 : 401).end(JSON.stringify({ count: 1, value: identityToken }))
      return
    }
    const form = await formOf(request)
    const known = form.get('WebIdentityToken') === identityToken
    if (known) assumed.push(`${form.get('RoleArn')} for ${audience}`)
    response.writeHead(known ? 200 : 400, { 'content-type': 'text/xml' }).end(known ? credentials() : '')
  })
  const url = await listenOnLoopback(server)
  return {
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
      AWS_ENDPOINT_URL_STS: url,
    },
    assumed,
    close: () => closeServer(server),
  }
}

const formOf = async (request: IncomingMessage) => new URLSearchParams(await text(request))

function credentials(): string {
  const expires = new Date(Date.now() + 3_600_000).toISOString()
  const gate = credentialsFor('gate-role')
  return `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>${gate.accessKeyId}</AccessKeyId><SecretAccessKey>${gate.secretAccessKey}</SecretAccessKey><SessionToken>${gate.sessionToken}</SessionToken><Expiration>${expires}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`
}
