/** Requests that all clients of this folder make. The clients differ in how they handle failures. */
import { randomUUID } from 'node:crypto'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { Agent, request } from 'undici'
import type { ClientSettings, Flow } from '../../chaos/lab/client.ts'
import { retryAfterMsOf } from './headers.ts'

/** Short, because the client's own caller waits. */
export const stepTimeoutMs = 3_000

export type OAuthClient = { readonly id: string; readonly secret: string }

/** An access token. Instants are epoch milliseconds. */
export type Token = { readonly value: string; readonly issuedAt: number; readonly endsAt: number }

/** One answer; `retryAfterMs` is its `Retry-After`. */
export type StepAnswer = { readonly status: number; readonly challenge: string; readonly retryAfterMs: number | null }

/** A step of a flow. `key` is the idempotency key of the order: every attempt sends it, so that the order is placed once. */
export type RequestStep = { readonly method: 'GET' | 'POST'; readonly path: string; readonly key: string }

export type Steps = {
  readSecret(): Promise<OAuthClient>
  mint(client: OAuthClient): Promise<Token>
  send(step: RequestStep, token: string): Promise<StepAnswer>
  close(): Promise<void>
}

/** Returns the steps of a flow, with a new key. */
export function stepsOf(flow: Flow, reference: string): readonly RequestStep[] {
  const key = randomUUID()
  const read: RequestStep = { method: 'GET', path: '/invoices', key }
  return flow === 'read'
    ? [read]
    : [read, { ...read, method: 'POST', path: `/orders?reference=${reference}` }, { ...read, path: '/me' }]
}

/** The token endpoint refused. Of its answer only the status is kept. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
  readonly status: number

  constructor(status: number) {
    super('the token endpoint refused')
    this.status = status
  }
}

/** `secretAttempts` is the number of times that the SDK tries to read the secret; 3 is the SDK's default. */
export function connectClients(settings: ClientSettings, secretAttempts = 3): Steps {
  const userAgent = `orders instance/${settings.instance}`
  const dispatcher = new Agent({ connections: 8 })
  const secrets = new SecretsManagerClient({
    endpoint: settings.secretsManager,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'of-the-lab' },
    customUserAgent: [['instance', settings.instance]],
    maxAttempts: secretAttempts,
    requestHandler: { requestTimeout: stepTimeoutMs, throwOnRequestTimeout: true },
  })
  const within = () => AbortSignal.timeout(stepTimeoutMs)
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
        retryAfterMs: retryAfterMsOf(got['retry-after']?.toString(), Date.now()),
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
