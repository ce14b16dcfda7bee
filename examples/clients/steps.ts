/** The requests that all clients here make; how they go about them is what they differ in. */
import { randomUUID } from 'node:crypto'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { Agent, request } from 'undici'
import type { ClientSettings, Flow } from '../../chaos/lab/client.ts'

/** Whoever calls such a client has not got all day. */
export const timeoutMs = 3_000

export type OAuthClient = { readonly id: string; readonly secret: string }

/** An access token with the moment it ends, in epoch milliseconds. */
export type Token = { readonly value: string; readonly issuedAt: number; readonly endsAt: number }

/** One answer; `retryAfterMs` is what a 429 asked for. */
export type StepAnswer = { readonly status: number; readonly challenge: string; readonly retryAfterMs: number | null }

/** A step of a flow. The key goes with every attempt of one order, so that it is placed once. */
export type RequestStep = { readonly method: 'GET' | 'POST'; readonly path: string; readonly key: string }

export type Steps = {
  readSecret(): Promise<OAuthClient>
  mint(client: OAuthClient): Promise<Token>
  send(step: RequestStep, token: string): Promise<StepAnswer>
  close(): Promise<void>
}

/** The steps of a flow, with a key of its own. */
export function stepsOf(flow: Flow, reference: string): readonly RequestStep[] {
  const key = randomUUID()
  const read: RequestStep = { method: 'GET', path: '/invoices', key }
  return flow === 'read'
    ? [read]
    : [read, { ...read, method: 'POST', path: `/orders?reference=${reference}` }, { ...read, path: '/me' }]
}

/** The token endpoint said no; `status` is all that is kept of its answer. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
  readonly status: number

  constructor(status: number) {
    super('the token endpoint refused')
    this.status = status
  }
}

/** `secretAttempts` is how often the SDK tries to read the secret before it says that it could not; 3 is its own default. */
export function connect(settings: ClientSettings, secretAttempts = 3): Steps {
  const userAgent = `orders instance/${settings.instance}`
  const dispatcher = new Agent({ connections: 8 })
  const secrets = new SecretsManagerClient({
    endpoint: settings.secretsManager,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'of-the-lab' },
    customUserAgent: [['instance', settings.instance]],
    maxAttempts: secretAttempts,
    requestHandler: { requestTimeout: timeoutMs, throwOnRequestTimeout: true },
  })
  const within = () => AbortSignal.timeout(timeoutMs)
  return {
    async readSecret() {
      const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: settings.secretId }))
      return JSON.parse(SecretString ?? '')
    },
    async mint({ id, secret }) {
      const authorization = `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`
      const headers = {
        authorization,
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': userAgent,
      }
      const body = 'grant_type=client_credentials'
      const answer = await request(settings.tokenUrl, { method: 'POST', headers, body, dispatcher, signal: within() })
      const text = await answer.body.text()
      if (answer.statusCode !== 200) throw new TokenRefused(answer.statusCode)
      return tokenOf(JSON.parse(text))
    },
    async send({ method, path, key }, token) {
      const headers = { authorization: `Bearer ${token}`, 'idempotency-key': key, 'user-agent': userAgent }
      const {
        statusCode: status,
        headers: got,
        body,
      } = await request(`${settings.api}${path}`, {
        method,
        headers,
        dispatcher,
        signal: within(),
      })
      await body.dump()
      return {
        status,
        challenge: got['www-authenticate']?.toString() ?? '',
        retryAfterMs: retryAfterOf(got['retry-after']?.toString()),
      }
    },
    async close() {
      secrets.destroy()
      await dispatcher.destroy()
    },
  }
}

function tokenOf({ access_token: value, expires_in: seconds }: { access_token: string; expires_in: number }): Token {
  const issuedAt = Date.now()
  return { value, issuedAt, endsAt: issuedAt + seconds * 1_000 }
}

function retryAfterOf(value: string | undefined): number | null {
  if (value === undefined) return null
  return /^\d+$/.test(value) ? Number(value) * 1_000 : Math.max(0, Date.parse(value) - Date.now())
}
