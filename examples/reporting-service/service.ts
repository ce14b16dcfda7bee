/**
 * A service with a token from Secrets Manager. `GET /orders` asks the API, `GET /health` reports the version of the secret that the service
 * holds. Variables: PORT, API_URL, SECRET_ID.
 */
import { createServer } from 'node:http'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { reportVersion } from 'tokenwatch-consumer'

const { PORT = '8080', API_URL = '', SECRET_ID = '' } = process.env
const secrets = new SecretsManagerClient()

let held = await secrets.send(new GetSecretValueCommand({ SecretId: SECRET_ID }))
const health = reportVersion(() => held.VersionId)

const ask = (): Promise<Response> =>
  fetch(`${API_URL}/me`, { headers: { authorization: `Bearer ${held.SecretString}` } })

/** Reads the secret again when the API refuses the token: it may have been rotated. */
async function orders(): Promise<number> {
  const answer = await ask()
  if (answer.status !== 401) return answer.status
  held = await secrets.send(new GetSecretValueCommand({ SecretId: SECRET_ID }))
  return (await ask()).status
}

createServer(async (request, response) => {
  if (request.url === '/health') return health(request, response)
  const status = await orders().catch(() => 503)
  response.writeHead(status === 200 ? 200 : 502).end(JSON.stringify({ api: status }))
}).listen(Number(PORT), '127.0.0.1')
