import assert from 'node:assert/strict'
import { it } from 'node:test'
import { defineConfig, get, http, inEach, post, secret } from 'tokenwatch'

const wiki = { id: 'wiki', secret: secret('wiki'), ping: get('https://a.example/me'), assert: ['ok'], impact: 'x' }

/** Each line below compiles only because the type refuses it; `tsc` fails when one of them becomes possible. */
it('faults are refused by the types as well', () => {
  const refused = [
    // @ts-expect-error an unknown field
    http({ ...wiki, owners: 'me' }),
    // @ts-expect-error an impact is required
    http({ id: 'wiki', secret: secret('wiki'), ping: get('https://a.example/me') }),
    // @ts-expect-error a credential is not a secret
    http({ ...wiki, secret: 'wiki' }),
    // @ts-expect-error a status means one of a few things
    http({ ...wiki, answers: [{ status: 418, means: 'teapot' }] }),
    // @ts-expect-error POST has to be declared
    post('https://a.example/', { body: '{}' }),
    // @ts-expect-error an unknown field of the config
    defineConfig({ name: 'a', environments: { production: {} }, check: [], checks: [http(wiki)] }),
  ]
  assert.equal(refused.length, 6)
})

it('a check per environment knows the environment', () => {
  const checks = inEach(['staging', 'production'], (environment) => http({ ...wiki, id: `wiki-${environment}` }))
  const environments: readonly ('staging' | 'production')[] = checks.map(({ environment }) => environment)
  assert.deepEqual(environments, ['staging', 'production'])
})
