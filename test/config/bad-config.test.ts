import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Config, fromEnv, http, secret } from 'tokenwatch'
import { problemsForAws } from '../../functions/config/deployable.ts'
import { expandConfig } from '../../functions/config/expand.ts'
import { suggest } from '../../functions/config/near-miss.ts'
import { assertEvery } from '../support/assert-every.ts'
import { expandedDeployment, wikiInput as rightWiki, wholeSecret } from './reading.ts'
import { type Bad, bad, refuses } from './refusals.ts'
import { configOf, declaredSample, wiki } from './sample.ts'

const ofTheWhole: readonly Bad[] = [
  bad('no config', undefined, 'missing; expected the object that defineConfig(...) returns'),
  bad('a function', () => 1, 'expected the object that defineConfig(...) returns, found a function'),
  bad('a list', [], 'expected the object that defineConfig(...) returns, found an empty list'),
  bad(
    'an empty object',
    {},
    'name: missing; expected lower-case letters, digits and dashes such as ci-bot, at most 63',
    'environments: missing; expected an object of environments by name',
    'checks: missing; expected a list of checks',
  ),
  bad('no checks', configOf([]), 'checks: expected at least one check, found an empty list'),
  bad(
    'an unknown field',
    configOf([wiki], { enviroments: {} }),
    'enviroments: unknown field; did you mean "environments"?',
  ),
  bad(
    'no environments',
    configOf([{ ...wiki, environment: undefined }], { environments: {} }),
    'environments: expected at least one environment, found an empty object',
  ),
  bad(
    'a bad name of an environment',
    configOf([wiki], { environments: { production: {}, 'Prod EU': {} } }),
    'environments["Prod EU"]: expected lower-case letters, digits and dashes such as ci-bot, at most 63, found "Prod EU"',
  ),
  bad(
    'a mail address that is none',
    configOf([wiki], { environments: { production: { page: [{ kind: 'email', address: 'ops' }] } } }),
    'environments.production.page[0].address: expected an e-mail address such as oncall@acme.example, found a string of 3 characters',
  ),
  bad(
    'an unknown subscriber',
    configOf([wiki], { environments: { production: { page: [{ kind: 'sms', number: '1' }] } } }),
    'environments.production.page[0].kind: expected one of email, pagerduty, slack, teams, lambda, sqs, https: use email(...), pagerDuty(...), slackChannel(...), teamsChannel(...), lambda(...), sqs(...) or https(...)',
  ),
  bad(
    'an integration key that is not in Secrets Manager',
    configOf([wiki], {
      environments: {
        production: { page: [{ kind: 'pagerduty', integrationKey: { from: 'environment', variable: 'KEY' } }] },
      },
    }),
    "environments.production.page[0].integrationKey: expected secret('<name>') or secret('<name>', '<field>')",
  ),
  bad(
    'windows in the wrong order, reported once',
    configOf([wiki, declaredSample], { defaults: { warn: '1d' } }),
    'defaults.warn: expected warn to be at least as long as critical (3d), found 1d: raise warn or lower critical',
  ),
  bad(
    'windows in the wrong order in one environment',
    configOf([wiki], { environments: { production: { defaults: { critical: '60d' } } } }),
    'environments.production.defaults.critical: expected warn to be at least as long as critical (60d), found 30d: raise warn or lower critical',
  ),
  bad(
    'a bad default',
    configOf([wiki], { defaults: { every: 'often', runbook: 'wiki' } }),
    'defaults.every: expected a duration from 1s to 24h such as 30s, 5m or 12h, found "often"',
    'defaults.runbook: expected an absolute https URL, found a string of 4 characters',
  ),
  bad(
    'a reserved key of JSON',
    JSON.parse(JSON.stringify(configOf([wiki])).replace('"name"', '"__proto__":{"checks":[]},"name"')),
    '__proto__: this name is reserved by JavaScript: rename the field',
    '__proto__: unknown field; expected one of name, environments, owners, defaults, account, grants, secretReads, logs, retentionDays, blocking, maintenance, perCheckMetrics, widget, removal, adopt, heartbeatUrl, privateCa, checks',
  ),
]

refuses('a config', ofTheWhole)

const known = ['impact', 'environment', 'ping', 'warn']

it('a name that is a few edits off suggests the intended one', () => {
  const typos = { impcat: 'impact', enviromnet: 'environment', ENVIRONMENT: 'environment', pin: 'ping', wran: 'warn' }
  for (const [typo, meant] of Object.entries(typos)) assert.equal(suggest(typo, known), `did you mean "${meant}"?`)
})

it('a name that is close to none lists all of them', () => {
  for (const name of ['', 'owner', 'x'.repeat(1_000)])
    assert.equal(suggest(name, known), 'expected one of impact, environment, ping, warn')
})

const config = { name: 'acme', environments: { production: {} }, checks: [http(rightWiki)] }

const read = (heartbeatUrl: NonNullable<Config['heartbeatUrl']>) => expandedDeployment({ ...config, heartbeatUrl })

function refusals(heartbeatUrl: unknown): readonly string[] {
  const expansion = expandConfig({ ...config, heartbeatUrl })
  return expansion.ok ? [] : expansion.problems.map(({ field, message }) => `${field}: ${message}`)
}

describe('the address of a heartbeat', () => {
  it('may be a literal, or stored in a secret', () => {
    assert.deepEqual(read('https://watch.acme.example/ping').heartbeatUrl, { url: 'https://watch.acme.example/ping' })
    assert.deepEqual(read(secret('wiki')).heartbeatUrl, { secret: wholeSecret })
  })

  const outside =
    'heartbeatUrl: expected an https URL with a public host: the service that watches must be outside of this network'
  const faults: readonly (readonly [what: string, value: unknown, said: string])[] = [
    ['plain http', 'http://watch.acme.example/ping', outside],
    ['a host in this network', 'https://10.0.0.7/ping', outside],
    ['this machine', 'https://localhost/ping', outside],
    [
      'a user in it',
      'https://me:x@watch.acme.example/ping',
      'heartbeatUrl: expected no user or password in a URL: store them in a secret and send them with basic()',
    ],
    [
      'a number',
      5,
      "heartbeatUrl: expected an absolute https URL, or the secret that holds it: secret('<name>'), found a number",
    ],
    [
      'a secret of two roles',
      secret('wiki', { clientId: 'id', clientSecret: 'key' }),
      "heartbeatUrl: expected a secret that names token and nothing else: secret('<name>', { token: '<key>' })",
    ],
  ]
  it('is refused if it cannot be reached from outside', () =>
    assertEvery(
      faults,
      ([what]) => what,
      ([, value, said]) => assert.deepEqual(refusals(value), [said]),
    ))

  it('must be in Secrets Manager if the functions run in AWS', () => {
    const found = problemsForAws(read(fromEnv('WATCH'))).filter(({ field }) => field === 'heartbeatUrl')
    assert.deepEqual(
      found.map(({ check, message }) => [check, message.startsWith('a function in AWS cannot read this')]),
      [[null, true]],
    )
  })
})
