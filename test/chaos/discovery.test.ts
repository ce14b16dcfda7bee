import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { allowInsecureRequests, discoveryRequest, processDiscoveryResponse } from 'oauth4webapi'
import { request } from 'undici'
import { createInjection, type InjectionPoint } from '../../chaos/injectors/injection.ts'
import { startProxy } from '../../chaos/injectors/proxy.ts'
import { serveDocuments } from '../support/documents.ts'

const elsewhere = 'https://keys.example/jwks'
let server: Awaited<ReturnType<typeof serveDocuments>>
let idp: InjectionPoint
let validation: InjectionPoint

before(async () => {
  server = await serveDocuments((url) => {
    const document = JSON.stringify({
      issuer: `${url}/tenant`,
      token_endpoint: `${url}/tenant/token`,
      jwks_uri: elsewhere,
      scopes_supported: ['openid'],
    })
    return {
      '/tenant/.well-known/openid-configuration': { body: document, headers: {} },
      '/.well-known/oauth-authorization-server/tenant': {
        body: gzipSync(document),
        headers: { 'content-encoding': 'gzip' },
      },
      '/tenant/unrelated': { body: document, headers: {} },
    }
  })
  const injection = createInjection()
  idp = await startProxy({ upstream: server.url, plane: 'idp', injection })
  validation = await startProxy({ upstream: server.url, plane: 'validation', injection })
})
after(() => Promise.all([idp.close(), validation.close(), server.close()]))

const documentAt = async (url: string) => Object(await (await request(url)).body.json())

describe('OIDC discovery behind a proxy', () => {
  it('leads a client that checks the issuer back to the proxy', async () => {
    const issuer = new URL(`${idp.url}/tenant`)
    const answer = await discoveryRequest(issuer, { [allowInsecureRequests]: true })
    const found = await processDiscoveryResponse(issuer, answer)
    assert.equal(found.token_endpoint, `${idp.url}/tenant/token`)
    assert.equal(found.jwks_uri, elsewhere)
    assert.deepEqual(found.scopes_supported, ['openid'])
  })

  it('also by the document of RFC 8414, and if it is compressed', async () => {
    const found = await documentAt(`${idp.url}/.well-known/oauth-authorization-server/tenant`)
    assert.equal(found.token_endpoint, `${idp.url}/tenant/token`)
  })

  it('leaves the issuer to an API that validates tokens, because the tokens name it', async () => {
    const found = await documentAt(`${validation.url}/tenant/.well-known/openid-configuration`)
    assert.equal(found.issuer, `${server.url}/tenant`)
    assert.equal(found.token_endpoint, `${validation.url}/tenant/token`)
  })

  it('leaves all other documents alone', async () => {
    const found = await documentAt(`${idp.url}/tenant/unrelated`)
    assert.equal(found.token_endpoint, `${server.url}/tenant/token`)
  })
})
