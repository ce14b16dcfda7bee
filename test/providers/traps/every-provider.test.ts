import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PingRequest, Question } from '../../../functions/core/model/question.ts'
import { providers } from '../../../functions/providers/providers.ts'
import { aCheck, aRequest } from '../../support/check.ts'
import { type HostileServer, startHostileServer } from '../../support/hostile-server.ts'
import { onLoopback, type Prober, shownProbe, startProber } from '../../support/probing.ts'

const questions = [...providers.values()].flatMap(({ name, question }) =>
  question === null ? [] : [{ name, question }],
)

function pingOf(question: Question): PingRequest | null {
  return 'ping' in question ? question.ping : null
}

const pings = questions.flatMap(({ name, question }) => {
  const ping = pingOf(question)
  return ping === null ? [] : [{ name, ping }]
})

/** Providers that offer no other way, each reviewed by hand: a question in the body, a minted token, or a check that only reads. */
const posting = [
  'aws-access-key',
  'box-client',
  'braintree',
  'cohere',
  'docker-hub',
  'dropbox',
  'google-service-account',
  'infisical',
  'kubernetes-access',
  'kubernetes-token',
  'linear',
  'new-relic',
  'okta-client',
  'paypal',
  'plaid',
  'plaid-item',
  'salesforce-refresh-token',
  'slack',
  'slack-config',
  'snowflake',
  'splunk-hec',
  'square',
  'zoom',
]

/** An API that accepts anything, and a check of it. */
async function asked(value: string, test: (prober: Prober, server: HostileServer) => Promise<void>): Promise<void> {
  const server = await startHostileServer({ kind: 'json', body: { login: 'bot' } })
  const prober = startProber(value)
  try {
    await test(prober, server)
  } finally {
    await prober.close()
    await server.close()
  }
}

const checkAt = ({ url }: HostileServer) => aCheck({ question: aRequest(url), ...onLoopback })

describe('whatever the provider', () => {
  it('a ping changes nothing: it is a GET, or one of the reviewed POSTs', () => {
    const others = pings.filter(({ ping }) => ping.method !== 'GET' && ping.method !== 'HEAD').map(({ name }) => name)
    assert.deepEqual(others.toSorted(), posting)
  })

  it('no ping goes to an address that revokes with another method', () => {
    const revoking = pings
      .filter(({ ping }) => /revoke|invalidate|rotate|reset/i.test(ping.url))
      .map(({ name }) => name)
    assert.deepEqual(revoking, [])
  })

  it('no ping buys a completion or sends a message', () => {
    const spending = /completions|\/messages|embeddings|chat\.|sendMessage|\/events|enqueue/i
    assert.deepEqual(
      pings.filter(({ ping }) => spending.test(ping.url)).map(({ name }) => name),
      [],
    )
  })

  it('no ping spends a refresh token', () => {
    const spending = questions.filter(({ question }) => /grant_type[^a-z]+refresh_token/.test(JSON.stringify(question)))
    assert.deepEqual(
      spending.map(({ name }) => name),
      [],
    )
  })

  it('a token is not judged by its length', () =>
    asked('t'.repeat(4_000), async (prober, server) => {
      assert.deepEqual(shownProbe(await prober.probe(checkAt(server))), ['healthy', 'success'])
    }))

  it('a token with a line break is reported as malformed and never sent', () =>
    asked('marked-7f3a9c-token\n', async (prober, server) => {
      assert.equal(shownProbe(await prober.probe(checkAt(server)))[0], 'secret_malformed')
      assert.equal(server.connections(), 0)
    }))

  it('a ping differs from other callers by its name', () =>
    asked('marked-7f3a9c-token', async (prober, server) => {
      await prober.probe(checkAt(server))
      assert.equal(server.requests[0]?.headers['user-agent'], 'tokenwatch')
    }))
})
