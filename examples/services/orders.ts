/**
 * A service of one's own, to try experiments on. Environment variables say everything: PORT, API_URL, TOKEN_URL, CLIENT_ID, CLIENT_SECRET.
 * `GET /orders` asks the API with a token. The token is kept until it ends or is refused; a refusal fetches another at most every five seconds.
 */
import { createServer } from 'node:http'

const { PORT = '4100', API_URL = '', TOKEN_URL = '', CLIENT_ID = '', CLIENT_SECRET = '' } = process.env

/** Shortest time between two tokens: if a new one is refused too, a third would be as well. */
const refreshEveryMs = 5_000
const timeoutMs = 3_000

type Kept = { readonly value: string; readonly endsAt: number; readonly fetchedAt: number }

type Granted = { readonly access_token: string; readonly expires_in: number }

let kept: Promise<Kept> | null = null

/** Fetches one token for all requests that wait for it. */
function fetchToken(): Promise<Kept> {
  const asked = askForToken().catch((error: unknown) => {
    kept = null
    throw error
  })
  kept = asked
  return asked
}

async function askForToken(): Promise<Kept> {
  const secret = Buffer.from(`${encodeURIComponent(CLIENT_ID)}:${encodeURIComponent(CLIENT_SECRET)}`).toString('base64')
  const answer = await fetch(TOKEN_URL, {
    method: 'POST',
    headers: { authorization: `Basic ${secret}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (!answer.ok) throw new Error('idp_unavailable')
  const { access_token: value, expires_in: seconds }: Granted = Object(await answer.json())
  return { value, endsAt: Date.now() + seconds * 1_000, fetchedAt: Date.now() }
}

async function currentToken(): Promise<Kept> {
  const token = await (kept ?? fetchToken())
  return token.endsAt > Date.now() ? token : fetchToken()
}

const ask = ({ value }: Kept): Promise<Response> =>
  fetch(`${API_URL}/invoices`, {
    headers: { authorization: `Bearer ${value}` },
    signal: AbortSignal.timeout(timeoutMs),
  })

/** Returns the status and the body of the answer. A failure has a name, and no token appears in a log. */
async function orders(): Promise<readonly [status: number, body: unknown]> {
  const token = await currentToken()
  let answer = await ask(token)
  if (answer.status === 401 && Date.now() - token.fetchedAt > refreshEveryMs) answer = await ask(await fetchToken())
  if (answer.ok) return [200, await answer.json()]
  return [502, { error: answer.status === 401 ? 'credential_rejected' : 'provider_unavailable' }]
}

const server = createServer(async (_request, response) => {
  const [status, body] = await orders().catch(() => [503, { error: 'provider_unavailable' }] as const)
  if (status !== 200) process.stdout.write(`cause=${Object(body).error}\n`)
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
})
server.listen(Number(PORT), '127.0.0.1')
