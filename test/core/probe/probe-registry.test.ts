import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Behaviour } from '../../support/hostile-server.ts'
import { shownProbe } from '../../support/probing.ts'
import { withRegistry } from '../../support/registry.ts'

const granted: Behaviour = { kind: 'json', body: { token: 'CANARY-registry-token' } }
const refused: Behaviour = { kind: 'json', status: 401, body: {} }
const encoded = `Basic ${Buffer.from('ci:CANARY-password').toString('base64')}`

describe('a container registry', () => {
  it('is asked for its challenge, then the token service, then with the token, then without a credential', () =>
    withRegistry({ token: granted }, async ({ server, prober, check }) => {
      assert.deepEqual(shownProbe(await prober.probe(check)), ['healthy', 'token'])
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

  it('refused the credential if its token service issues no token', () =>
    withRegistry({ token: refused }, async ({ prober, check }) => {
      assert.deepEqual(shownProbe(await prober.probe(check)), ['rejected', 'unauthorized', 'unauthorized'])
    }))

  it('gets the credential itself if it asks for basic authentication', () =>
    withRegistry(
      {
        token: { kind: 'json', headers: { 'docker-distribution-api-version': 'registry/2.0' }, body: {} },
        challenge: () => 'Basic realm="registry"',
      },
      async ({ prober, check }) => {
        assert.deepEqual(shownProbe(await prober.probe(check)), ['healthy', 'registry'])
      },
    ))

  it('behind the password of a web server refuses with a page', () =>
    withRegistry(
      {
        token: {
          kind: 'answer',
          status: 401,
          headers: { 'content-type': 'text/html', 'www-authenticate': 'Basic realm="Registry"' },
          body: '<html><title>401 Authorization Required</title></html>',
        },
        challenge: () => 'Basic realm="Registry"',
      },
      async ({ prober, check }) => {
        const page = 'unauthorized-page'
        assert.deepEqual(shownProbe(await prober.probe(check)), ['rejected', page, page])
      },
    ))

  it('that forbids without a documented word says nothing of the credential', () =>
    withRegistry({ token: { kind: 'json', status: 403, body: {} } }, async ({ prober, check }) => {
      assert.deepEqual(shownProbe(await prober.probe(check)), ['unrecognized', 'forbidden-undocumented'])
    }))

  it('is the wrong target if it sends no challenge', () =>
    withRegistry({ token: granted, challenge: () => 'Negotiate' }, async ({ prober, check }) => {
      assert.deepEqual(shownProbe(await prober.probe(check)), ['wrong_target', 'no_challenge'])
    }))

  it('proves nothing about the credential while it is down', () =>
    withRegistry({ token: granted }, async ({ server, prober, check }) => {
      server.become({ kind: 'json', status: 503, body: {} })
      assert.equal((await prober.probe(check)).verdict.reason, 'provider_error')
    }))
})
