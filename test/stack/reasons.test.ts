import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type CheckInput, get, jwt, oauthIntrospection, secret } from '../../functions/config.ts'
import type { Deployment } from '../../functions/core/deployment.ts'
import type { Stack } from '../../local/stack.ts'
import { makeCertificates } from '../support/certificates.ts'
import { freePort } from '../support/free-port.ts'
import { type HostileServer, type Script, startHostileServer } from '../support/hostile-server.ts'
import {
  aWatch,
  bot,
  cadence,
  deploymentOf,
  hookLimit,
  keepOpen,
  loopback,
  type Product,
  pagesOf,
  readingsOf,
  startProduct,
  startWatching,
  stateOf,
} from '../support/stack.ts'

/** How a check comes to its reason. `value` is what its secret holds, a good token of the robot where it is left out. */
type Case = {
  readonly title: string
  readonly reason: string
  /** Attempts that the verdict rests on, where it is not one. */
  readonly attempts?: number
  readonly pages?: true
  readonly value?: string
  readonly check: CheckInput
}

const dead = { attempts: 2, pages: true } as const
const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Script => ({
  kind: 'json',
  status,
  body,
  headers,
})

describe('over the whole path', { timeout: 60_000 }, () => {
  let product: Product
  let stack: Stack
  let cases: readonly Case[] = []
  /** Where no token may ever go. */
  let offLimits: HostileServer
  let untrusted: HostileServer

  const opened = keepOpen()

  const serverOf = async (script: Script) => opened(await startHostileServer(script))

  before(async () => {
    product = opened(await startProduct())
    offLimits = await serverOf(json(200, { login: bot.clientId }))
    untrusted = opened(await startHostileServer(json(200, {}), { tls: (await makeCertificates()).selfSigned }))
    cases = [...(await ofTheApi()), ...(await ofAnswers()), ...(await ofTheNetwork())]
    const deployment = deploymentOf(cases.map(({ check }) => check))
    stack = opened(await startWatching(withoutPermission(deployment), Object.fromEntries(await secrets())))
    await stack.tick(cadence)
  }, hookLimit)

  async function secrets(): Promise<readonly (readonly [string, string])[]> {
    const token = await product.mint()
    const client = JSON.stringify({ id: bot.clientId, secret: bot.clientSecret })
    return [
      ...cases.map(({ check, value }) => [`production/${check.id}`, value ?? token] as const),
      ['production/introspector', client],
      ['production/unknown-client', JSON.stringify({ id: 'nobody', secret: 'nothing' })],
    ]
  }

  /** As if the config had been changed after it was validated. */
  function withoutPermission(deployment: Deployment): Deployment {
    const checks = deployment.checks.map((one) => (one.id === 'host-not-allowed' ? { ...one, allowPrivate: [] } : one))
    return { ...deployment, checks }
  }

  async function ofTheApi(): Promise<readonly Case[]> {
    const me = `${product.api.url}/me`
    const dated = { read: { expires: { at: 'expires_at', format: 'iso' } } } as const
    const introspection = (id: string, client: string) =>
      oauthIntrospection({
        id,
        secret: secret(`production/${id}`),
        introspectionUrl: product.oauth.introspectionUrl,
        client: secret(client, { clientId: 'id', clientSecret: 'secret' }),
        allowPrivate: loopback,
        warn: '30m',
        critical: '1m',
        impact: 'Nobody can order',
      })
    const expired = await product.mint({ format: 'jwt', ttlSeconds: -60 })
    return [
      { title: 'a token that works', reason: 'healthy', check: aWatch('healthy', me) },
      {
        title: 'a token that dies within the warning window',
        reason: 'expiring',
        check: aWatch('expiring', me, { ...dated, warn: '2h', critical: '1m' }),
      },
      {
        title: 'a token that dies within the critical window',
        reason: 'expiring',
        pages: true,
        check: aWatch('critical', me, { ...dated, warn: '2h', critical: '90m' }),
      },
      {
        title: 'a JWT past its exp',
        reason: 'expired',
        ...dead,
        value: expired,
        check: jwt({ id: 'expired', secret: secret('production/expired'), impact: 'Nobody can order' }),
      },
      {
        title: 'a token that nobody issued',
        reason: 'rejected',
        ...dead,
        value: 'made-up-token',
        check: aWatch('rejected', me),
      },
      {
        title: 'a token without a scope that is required',
        reason: 'under_scoped',
        ...dead,
        check: aWatch('under-scoped', me, {
          read: { scopes: 'scope' },
          scopes: ['things:read', 'things:write'],
        }),
      },
      {
        title: 'a token with a scope that is forbidden',
        reason: 'over_scoped',
        check: aWatch('over-scoped', me, { read: { scopes: 'scope' }, scopes: { forbid: ['things:read'] } }),
      },
      {
        title: 'a token of somebody else',
        reason: 'wrong_identity',
        ...dead,
        check: aWatch('wrong-identity', me, { assert: [], read: { identity: 'login' }, identity: 'acme-owner' }),
      },
      {
        title: 'a token of another environment',
        reason: 'wrong_environment',
        ...dead,
        value: await product.mint({ clientId: 'acme-stray' }),
        check: aWatch('wrong-environment', me, { read: { environment: 'environment' }, assert: ['login != `null`'] }),
      },
      {
        title: 'an answer that is not as asserted',
        reason: 'wrong_answer',
        ...dead,
        check: aWatch('wrong-answer', me, { assert: ["login == 'acme-owner'"] }),
      },
      {
        title: 'a token that may not make this request',
        reason: 'ping_forbidden',
        value: await product.mint({ scope: 'things:write' }),
        check: aWatch('ping-forbidden', `${product.api.url}/invoices`, { assert: ['invoices'] }),
      },
      {
        title: 'an address that the API does not have',
        reason: 'wrong_target',
        check: aWatch('wrong-target', `${product.api.url}/you`),
      },
      {
        title: 'a token that its issuer calls active',
        reason: 'healthy',
        check: introspection('active', 'production/introspector'),
      },
      {
        title: 'an issuer that does not know the client that asks',
        reason: 'check_invalid',
        check: introspection('stranger', 'production/unknown-client'),
      },
    ]
  }

  async function ofAnswers(): Promise<readonly Case[]> {
    const answers: readonly (readonly [title: string, reason: string, script: Script, more?: Partial<Case>])[] = [
      ['a redirect', 'redirected', { kind: 'redirect', to: offLimits.url }],
      ['a log-in page', 'wrong_target', { kind: 'html' }],
      ['429 for longer than anybody waits', 'rate_limited', json(429, {}, { 'retry-after': '60' })],
      ['500 again and again', 'provider_error', json(500, {})],
      ['402', 'quota_exhausted', json(402, {}), { pages: true }],
      ['a status that nobody expects', 'unrecognized', json(418, {})],
      ['an answer that is no HTTP', 'unrecognized', { kind: 'malformed' }],
      ['a body without end', 'oversized', { kind: 'endless_body' }],
      ['a body that unpacks to a gigabyte', 'oversized', { kind: 'gzip_bomb', megabytes: 1_000 }],
    ]
    return Promise.all(
      answers.map(async ([title, reason, script, more], index) => {
        const server = await serverOf(script)
        return { title, reason, check: aWatch(`answer-${index}`, server.url), ...more }
      }),
    )
  }

  async function ofTheNetwork(): Promise<readonly Case[]> {
    const silent = await serverOf({ kind: 'silent' })
    return [
      {
        title: 'a port where nobody listens',
        reason: 'unreachable',
        check: aWatch('unreachable', `http://127.0.0.1:${await freePort()}`),
      },
      { title: 'a server that never answers', reason: 'timed_out', check: aWatch('timed-out', silent.url) },
      {
        title: 'a name that leads to a private address',
        reason: 'host_not_allowed',
        check: aWatch('host-not-allowed', 'http://placeholder', { ping: get(`http://localhost:${offLimits.port}`) }),
      },
      {
        title: 'a certificate that nobody vouches for',
        reason: 'tls_failed',
        check: aWatch('tls-failed', untrusted.url),
      },
    ]
  }

  it('every case gets its reason', () => {
    const judged = cases.map(({ check }) => readingsOf(stack, `production/${check.id}`).at(-1)?.reason)
    const found = cases.map(({ title }, index) => `${title}: ${judged[index]}`)
    assert.deepEqual(
      found,
      cases.map(({ title, reason }) => `${title}: ${reason}`),
    )
    assert.equal(cases.length, 27)
  })

  it('only what is dead is asked twice', () => {
    const attempts = cases.map(({ check, title }) => [title, readingsOf(stack, `production/${check.id}`).length])
    assert.deepEqual(
      attempts,
      cases.map(({ title, attempts = 1 }) => [title, attempts]),
    )
  })

  it('only what is dead, out of quota or about to die wakes somebody', () => {
    const woken = pagesOf(stack).map(({ alarm }) => alarm.Tokenwatch.check)
    const expected = cases.filter(({ pages }) => pages).map(({ check }) => `production/${check.id}`)
    assert.deepEqual(woken.toSorted(), expected.toSorted())
  })

  it('no token reaches an address that was not allowed, the end of a redirect, or a server without a name', () => {
    assert.deepEqual([offLimits.connections(), untrusted.bytesReceived()], [0, 0])
  })

  it('a missing scope is named in the log and in the state', async () => {
    const [reading] = readingsOf(stack, 'production/under-scoped')
    assert.deepEqual(reading?.missing, ['things:write'])
    assert.deepEqual((await stateOf(stack, 'production/under-scoped')).evidence.scopes?.missing, ['things:write'])
  })
})
