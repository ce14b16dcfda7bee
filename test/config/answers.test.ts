import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { declared, head, http, jwt, oauthClientCredentials, oauthIntrospection, secret } from 'tokenwatch'
import { bearerPlacement, clientInput, expandedCheck, wholeSecret, wikiInput } from './reading.ts'

describe('a check', () => {
  it('declares the assertions about an answer, and the places of its fields', () => {
    const check = expandedCheck(
      http({
        ...wikiInput,
        identity: 'bot',
        scopes: ['read', 'write'],
        slowAfter: '800ms',
        read: {
          identity: 'login',
          environment: 'env',
          scopes: 'scopes',
          expires: { at: 'exp', format: 'epoch_seconds' },
        },
        answers: [
          { status: 418, when: "error == 'teapot'", means: 'suspended' },
          { status: 404, means: 'rejected' },
        ],
      }),
    )
    assert.deepEqual(check.expect, {
      identity: 'bot',
      environment: 'production',
      scopes: { require: ['read', 'write'], forbid: [] },
      assert: ["login == 'bot'"],
      slowAfterMs: 800,
    })
    assert.deepEqual(check.paths, {
      identity: 'login',
      environment: 'env',
      scopes: 'scopes',
      expires: { at: 'exp', format: 'epoch_seconds' },
    })
    assert.deepEqual(check.answers, [
      { status: 418, when: "error == 'teapot'", means: 'suspended' },
      { status: 404, when: null, means: 'rejected' },
    ])
  })

  it('may expect another label than the name of the environment', () => {
    assert.equal(
      expandedCheck(http({ ...wikiInput, environmentLabel: 'prod', read: { environment: 'env' } })).expect.environment,
      'prod',
    )
  })

  it('may be about JWTs, introspection or client credentials', () => {
    assert.deepEqual(
      [
        jwt({ id: 'a', secret: secret('wiki'), impact: 'x' }),
        jwt({
          id: 'a',
          secret: secret('wiki'),
          impact: 'x',
          issuer: 'acme',
          audience: 'api',
          jwks: 'https://id.example/jwks',
          ping: head('https://api.example/'),
        }),
        oauthIntrospection({
          id: 'a',
          secret: secret('wiki'),
          impact: 'x',
          introspectionUrl: 'https://id.example/introspect',
          client: clientInput,
        }),
        oauthClientCredentials({
          id: 'a',
          secret: clientInput,
          impact: 'x',
          tokenUrl: 'https://id.example/token',
          scope: 'a b',
          authentication: 'client_secret_post',
        }),
      ].map((check) => expandedCheck(check).question),
      [
        { kind: 'jwt', issuer: null, audience: null, jwksUrl: null, ping: null, send: [] },
        {
          kind: 'jwt',
          issuer: 'acme',
          audience: 'api',
          jwksUrl: 'https://id.example/jwks',
          ping: { method: 'HEAD', url: 'https://api.example/', headers: {}, body: null },
          send: [bearerPlacement],
          besideBroken: true,
        },
        {
          kind: 'introspection',
          introspectionUrl: 'https://id.example/introspect',
          authentication: 'client_secret_basic',
          client: {
            ...wholeSecret,
            source: { from: 'secrets-manager', id: 'client' },
            fields: { clientId: 'id', clientSecret: 'key' },
          },
        },
        {
          kind: 'client_credentials',
          tokenUrl: 'https://id.example/token',
          scope: 'a b',
          audience: null,
          authentication: 'client_secret_post',
          ping: null,
          undocumentedIssuer: true,
        },
      ],
    )
  })

  it('declares dates as epoch seconds, with or without a secret', () => {
    const dates = (options: Omit<Parameters<typeof declared>[0], 'id' | 'impact'>) =>
      expandedCheck(declared({ id: 'a', impact: 'x', ...options })).expiry
    const nothing = { expires: null, issuedAt: null, maxAgeSeconds: null, secretField: null }
    assert.deepEqual(dates({ expires: '2027-03-01' }), { ...nothing, expires: 1_803_859_200 })
    assert.deepEqual(dates({ expires: '2028-02-29T12:00:00+02:00' }), { ...nothing, expires: 1_835_431_200 })
    assert.deepEqual(dates({ issuedAt: '2026-01-01', maxAge: '90d' }), {
      ...nothing,
      issuedAt: 1_767_225_600,
      maxAgeSeconds: 7_776_000,
    })
    assert.deepEqual(dates({ secret: secret('a'), expiresField: 'until' }).secretField, {
      name: 'until',
      format: 'iso',
    })
    assert.equal(expandedCheck(declared({ id: 'a', impact: 'x', expires: '2027-03-01' })).secret, null)
  })
})
