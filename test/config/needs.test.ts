import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { get, github, http, post, secret } from 'tokenwatch'
import { expandedCheck, wikiInput } from './reading.ts'
import { type Bad, badCheck, badWiki, refuses } from './refusals.ts'
import { clientCredentialsSample, introspection } from './sample.ts'

const need = (url: string, change: object = {}) => ({ needs: [{ method: 'GET', url, ...change }] })
const own = 'https://wiki.acme.example/api/pages'
const host = 'https://wiki.acme.example, the host that the token is sent to'

const faults: readonly Bad[] = [
  badWiki('a need at another host', need('https://other.example/x'), `needs[0].url: expected an address at ${host}`),
  badWiki(
    'a need at another port',
    need('https://wiki.acme.example:8443/x'),
    `needs[0].url: expected an address at ${host}`,
  ),
  badWiki('a need over plain http', need('http://wiki.acme.example/x'), `needs[0].url: expected an address at ${host}`),
  badWiki(
    'a need with a body',
    need(own, { body: '{}' }),
    'needs[0].body: only POST has a body: use post(...) or drop the body',
  ),
  badWiki(
    'a need that may change something',
    need(own, { method: 'POST' }),
    "needs[0].sideEffects: missing; POST may change something at the provider with every probe: if it does not, set sideEffects: 'none'",
  ),
  badWiki(
    'too many needs',
    { needs: Array(6).fill({ method: 'GET', url: own }) },
    'needs: expected at most 5 requests, found a list of 6',
  ),
  badCheck(
    'needs of a client without a ping',
    { ...clientCredentialsSample, ...need(own) },
    'production/billing: needs: only a check that sends its token with a request has needs: drop them, or name a ping',
  ),
  badCheck(
    'needs of an introspection',
    { ...introspection, ...need(own) },
    'production/partner: needs: only a check that sends its token with a request has needs: drop them, or name a ping',
  ),
]

describe('the needs of a check', () => {
  refuses('a config with needs', faults)

  it('are requests at the host of the ping, each with its own optional', () => {
    const needs = [get(own), get(own, { optional: true }), post(own, { body: '{}', sideEffects: 'none' })]
    const { needs: read } = expandedCheck(http({ ...wikiInput, needs }))
    assert.deepEqual(
      read.map(({ method, optional }) => [method, optional ?? false]),
      [
        ['GET', false],
        ['GET', true],
        ['POST', false],
      ],
    )
  })

  it('are possible for a provider of the catalogue, at its host', () => {
    const check = { id: 'ci', secret: secret('ci'), impact: 'No builds' }
    const { needs } = expandedCheck(github({ ...check, needs: [get('https://api.github.com/repos/acme/app')] }))
    assert.deepEqual(
      needs.map(({ url }) => url),
      ['https://api.github.com/repos/acme/app'],
    )
  })
})
