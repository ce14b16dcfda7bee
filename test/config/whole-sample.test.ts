import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
  bearer,
  declared,
  defineConfig,
  email,
  get,
  http,
  inEach,
  oauthClientCredentials,
  pagerDuty,
  post,
  secret,
} from 'tokenwatch'
import { expandConfig } from '../../functions/config/expand.ts'

const config = defineConfig({
  name: 'acme',
  environments: {
    staging: { notice: [email('dev@acme.example')] },
    production: { page: [pagerDuty(secret('pagerduty', 'key'))], watcher: [email('ops@acme.example')] },
  },
  defaults: {
    every: '5m',
    warn: '30d',
    critical: '3d',
    owner: 'platform',
    runbook: 'https://wiki.acme.example/tokens',
  },
  checks: [
    ...inEach(['staging', 'production'], (env) =>
      http({
        id: 'ci-bot',
        secret: secret(`${env}/github`, 'token'),
        ping: get('https://api.github.example/user'),
        identity: `acme-${env}-bot`,
        scopes: { require: ['repo'], forbid: ['delete_repo'] },
        read: { identity: 'login', scopes: 'scopes' },
        usedBy: ['release'],
        impact: 'No build can be released',
      }),
    ),
    oauthClientCredentials({
      id: 'billing',
      environment: 'production',
      secret: secret('production/billing', { clientId: 'id', clientSecret: 'secret' }),
      tokenUrl: 'https://id.acme.example/token',
      ping: get('https://billing.acme.example/me'),
      assert: ["tenant == 'acme'"],
      impact: 'No invoices',
    }),
    http({
      id: 'wiki',
      environment: 'production',
      secret: secret('production/wiki'),
      ping: get('https://wiki.acme.example/api/me'),
      send: bearer(),
      assert: ["login == 'bot'"],
      impact: 'Docs stop',
    }),
    declared({
      id: 'circleci',
      environment: 'production',
      secret: secret('production/circleci'),
      expires: '2027-03-01',
      impact: 'No builds',
    }),
  ],
})

it('a config with several environments and profiles is read as a whole', () => {
  const expansion = expandConfig(config)
  assert.ok(expansion.ok)
  assert.deepEqual(
    expansion.deployment.checks.map(({ key, owner }) => `${key} ${owner}`),
    ['staging/ci-bot', 'production/ci-bot', 'production/billing', 'production/wiki', 'production/circleci'].map(
      (key) => `${key} platform`,
    ),
  )
})

const wiki = { id: 'wiki', secret: secret('wiki'), ping: get('https://a.example/me'), assert: ['ok'], impact: 'x' }

/** Each line below compiles only because the type refuses it; `tsc` fails when one of them becomes possible. */
it('faults are refused by the types too', () => {
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

it('a check of several environments gets the name of each', () => {
  const checks = inEach(['staging', 'production'], (environment) => http({ ...wiki, id: `wiki-${environment}` }))
  const environments: readonly ('staging' | 'production')[] = checks.map(({ environment }) => environment)
  assert.deepEqual(environments, ['staging', 'production'])
})
