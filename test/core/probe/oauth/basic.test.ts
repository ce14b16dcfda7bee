import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ClientAuthentication } from '../../../../functions/core/model/question.ts'
import { aCheck, aSecret } from '../../../support/check.ts'
import { type ReceivedRequest, type Script, startHostileServer } from '../../../support/hostile-server.ts'
import { onLoopback, shownProbe, startProber } from '../../../support/probing.ts'

type Pair = { readonly id: string; readonly secret: string }

const ordinary: Pair = { id: '0f8fad5b-d9cb-469f-a165-70867728950e', secret: 'mdb_sa_sk_Z.7~x-Q*9' }
const plain: Pair = { id: '0f8fad5b-d9cb-469f-a165-70867728950e', secret: 'mdb_sa_sk_Z.7x-Q*9' }
const odd: Pair = { id: 'acme bot', secret: 'a+b/c=%41&é:"' }

const granted = { kind: 'json', body: { access_token: 'opaque', token_type: 'bearer', scope: 'a' } } as const
const refused = { kind: 'json', status: 401, body: { error: 'invalid_client' } } as const

/** Text that follows `Basic`, decoded from Base64. */
const sentBy = ({ headers }: ReceivedRequest): string =>
  Buffer.from(String(headers['authorization']).replace(/^Basic /, ''), 'base64').toString()

/** Reads id and secret as RFC 6749 section 2.3.1 says. */
const strict =
  ({ id, secret }: Pair): Script =>
  (request) => {
    const parts = sentBy(request)
      .split(':')
      .map((part) => new URLSearchParams(`x=${part}`).get('x'))
    return parts.length === 2 && parts[0] === id && parts[1] === secret ? granted : refused
  }

/** Splits id and secret by RFC 7617 alone. */
const sloppy =
  ({ id, secret }: Pair): Script =>
  (request) =>
    sentBy(request) === `${id}:${secret}` ? granted : refused

async function probe(script: Script, { id, secret }: Pair, authentication: ClientAuthentication) {
  const server = await startHostileServer(script)
  const prober = startProber(JSON.stringify({ id, secret }))
  const check = aCheck({
    profile: 'oauth-client-credentials',
    question: {
      kind: 'client_credentials',
      tokenUrl: `${server.url}/token`,
      scope: null,
      audience: null,
      authentication,
      ping: null,
    },
    secret: aSecret({ clientId: 'id', clientSecret: 'secret' }),
    ...onLoopback,
  })
  try {
    return shownProbe(await prober.probe(check))[0]
  } finally {
    await prober.close()
    await server.close()
  }
}

describe('a client that authenticates in a header', () => {
  const standard = 'client_secret_basic'
  const unescaped = 'client_secret_basic_unescaped'
  const cases: readonly (readonly [
    what: string,
    server: typeof strict,
    Pair,
    how: ClientAuthentication,
    reason: string,
  ])[] = [
    ['a plain secret, at a server that unescapes', strict, plain, standard, 'healthy'],
    ['a plain secret, at a server that does not', sloppy, plain, standard, 'healthy'],
    ['an odd secret, at a server that unescapes', strict, odd, standard, 'healthy'],
    ['an odd secret, at a server that does not', sloppy, odd, standard, 'rejected'],
    ['an odd secret as it is, at a server that unescapes', strict, odd, unescaped, 'rejected'],
    ['an odd secret as it is, at a server that does not', sloppy, odd, unescaped, 'healthy'],
    ['a secret with a tilde, at a server that unescapes', strict, ordinary, standard, 'healthy'],
    ['a secret with a tilde as it is, at a server that does not', sloppy, ordinary, unescaped, 'healthy'],
  ]
  for (const [what, server, pair, how, reason] of cases)
    it(`is ${reason} with ${what}`, async () => assert.equal(await probe(server(pair), pair, how), reason))
})
