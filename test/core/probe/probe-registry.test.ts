import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Behaviour } from '../../support/hostile-server.ts'
import { shown } from '../../support/probing.ts'
import { withRegistry } from '../../support/registry.ts'

const granted: Behaviour = { kind: 'json', body: { token: 'CANARY-registry-token' } }
const refused: Behaviour = { kind: 'json', status: 401, body: {} }
const encoded = `Basic ${Buffer.from('ci:CANARY-password').toString('base64')}`

describe('a container registry', () => {
  it('is asked for its challenge first, then whom that names, then with the token, then without a credential', () =>
    withRegistry({ token: granted }, async ({ server, prober, check }) => {
      assert.deepEqual(shown(await prober.probe(check)), ['healthy', 'token'])
      const [first, second, third, fourth] = server.requests
      assert.deepEqual([first?.url, first?.headers['authorization']], ['/v2/', undefined])
      assert.deepEqual(
        [second?.url, second?.headers['authorization']],
        ['/token?service=registry.acme.example', encoded],
      )
      assert.deepEqual([third?.url, third?.headers['authorization']], ['/v2/', 'Bearer CANARY-registry-token'])
      assert.deepEqual(
        [fourth?.url, fourth?.headers['authorization']],
        ['/token?service=registry.acme.example', undefined],
      )
    }))

  it('that gives no token has refused the credential', () =>
    withRegistry({ token: refused }, async ({ prober, check }) => {
      assert.deepEqual(shown(await prober.probe(check)), ['rejected', 'unauthorized', 'unauthorized'])
    }))

  it('that wants the credential itself gets it', () =>
    withRegistry(
      {
        token: { kind: 'json', headers: { 'docker-distribution-api-version': 'registry/2.0' }, body: {} },
        challenge: () => 'Basic realm="registry"',
      },
      async ({ prober, check }) => {
        assert.deepEqual(shown(await prober.probe(check)), ['healthy', 'registry'])
      },
    ))

  it('behind the password of a web server has refused the credential with a page and a challenge', () =>
    withRegistry(
      {
        token: {
          kind: 'answer',
          status: 401,
          headers: { 'content-type': 'text/html', 'www-authenticate': 'Basic realm="Registry"' },
          body: '<html><h1>401 Authorization Required</h1></html>',
        },
        challenge: () => 'Basic realm="Registry"',
      },
      async ({ prober, check }) => {
        const rule = 'unauthorized-by-proxy'
        assert.deepEqual(shown(await prober.probe(check)), ['rejected', rule, rule])
      },
    ))

  it('that does not challenge is no registry', () =>
    withRegistry({ token: granted, challenge: () => 'Negotiate' }, async ({ prober, check }) => {
      assert.deepEqual(shown(await prober.probe(check)), ['wrong_target', 'no_challenge'])
    }))

  it('that is down says nothing of the credential', () =>
    withRegistry({ token: granted }, async ({ server, prober, check }) => {
      server.become({ kind: 'json', status: 503, body: {} })
      assert.equal((await prober.probe(check)).verdict.reason, 'provider_error')
    }))
})
