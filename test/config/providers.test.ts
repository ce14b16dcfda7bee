import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as entry from 'tokenwatch'
import { fastly, github, secret, telegram } from 'tokenwatch'
import * as builders from '../../functions/config/builders/providers.ts'
import { expandConfig } from '../../functions/config/expand.ts'
import { providers } from '../../functions/providers/providers.ts'
import { fixturesOf } from '../providers/fixture-files.ts'
import { assertEvery } from '../support/assert-every.ts'
import { expandedCheck } from './reading.ts'
import { badCheck, refuses } from './refusals.ts'

const common = { id: 'bot', secret: secret('bot'), impact: 'No build can be released' }

describe('a check of a provider', () => {
  it('has its builder in the package, hidden by no other export', () => {
    const hidden = Object.entries(builders).filter(([name, builder]) => Reflect.get(entry, name) !== builder)
    assert.deepEqual(hidden, [])
  })

  it('sends the request of the catalogue, with its options filled in', () => {
    const { question, profile } = expandedCheck(github({ ...common, host: 'api.acme.ghe.com' }))
    assert.equal(profile, 'github')
    assert.equal(question.kind === 'request' && question.ping.url, 'https://api.acme.ghe.com/user')
  })

  it('leaves the placeholders of the credential to the probe', () => {
    const { question } = expandedCheck(telegram(common))
    assert.equal(question.kind === 'request' && question.ping.url, 'https://api.telegram.org/bot{token}/getMe')
  })

  it('names the page on which a person makes a new credential', () => {
    assert.equal(expandedCheck(fastly(common)).issueUrl, 'https://manage.fastly.com/account/personal/tokens')
  })

  it('has a default interval that the provider permits', () => {
    assert.equal(expandedCheck(fastly({ ...common, every: '1m' })).everySeconds, 60)
    assert.equal(expandedCheck(fastly(common)).everySeconds, 300)
  })
})

const written = { profile: 'github', environment: 'production', ...common }

refuses('a check of a provider', [
  badCheck(
    'an option that the provider does not have',
    { ...written, hosts: 'api.github.com' },
    'production/bot: hosts: unknown field; did you mean "host"?',
  ),
  badCheck(
    'an option of the wrong kind',
    { ...written, host: 'https://api.github.com/' },
    'production/bot: host: expected a host such as git.acme.example, with its port where it has one: the API host: api.github.com, or that of a GitHub Enterprise Cloud with data residency, found a string of 23 characters',
  ),
  badCheck(
    'a host that is not public',
    { ...written, host: '10.0.0.1' },
    'production/bot: host: the host is 10.0.0.1, which is not public (private): name its range in allowPrivate if it is intended',
  ),
  badCheck(
    'a scope that does not exist there',
    { ...written, scopes: ['Repo Admin'] },
    'production/bot: scopes: expected scopes of GitHub personal access token (classic) such as repo, found Repo Admin',
  ),
  badCheck(
    'scopes where no answer names any',
    { ...written, profile: 'telegram', scopes: ['send'] },
    'production/bot: scopes: the answers of Telegram bot token do not name it: drop it, or name its place in read',
  ),
  badCheck(
    "a cadence under the provider's minimum",
    { ...written, every: '10s' },
    'production/bot: every: expected at least 1m, the shortest interval for GitHub personal access token (classic), found 10s',
  ),
  badCheck(
    'a role that the provider does not send',
    { ...written, secret: { ...written.secret, fields: { clientId: 'id' } } },
    "production/bot: secret: expected a secret that names token and nothing else: secret('<name>', { token: '<key>' })",
  ),
])

const pagerDuty = {
  profile: 'pagerduty-rest',
  environment: 'production',
  id: 'bot',
  secret: { from: 'secrets-manager', id: 'bot' },
  impact: 'No pages arrive',
}

refuses('a check of a provider', [
  badCheck(
    'a region that the provider does not have',
    { ...pagerDuty, region: 'asia' },
    'production/bot: region: expected one of us, eu: the service region of the account, found a string of 4 characters',
  ),
])

/** Fields that the problems of a check with this option name. */
function refusals(provider: string, option: Readonly<Record<string, unknown>>): readonly string[] {
  const { options = {}, credential = {} } = fixturesOf(provider) ?? {}
  const fields = Object.fromEntries(Object.keys(credential).map((role) => [role, role]))
  const secret = { from: 'secrets-manager', id: 'token', fields }
  const check = { profile: provider, id: 'bot', impact: 'Builds stop', secret, ...options, ...option }
  const expansion = expandConfig({ name: 'acme', environments: { production: {} }, checks: [check] })
  return expansion.ok ? [] : expansion.problems.map(({ field }) => field)
}

describe('an option of any provider', () => {
  const all = [...providers.values()].filter(({ name }) => fixturesOf(name) !== undefined)
  const places = all.flatMap(({ name, options }) =>
    Object.entries(options).map(([option, { kind }]) => ({ name, option, kind })),
  )

  it('refuses an invalid value', () =>
    assertEvery(
      places,
      ({ name, option }) => `${option} of ${name}`,
      ({ name, option, kind }) => {
        const wrong =
          kind === 'host' ? ['https://x.example/', 'x.example/path', 'bot@x.example', ''] : ['../x?y=1#z', '{x}', 'a b']
        for (const value of [...wrong, 7, null, ['us']])
          assert.ok(refusals(name, { [option]: value }).includes(option), `${JSON.stringify(value)}`)
      },
    ))
})
