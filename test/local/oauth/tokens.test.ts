import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { decodeJwt } from 'jose'
import { ClientSecretPost } from 'oauth4webapi'
import { type OAuthServer, startOAuth } from '../../../local/oauth/server.ts'
import { clientOf } from './client.ts'

const billing = { clientId: 'billing', clientSecret: 'billing secret+%', scopes: ['invoices:read', 'invoices:write'] }
const reports = { clientId: 'reports', clientSecret: 'reports-secret', scopes: ['reports:read'] }

describe('the token endpoint', () => {
  let oauth: OAuthServer
  before(async () => {
    oauth = await startOAuth({
      clients: [billing, { ...reports, format: 'jwt', ttlSeconds: 90, environment: 'staging' }],
      resources: [{ indicator: 'https://ledger.example/', format: 'jwt' }],
    })
  })
  after(() => oauth.close())

  it('gives a plain request the defaults of its client: an opaque token with every scope', async () => {
    const answer = await clientOf(oauth, 'billing', billing.clientSecret).token()
    assert.equal(answer.access_token.includes('.'), false)
    assert.equal(answer.scope, 'invoices:read invoices:write')
    assert.equal(answer.expires_in, 600)
    assert.equal(answer.token_type, 'bearer')
  })

  it('gives another client a JWT of another lifetime', async () => {
    const answer = await clientOf(oauth, 'reports', reports.clientSecret).token()
    const claims = decodeJwt(answer.access_token)
    assert.equal(answer.expires_in, 90)
    assert.equal(Number(claims.exp) - Number(claims.iat), 90)
    assert.equal(claims['environment'], 'staging')
  })

  it('accepts the secret in the body too', async () => {
    const answer = await clientOf(oauth, 'billing', ClientSecretPost(billing.clientSecret)).token()
    assert.equal(answer.scope, 'invoices:read invoices:write')
  })

  it('refuses a wrong secret and an unknown client with the same 401 invalid_client', async () => {
    for (const clientId of ['billing', 'nobody']) {
      const request = clientOf(oauth, clientId, ClientSecretPost('wrong')).token()
      await assert.rejects(request, { status: 401, error: 'invalid_client' })
    }
  })

  it('grants a part of the scopes, and drops an unknown one without an error', async () => {
    const answer = await clientOf(oauth, 'billing', billing.clientSecret).token({ scope: 'invoices:read admin' })
    assert.equal(answer.scope, 'invoices:read')
  })

  it('selects the format by the resource, whichever of two parameters names it', async () => {
    for (const name of ['resource', 'audience']) {
      const answer = await clientOf(oauth, 'billing', billing.clientSecret).token({ [name]: 'https://ledger.example/' })
      assert.equal(decodeJwt(answer.access_token).aud, 'https://ledger.example/')
    }
  })

  it('refuses an unknown resource', async () => {
    const request = clientOf(oauth, 'billing', billing.clientSecret).token({ audience: 'https://unknown.example/' })
    await assert.rejects(request, { status: 400, error: 'invalid_target' })
  })

  it('counts requests by endpoint', async () => {
    const before = oauth.requests.get('/token') ?? 0
    await clientOf(oauth, 'billing', billing.clientSecret).token()
    assert.equal(oauth.requests.get(new URL(oauth.tokenUrl).pathname), before + 1)
  })
})

describe('a client that changes while the server runs', () => {
  let oauth: OAuthServer
  before(async () => {
    oauth = await startOAuth({ clients: [billing] })
  })
  after(() => oauth.close())

  it('gets another lifetime for its next token', async () => {
    oauth.setTtl('billing', 7)
    assert.equal((await clientOf(oauth, 'billing', billing.clientSecret).token()).expires_in, 7)
  })

  it('gets fewer scopes for its next token', async () => {
    oauth.setScopes('billing', ['invoices:read'])
    assert.equal((await clientOf(oauth, 'billing', billing.clientSecret).token()).scope, 'invoices:read')
  })

  it('is known if it was added later', async () => {
    oauth.addClient(reports)
    assert.equal((await clientOf(oauth, 'reports', reports.clientSecret).token()).scope, 'reports:read')
  })

  it('is accepted with its new secret and no longer with the old one', async () => {
    oauth.addClient({ ...billing, clientSecret: 'second' })
    await assert.rejects(clientOf(oauth, 'billing', ClientSecretPost(billing.clientSecret)).token(), { status: 401 })
    assert.ok((await clientOf(oauth, 'billing', 'second').token()).access_token)
  })
})
