import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Check } from '../../../functions/core/model/check.ts'
import { Credential } from '../../../functions/core/model/credential.ts'
import { type CannedApi, startCannedApi } from '../../support/canned-api.ts'
import { aCheck, aPing, aSecret, expecting, reading } from '../../support/check.ts'
import { onLoopback, type Prober, startProber } from '../../support/probing.ts'
import { sourcesOf } from '../../support/sources.ts'

const [minted, secret, beside] = ['minted-4b81cd07e2', 'client-9e20af17c3', 'beside-77d1b3c2f0'] as const
const echoes = { minted, secret, beside, 'the first half of the secret': secret.slice(0, 10) }

let prober: Prober
let api: CannedApi
beforeEach(() => {
  prober = startProber()
})
afterEach(async () => {
  await prober.close()
  await api.close()
})

/** Starts an issuer of tokens and an API that names somebody else: by a text that holds a secret. */
async function startEcho(login: string): Promise<void> {
  api = await startCannedApi({
    'POST /token': { access_token: minted, token_type: 'bearer', expires_in: 60 },
    'POST /login': { session: minted },
    'GET /me': { login },
  })
  const fields = { id: 'billing', secret, webhook: { signing: [beside] }, docs: 'https://acme.example/keys/2026' }
  prober.store('production/billing', JSON.stringify(fields))
}

function aClient(question: Check['question'], profile: string): Check {
  return aCheck({
    profile,
    question,
    secret: aSecret(
      { clientId: 'id', clientSecret: 'secret' },
      { source: { from: 'secrets-manager', id: 'production/billing' } },
    ),
    paths: reading({ identity: 'login' }),
    expect: expecting({ identity: 'billing-bot' }),
    ...onLoopback,
  })
}

const questions: Readonly<Record<string, () => Check>> = {
  'a token of the client': () =>
    aClient(
      {
        kind: 'client_credentials',
        tokenUrl: `${api.url}/token`,
        scope: null,
        audience: null,
        authentication: 'client_secret_basic',
        ping: aPing(`${api.url}/me`),
      },
      'oauth-client-credentials',
    ),
  'a session of a login': () =>
    aClient(
      {
        kind: 'login',
        login: { ...aPing(`${api.url}/login`), method: 'POST', body: '{}' },
        loginSend: [{ in: 'json', name: 'password', role: 'clientSecret' }],
        session: 'session',
        expires: null,
        ping: aPing(`${api.url}/me`),
        send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
      },
      'http',
    ),
}

describe('an API that is asked with a derived credential', () => {
  for (const [how, check] of Object.entries(questions))
    for (const [what, echo] of Object.entries(echoes))
      it(`shows nothing of ${what} where it is asked with ${how}`, async () => {
        await startEcho(`somebody ${echo}`)
        const probed = JSON.stringify(await prober.probe(check()))
        assert.match(probed, /"seen":"\[secret\]"/)
        assert.ok(!probed.includes(echo))
      })

  it('shows a name that is no secret, though the secret names it', async () => {
    await startEcho('https://acme.example/keys/2026')
    const { verdict } = await prober.probe(questions['a token of the client']?.() ?? assert.fail())
    assert.equal(verdict.evidence.identity?.seen, 'https://acme.example/keys/2026')
  })
})

describe('a credential that was made with another', () => {
  it('is known to hold the values of both, however far it is derived', async () => {
    await startEcho('nobody')
    const client = new Credential({ clientSecret: secret }, 'version-1', [beside])
    const session = client.derived({ token: minted }).derived({ session: 'session-5c1f0a9d' })
    for (const value of [secret, beside, minted, 'session-5c1f0a9d']) assert.ok(session.isIn(`<${value}>`), value)
    assert.equal(session.versionId, 'version-1')
    assert.ok(client.broken().isIn(secret))
  })

  it('is never made without the other while an API is asked', async () => {
    await startEcho('nobody')
    const making = [...sourcesOf('functions/core/probe')]
      .filter(([, source]) => /new Credential\(/.test(source))
      .map(([path]) => path)
    assert.deepEqual(making, ['functions/core/probe/ask/introspection.ts'])
  })
})
