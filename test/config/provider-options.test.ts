import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { expandConfig } from '../../functions/config/expand.ts'
import { providers } from '../../functions/providers/providers.ts'
import { fixturesOf } from '../providers/fixture-files.ts'
import { badCheck, refuses } from './refusals.ts'

const pagerDuty = {
  profile: 'pagerduty-rest',
  environment: 'production',
  id: 'bot',
  secret: { from: 'secrets-manager', id: 'bot' },
  impact: 'Nobody is woken',
}

refuses('a check of a provider', [
  badCheck(
    'a region that the provider does not have',
    { ...pagerDuty, region: 'asia' },
    'production/bot: region: expected one of us, eu: the service region of the account, found a string of 4 characters',
  ),
])

/** Fields of which a check with this option complains. */
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
  for (const { name, options } of all)
    for (const [option, { kind }] of Object.entries(options))
      it(`refuses what it can not be: ${option} of ${name}`, () => {
        const wrong =
          kind === 'host' ? ['https://x.example/', 'x.example/path', 'bot@x.example', ''] : ['../x?y=1#z', '{x}', 'a b']
        for (const value of [...wrong, 7, null, ['us']])
          assert.ok(refusals(name, { [option]: value }).includes(option), `${JSON.stringify(value)}`)
      })
})
